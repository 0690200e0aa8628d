import { percentChange } from "@/lib/market/format_price.ts";
import type { PairPrices } from "./finding.ts";
import type { AlarmCondition } from "./kinds/schemas.ts";
import { viewOf } from "./kinds/views.ts";

/** How far a pair is from setting an alarm off; null where that cannot be told yet. For showing, not for deciding. */
export interface Distance {
  /** The price that would set it off. */
  readonly price: number | null;
  /** From the current price to that price, in percent of the current one; below 0 when it lies lower. */
  readonly percent: number | null;
  /** What the condition compares with: maximum, minimum, start, or first price of the window. */
  readonly reference: number | null;
}

/** The distance from the current price to the alarm; `windowStart` is the first price of its window, if it has one. */
export function distanceToTrigger(
  alarm: AlarmCondition,
  pair: PairPrices,
  windowStart: number | null = null,
): Distance {
  const { currentPrice } = pair;
  const view = viewOf(alarm);
  const reference = view.reference(alarm, pair, windowStart);
  const price = view.trigger(alarm, reference, currentPrice);
  const known = price !== null && currentPrice !== null;
  return { price, percent: known ? percentChange(price, currentPrice) : null, reference };
}
