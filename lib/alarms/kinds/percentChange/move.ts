import type { Move } from "../../percent_moved.ts";
import type { PercentChangeCondition } from "./schema.ts";

/** The way the price must go. */
export function moveOf({ changeType }: Pick<PercentChangeCondition, "changeType">): Move {
  return changeType === "downFromMax" ? "down" : "up";
}
