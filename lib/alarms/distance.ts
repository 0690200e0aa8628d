import type { AlarmCondition, TimeframeAlarm } from "./alarm.ts";
import type { PairPrices } from "./finding.ts";
import { percentChange } from "@/lib/market/format_price.ts";

/** How far a pair is from setting an alarm off; null where that cannot be told yet. For showing, not for deciding. */
export interface Distance {
  /** The price that would set it off. */
  readonly price: number | null;
  /** From the current price to that price, in percent of the current one; below 0 when it lies lower. */
  readonly percent: number | null;
  /** What the condition compares with: maximum, minimum, start, or first price of the window. */
  readonly reference: number | null;
}

/** The distance from the current price to the alarm; `windowStart` is the first price of a timeframe alarm's window. */
export function distanceToTrigger(
  alarm: AlarmCondition,
  pair: PairPrices,
  windowStart: number | null = null,
): Distance {
  const { currentPrice } = pair;
  const reference = referenceOf(alarm, pair, windowStart);
  const price = triggerPrice(alarm, reference, currentPrice);
  const known = price !== null && currentPrice !== null;
  return { price, percent: known ? percentChange(price, currentPrice) : null, reference };
}

function referenceOf(
  alarm: AlarmCondition,
  pair: PairPrices,
  windowStart: number | null,
): number | null {
  if (alarm.type === "target") return null;
  if (alarm.type === "timeframe") {
    return alarm.timeUnit === "sinceStart" ? alarm.startPrice : windowStart;
  }
  return alarm.changeType === "downFromMax" ? pair.maxPrice : pair.minPrice;
}

function triggerPrice(
  alarm: AlarmCondition,
  reference: number | null,
  current: number | null,
): number | null {
  if (alarm.type === "target") return alarm.targetPrice;
  if (reference === null) return null;
  const up = reference * (100 + alarm.percentage) / 100;
  const down = reference * (100 - alarm.percentage) / 100;
  if (alarm.type === "timeframe") return nearer(alarm.direction, up, down, current ?? reference);
  return alarm.changeType === "downFromMax" ? down : up;
}

function nearer(
  direction: TimeframeAlarm["direction"],
  up: number,
  down: number,
  current: number,
): number {
  if (direction !== "any") return direction === "up" ? up : down;
  // A price cannot fall by 100 % or more.
  return down > 0 && current - down < up - current ? down : up;
}
