import type { PercentChangeAlarm, TargetAlarm, TimeframeAlarm } from "./alarm.ts";

/** What an alarm waits for, without what has become of it: enough to describe and to measure it. */
export type AlarmCondition =
  | Pick<TargetAlarm, "type" | "targetPrice" | "direction">
  | Pick<PercentChangeAlarm, "type" | "percentage" | "changeType">
  | Pick<
    TimeframeAlarm,
    "type" | "percentage" | "direction" | "timeUnit" | "timeValue" | "startPrice"
  >;

/** The condition of a move within a time. */
export type TimeframeCondition = Extract<AlarmCondition, { type: "timeframe" }>;
