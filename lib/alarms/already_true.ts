import type { AlarmCondition, TimeframeCondition } from "./alarm_condition.ts";
import { percentChangeMove } from "./find_percent_change.ts";
import { targetHolds } from "./find_target.ts";
import type { PairPrices } from "./pair_prices.ts";
import { hasMoved, moveOf } from "./percent_moved.ts";
import { type KnownPast, windowReference } from "./window_reference.ts";

/** What is known of a pair at a moment (milliseconds); the history includes the current price. */
export interface PresentContext extends PairPrices, KnownPast {
  readonly now: number;
}

/** Whether an alarm's condition holds at the current price; false when that cannot be told yet. */
export function alreadyTrue(alarm: AlarmCondition, context: PresentContext): boolean {
  const { currentPrice } = context;
  if (currentPrice === null) return false;
  switch (alarm.type) {
    case "target":
      return targetHolds(alarm, currentPrice);
    case "percentChange": {
      const move = percentChangeMove(alarm);
      const reference = move === "down" ? context.maxPrice : context.minPrice;
      return reference !== null && hasMoved(currentPrice, reference, alarm.percentage, move);
    }
    case "timeframe":
      return timeframeHolds(alarm, currentPrice, context);
  }
}

function timeframeHolds(
  alarm: TimeframeCondition,
  price: number,
  context: PresentContext,
): boolean {
  const reference = windowReference(alarm, context, context.now);
  if (reference === null) return false;
  return moveOf(price, reference, alarm.percentage, alarm.direction) !== null;
}
