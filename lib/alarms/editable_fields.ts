import type { Alarm } from "./alarm.ts";
import { commonInput } from "./alarm_input.ts";

/** The fields that make up the condition of each type of alarm. */
export const CONDITION_FIELDS: Readonly<Record<Alarm["type"], readonly string[]>> = {
  target: ["targetPrice", "direction"],
  percentChange: ["percentage", "changeType"],
  timeframe: ["percentage", "direction", "timeUnit", "timeValue", "startPrice"],
};

/** The fields that a person may set on any alarm besides its condition. */
export const COMMON_FIELDS: readonly string[] = Object.keys(commonInput);
