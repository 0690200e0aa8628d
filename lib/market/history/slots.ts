import { HISTORY_SLOT_MS, joinCandles } from "@/lib/market/candle.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { SlotCandle } from "./fine_prices.ts";

/** Prices in order as a candle for each slot. */
export function slotsOf(prices: readonly Observation[]): SlotCandle[] {
  const candles = prices.map(({ at, price, low = price, high = price, volume }) => ({
    ...{ at, open: price, high, low, close: price, closeAt: at },
    ...(volume === undefined ? {} : { volume }),
  }));
  return mergedSlots(candles, []);
}

/** Candles of slots in order of time, those of one slot as one. */
export function mergedSlots(
  some: readonly SlotCandle[],
  others: readonly SlotCandle[],
): SlotCandle[] {
  const merged: SlotCandle[] = [];
  for (const candle of [...some, ...others].sort((a, b) => a.at - b.at)) {
    const last = merged.at(-1);
    if (last === undefined || slotOf(last.at) !== slotOf(candle.at)) {
      merged.push(candle);
      continue;
    }
    const { close, closeAt } = candle.closeAt > last.closeAt ? candle : last;
    merged[merged.length - 1] = { ...joinCandles(last, candle), close, closeAt };
  }
  return merged;
}

/** The number of the slot in which a moment (ms) lies. */
export function slotOf(at: number): number {
  return Math.floor(at / HISTORY_SLOT_MS);
}
