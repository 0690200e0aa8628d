import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { AlarmCondition } from "@/lib/alarms/alarm_condition.ts";

/** An alarm as a line of text asks for it: what is sent to set one. */
export type LineAlarm =
  & AlarmCondition
  & Pick<Alarm, "mode" | "cooldownSeconds" | "expiresAt" | "note">
  & Partial<Pick<Alarm, "sound">>;
