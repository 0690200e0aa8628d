import type { TimeframeAlarm } from "./alarm.ts";
import { highestOf, lowestOf } from "./extremes.ts";
import { FALSE_NOW, type Finding, type Reach, TRUE_NOW } from "./finding.ts";
import type { JudgeContext } from "./judge_context.ts";
import { moveOf } from "./percent_moved.ts";
import { windowReference } from "./window_reference.ts";

/** Looks for a move far enough from the first price of the window; null while it is warming up. */
export function findTimeframe(alarm: TimeframeAlarm, context: JudgeContext): Finding | null {
  const { observation } = context;
  const reference = windowReference(alarm, context.history, observation.at);
  if (reference === "warmingUp") return null;
  // The observation is then the first price of its own window, and has not moved against itself.
  if (reference === "emptyWindow") return FALSE_NOW;
  const reach = reachAt(alarm, observation.price, reference);
  if (alarm.conditionMet !== false) return reach === null ? FALSE_NOW : TRUE_NOW;
  if (reach !== null) return { holds: true, lapsed: false, reach };
  const touch = reachAt(alarm, highestOf(observation), reference) ??
    reachAt(alarm, lowestOf(observation), reference);
  return touch === null ? FALSE_NOW : { holds: false, lapsed: true, reach: touch };
}

function reachAt(alarm: TimeframeAlarm, price: number, reference: number): Reach | null {
  const direction = moveOf(price, reference, alarm.percentage, alarm.direction);
  return direction === null ? null : { price, direction, reference };
}
