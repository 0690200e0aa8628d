import type { Candle } from "@/lib/market/candle.ts";
import type { SlotCandle } from "./fine_prices.ts";

/**
 * What is kept of a pair's past outside of memory and read, at once, when it is asked for. Moments are in milliseconds, by
 * the clock as it was when the first price came.
 */
export interface OlderPrices {
  /** The moment of the first candle at this moment or after it; null when there is none. */
  oldestSince(from: number): number | null;
  /** The candles from one moment up to another, the second not included; oldest first. */
  between(from: number, to: number): readonly (Candle & Partial<SlotCandle>)[];
  /** What is kept from this moment on is the pair's own: its source has told of that time. */
  isOwnSince(from: number): void;
}
