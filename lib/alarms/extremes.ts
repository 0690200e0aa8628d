import type { Observation } from "@/lib/market/observation.ts";
import { isPrice } from "@/lib/market/price.ts";

/** First price of an observation; null where the source tells no usable one. */
export function firstOf({ first }: Observation): number | null {
  return isPrice(first) ? first : null;
}

/** Lowest price of an observation; its own price where the source tells no usable low. */
export function lowestOf(observation: Observation): number {
  const lowest = Math.min(firstOf(observation) ?? Infinity, observation.price);
  return isPrice(observation.low) ? Math.min(observation.low, lowest) : lowest;
}

/** Highest price of an observation; its own price where the source tells no usable high. */
export function highestOf(observation: Observation): number {
  const highest = Math.max(firstOf(observation) ?? 0, observation.price);
  return isPrice(observation.high) ? Math.max(observation.high, highest) : highest;
}
