import { formatPrice, percentChange } from "@/lib/market/format_price.ts";
import type { PairPrices } from "./finding.ts";
import type { AlarmCondition } from "./alarm.ts";
import { viewOf } from "./kinds/views.ts";

/**
 * How far the current price is from setting an alarm off, for showing, not for deciding: the price that would, the
 * way there in percent of the current one (below 0 when it lies lower), and what the condition compares with; null
 * where that cannot be told yet. `windowStart` is the first price of its window, if it has one.
 */
export function distanceToTrigger(
  alarm: AlarmCondition,
  pair: PairPrices,
  windowStart: number | null = null,
) {
  const { currentPrice } = pair;
  const view = viewOf(alarm);
  const reference = view.reference(alarm, pair, windowStart);
  const price = view.trigger(alarm, reference, currentPrice);
  const known = price !== null && currentPrice !== null;
  return { price, percent: known ? percentChange(price, currentPrice) : null, reference };
}

/** Where a condition that is true at present turns false again. */
export interface Reset {
  /** The price that bounds it. */
  readonly price: number;
  /** The side of that price on which it is false; `off` where it is true at that very price only. */
  readonly side: "below" | "above" | "off";
}

/** Beside a price this is on its other side, and nearer than any step of prices. */
const BESIDE = 1e-9;

/**
 * What an alarm whose condition holds at the current price waits for, since it fires on edges only: null
 * while the condition is false, or that cannot be told. `windowStart` is the first price of its window.
 */
export function resetOf(
  alarm: AlarmCondition,
  pair: PairPrices,
  windowStart: number | null = null,
): Reset | null {
  const { currentPrice } = pair;
  const view = viewOf(alarm);
  const reference = view.reference(alarm, pair, windowStart);
  if (currentPrice === null || !view.isTrueAt(alarm, currentPrice, reference)) return null;
  const price = view.trigger(alarm, reference, currentPrice);
  if (price === null) return null;
  if (!view.isTrueAt(alarm, price * (1 - BESIDE), reference)) {
    const isFalseAbove = !view.isTrueAt(alarm, price * (1 + BESIDE), reference);
    return { price, side: isFalseAbove ? "off" : "below" };
  }
  return { price, side: "above" };
}

/** "Waiting to reset (below 66,000)". */
export function resetWords({ price, side }: Reset): string {
  return `Waiting to reset (${side} ${formatPrice(price)})`;
}
