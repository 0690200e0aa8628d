import { hasMoved } from "../../percent_moved.ts";
import type { KindCheck } from "../kind.ts";
import { downProblem } from "../percentage.ts";
import { moveOf } from "./move.ts";
import type { PercentChangeCondition } from "./schema.ts";

export const percentChangeCheck: KindCheck<PercentChangeCondition> = {
  problem: (condition) => downProblem(moveOf(condition) === "down", condition.percentage),
  isTrueAt: (condition, price, reference) =>
    reference !== null && hasMoved(price, reference, condition.percentage, moveOf(condition)),
};
