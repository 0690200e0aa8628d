import type { TargetAlarm } from "./alarm.ts";
import { firstOf, highestOf, lowestOf } from "./extremes.ts";
import { FALSE_NOW, type Finding, type Reach, TRUE_NOW } from "./finding.ts";
import type { JudgeContext } from "./judge_context.ts";

/** Whether a price is on the far side of the target, or on it; `any` has no sides, so only on it. */
export function targetHolds(
  alarm: Pick<TargetAlarm, "direction" | "targetPrice">,
  price: number,
): boolean {
  if (alarm.direction === "fromBelow") return price >= alarm.targetPrice;
  if (alarm.direction === "fromAbove") return price <= alarm.targetPrice;
  return price === alarm.targetPrice;
}

/** Looks for the target being reached or crossed between the previous price and this observation. */
export function findTarget(alarm: TargetAlarm, context: JudgeContext): Finding {
  const { previous, observation } = context;
  const holds = targetHolds(alarm, observation.price);
  const reach = previous === null ? null : crossing(alarm, previous, context);
  if (reach !== null) return { holds, lapsed: true, reach };
  return holds ? TRUE_NOW : FALSE_NOW;
}

function crossing(alarm: TargetAlarm, previous: number, context: JudgeContext): Reach | null {
  const up = alarm.direction === "fromAbove" ? null : upwards(alarm.targetPrice, previous, context);
  const down = alarm.direction === "fromBelow"
    ? null
    : downwards(alarm.targetPrice, previous, context);
  // Both at once is a swing within one observation: the first of the two crossings is told.
  return previous > alarm.targetPrice ? down ?? up : up ?? down;
}

/**
 * Crossings that hold in whatever order the low and high came: from the price before, or the first one
 * within, to any later one, or from any one to the last.
 */
function upwards(target: number, previous: number, { observation }: JudgeContext): Reach | null {
  const { price } = observation;
  const highest = highestOf(observation);
  const crossed = Math.min(previous, firstOf(observation) ?? previous) < target
    ? highest >= target
    : lowestOf(observation) < target && price >= target;
  const reached = price >= target ? price : highest;
  return crossed ? { price: reached, direction: "up", reference: target } : null;
}

function downwards(target: number, previous: number, { observation }: JudgeContext): Reach | null {
  const { price } = observation;
  const lowest = lowestOf(observation);
  const crossed = Math.max(previous, firstOf(observation) ?? previous) > target
    ? lowest <= target
    : highestOf(observation) > target && price <= target;
  const reached = price <= target ? price : lowest;
  return crossed ? { price: reached, direction: "down", reference: target } : null;
}
