import type { TimeframeAlarm } from "./alarm.ts";
import { firstOf, highestOf, lowestOf } from "./extremes.ts";
import { type Finding, findingOf, type Reach } from "./finding.ts";
import type { JudgeContext } from "./judge_context.ts";
import { moveOf } from "./percent_moved.ts";
import { windowReference } from "./window_reference.ts";

/** Looks for a move far enough from the price at the start of the window; null while that is not known. */
export function findTimeframe(alarm: TimeframeAlarm, context: JudgeContext): Finding | null {
  const { observation } = context;
  const reference = windowReference(alarm, context, observation.at);
  if (reference === null) return null;
  const reached = (price: number): Reach | null => {
    const direction = moveOf(price, reference, alarm.percentage, alarm.direction);
    return direction === null ? null : { price, direction, reference };
  };
  const close = reached(observation.price);
  const [high, low] = [reached(highestOf(observation)), reached(lowestOf(observation))];
  const first = firstOf(observation);
  const startsFalse = first !== null && reached(first) === null;
  return findingOf(alarm.conditionMet, {
    close,
    touch: high ?? low,
    startsFalse,
    isLeft: startsFalse || high === null || low === null,
  });
}
