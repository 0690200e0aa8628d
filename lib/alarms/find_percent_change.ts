import type { PercentChangeAlarm } from "./alarm.ts";
import { firstOf, highestOf, lowestOf } from "./extremes.ts";
import { type Finding, findingOf, type Reach } from "./finding.ts";
import type { JudgeContext } from "./judge_context.ts";
import { hasMoved, type Move } from "./percent_moved.ts";

/** The way the price must go for this alarm. */
export function percentChangeMove(alarm: Pick<PercentChangeAlarm, "changeType">): Move {
  return alarm.changeType === "downFromMax" ? "down" : "up";
}

/** Looks for the price getting far enough from the pair's recorded maximum or minimum. */
export function findPercentChange(alarm: PercentChangeAlarm, context: JudgeContext): Finding {
  const direction = percentChangeMove(alarm);
  const down = direction === "down";
  const { observation, maxPrice, minPrice } = context;
  const reachAt = (price: number, reference: number): Reach | null =>
    hasMoved(price, reference, alarm.percentage, direction)
      ? { price, direction, reference }
      : null;
  const close = reachAt(observation.price, down ? maxPrice : minPrice);
  const first = firstOf(observation);
  const [lowest, highest] = [lowestOf(observation), highestOf(observation)];
  const record = recordAtFirst(context, direction);
  const farthest = down ? lowest : highest;
  return findingOf(alarm.conditionMet, {
    close,
    touch: record === null ? null : reachAt(farthest, record),
    startsFalse: first !== null && record !== null && reachAt(first, record) === null,
    isLeft: reachAt(down ? highest : lowest, down ? maxPrice : minPrice) === null,
  });
}

/**
 * The maximum or minimum at the observation's first price: a low is held against that, because the
 * observation's own high may have come after it.
 */
export function recordAtFirst(
  { observation, previousMax, previousMin }: JudgeContext,
  move: Move,
): number | null {
  const former = move === "down" ? previousMax : previousMin;
  const first = firstOf(observation);
  if (first === null) return former;
  return move === "down" ? Math.max(former ?? first, first) : Math.min(former ?? first, first);
}
