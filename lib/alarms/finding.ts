import { isPrice, type Observation } from "@/lib/market/accept.ts";
import type { HistoryView } from "@/lib/market/history/history_view.ts";
import type { Move } from "@/lib/market/decimal.ts";

/** How an alarm's condition was reached. */
export interface Reach {
  /** The price that reached it: the observation's own, or else its high or low. */
  readonly price: number;
  readonly direction: Move;
  /** What the price was compared with: target, maximum, minimum or first price of the window. */
  readonly reference: number;
}

/** What one observation says about an alarm's condition. */
export interface Finding {
  /** The condition is true at the observation's price. */
  readonly holds: boolean;
  /** The condition was false at some moment of the observation. */
  readonly lapsed: boolean;
  /** Set when the condition turned true: the alarm fires if it is free to. */
  readonly reach: Reach | null;
}

// Shared, because nearly every evaluation ends in one of these two.
export const FALSE_NOW: Finding = { holds: false, lapsed: true, reach: null };
export const TRUE_NOW: Finding = { holds: true, lapsed: false, reach: null };

/** What the prices of one observation say of a condition that is no crossing; their order is known of the first and last only. */
interface Level {
  /** How it is true at the last price; null when it is false there. */
  readonly close: Reach | null;
  /** How it is true at another of the prices; null when that is not certain. */
  readonly touch: Reach | null;
  /** It is false at the first of the prices, where that is known. */
  readonly startsFalse: boolean;
  /** It is false at one of the prices. */
  readonly isLeft: boolean;
}

/**
 * What an observation says after which a condition was true or false; null where that is not known. It
 * turned true where that holds in whatever order the low and high came: what was true before, is true
 * at one of them and false at the other and at the end may have turned false only.
 */
export function findingOf(wasTrue: boolean | null, level: Level): Finding {
  const { close, touch, startsFalse, isLeft } = level;
  const holds = close !== null;
  if (wasTrue === null) return holds ? TRUE_NOW : FALSE_NOW;
  if (wasTrue && !startsFalse) {
    if (!holds) return FALSE_NOW;
    return isLeft ? { holds, lapsed: true, reach: close } : TRUE_NOW;
  }
  const reach = close ?? touch;
  return reach === null ? FALSE_NOW : { holds, lapsed: wasTrue || !holds, reach };
}

/** What is known of a pair's past. */
export interface KnownPast {
  readonly history: HistoryView;
  /** Whether a moment (milliseconds) lies within an unwatched stretch. */
  readonly isUnwatched?: ((at: number) => boolean) | undefined;
}

/** One accepted observation and the pair's past before it: what an alarm is evaluated on. */
export interface EvaluationContext extends KnownPast {
  readonly symbol: string;
  /** The last price accepted before this observation; null when it is the first one. */
  readonly previous: number | null;
  /** Its moment, in milliseconds since the Unix epoch. */
  readonly previousAt: number | null;
  /** Highest and lowest price since the pair was added, this observation included. */
  readonly maxPrice: number;
  readonly minPrice: number;
  /** The same before this observation; null when it is the first one. */
  readonly previousMax: number | null;
  readonly previousMin: number | null;
  readonly observation: Observation;
  /** When it is found, in milliseconds since the Unix epoch; what people set by the clock is held against the observation's own moment. */
  readonly now: number;
  /** Why it is found late, if it is, in words for a person. */
  readonly lateWhy?: string | undefined;
}

/** What is recorded of a pair's price; null before the first one. */
export interface PairPrices {
  readonly currentPrice: number | null;
  readonly maxPrice: number | null;
  readonly minPrice: number | null;
}

/** What is known of a pair at a moment (milliseconds); the history includes the current price. */
export interface PresentContext extends PairPrices, KnownPast {
  readonly now: number;
}

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
