import type { PercentChangeAlarm } from "./alarm.ts";
import { highestOf, lowestOf } from "./extremes.ts";
import { FALSE_NOW, type Finding, TRUE_NOW } from "./finding.ts";
import type { JudgeContext } from "./judge_context.ts";
import { hasMoved, type Move } from "./percent_moved.ts";

/** The way the price must go for this alarm. */
export function percentChangeMove(alarm: Pick<PercentChangeAlarm, "changeType">): Move {
  return alarm.changeType === "downFromMax" ? "down" : "up";
}

/** Looks for the price getting far enough from the pair's recorded maximum or minimum. */
export function findPercentChange(alarm: PercentChangeAlarm, context: JudgeContext): Finding {
  const direction = percentChangeMove(alarm);
  const { price } = context.observation;
  const reference = direction === "down" ? context.maxPrice : context.minPrice;
  const holds = hasMoved(price, reference, alarm.percentage, direction);
  if (alarm.conditionMet !== false) return holds ? TRUE_NOW : FALSE_NOW;
  if (holds) return { holds, lapsed: false, reach: { price, direction, reference } };
  return touched(alarm, context, direction);
}

// The low is held against the maximum before this observation: its own high may have come after the low.
function touched(alarm: PercentChangeAlarm, context: JudgeContext, direction: Move): Finding {
  const down = direction === "down";
  const reference = down ? context.previousMax : context.previousMin;
  const price = down ? lowestOf(context.observation) : highestOf(context.observation);
  if (price === context.observation.price || reference === null) return FALSE_NOW;
  if (!hasMoved(price, reference, alarm.percentage, direction)) return FALSE_NOW;
  return { holds: false, lapsed: true, reach: { price, direction, reference } };
}
