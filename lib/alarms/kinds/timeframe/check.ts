import { MAX_SPAN_SECONDS } from "../../limits.ts";
import { moveOf } from "../../percent_moved.ts";
import type { ConditionProblem, KindCheck, Unfinished } from "../kind.ts";
import { downProblem } from "../percentage.ts";
import type { TimeframeCondition } from "./schema.ts";
import { windowMs } from "./view.ts";

export const timeframeCheck: KindCheck<TimeframeCondition> = {
  problem: (condition) =>
    downProblem(condition.direction === "down", condition.percentage) ?? spanProblem(condition),
  isTrueAt: ({ percentage, direction }, price, reference) =>
    reference !== null && moveOf(price, reference, percentage, direction) !== null,
};

function spanProblem(condition: Unfinished<TimeframeCondition>): ConditionProblem | null {
  const { timeUnit, timeValue = null, startPrice = null } = condition;
  if (timeUnit === "sinceStart") {
    if (timeValue === null) return null;
    return { field: "timeValue", rule: "must be left out when timeUnit is sinceStart" };
  }
  if (startPrice !== null) {
    return { field: "startPrice", rule: "must be left out unless timeUnit is sinceStart" };
  }
  const length = windowMs({ timeUnit, timeValue });
  if (length === null) {
    return { field: "timeValue", rule: `is missing: it must be a number of ${timeUnit} above 0` };
  }
  if (length >= 1000 && length <= MAX_SPAN_SECONDS * 1000) return null;
  return {
    field: "timeValue",
    rule: "must make a window of at least 1 second and at most 30 days",
  };
}
