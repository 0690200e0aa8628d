import type { Alarm, TimeframeAlarm } from "./alarm.ts";
import { MAX_SPAN_SECONDS } from "./limits.ts";
import { windowMs } from "./windows.ts";

type Timeframe = Pick<TimeframeAlarm, "type" | "percentage" | "direction" | "timeUnit"> & {
  readonly timeValue?: number | null | undefined;
  readonly startPrice?: number | null | undefined;
};
type Condition =
  | { readonly type: "target" }
  | Pick<Extract<Alarm, { type: "percentChange" }>, "type" | "percentage" | "changeType">
  | Timeframe;

/** A field that does not go with the others, and the end of a sentence that begins with its name. */
export interface ConditionProblem {
  readonly field: "percentage" | "timeValue" | "startPrice";
  readonly rule: string;
}

const NEVER_DOWN_100 = "must be below 100, because a price cannot fall by all of itself";

/** What is wrong between the fields of a condition, each of which is right by itself; null when nothing is. */
export function conditionProblem(condition: Condition): ConditionProblem | null {
  switch (condition.type) {
    case "target":
      return null;
    case "percentChange":
      return downProblem(condition.changeType === "downFromMax", condition.percentage);
    case "timeframe":
      return downProblem(condition.direction === "down", condition.percentage) ??
        spanProblem(condition);
  }
}

function downProblem(down: boolean, percentage: number): ConditionProblem | null {
  return down && percentage >= 100 ? { field: "percentage", rule: NEVER_DOWN_100 } : null;
}

function spanProblem(condition: Timeframe): ConditionProblem | null {
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
