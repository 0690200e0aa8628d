import { percentChange } from "@/lib/market/format_price.ts";
import type { PairPrices } from "./finding.ts";
import type { AlarmCondition } from "./kinds/schemas.ts";
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
