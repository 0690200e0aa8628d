import type { Observation } from "@/lib/market/observation.ts";
import { isPrice } from "@/lib/market/price.ts";

/** Lowest price of an observation; its own price where the source tells no usable low. */
export function lowestOf({ low, price }: Observation): number {
  return isPrice(low) && low < price ? low : price;
}

/** Highest price of an observation; its own price where the source tells no usable high. */
export function highestOf({ high, price }: Observation): number {
  return isPrice(high) && high > price ? high : price;
}
