import type { Move } from "../percent_moved.ts";
import type { ConditionProblem } from "./kind.ts";

/** The price that lies so many percent above or below another one. */
export function levelAt(reference: number, percentage: number, move: Move): number {
  return reference * (move === "up" ? 100 + percentage : 100 - percentage) / 100;
}

const NEVER_DOWN_100 = "must be below 100, because a price cannot fall by all of itself";

export function downProblem(isDown: boolean, percentage: number): ConditionProblem | null {
  return isDown && percentage >= 100 ? { field: "percentage", rule: NEVER_DOWN_100 } : null;
}
