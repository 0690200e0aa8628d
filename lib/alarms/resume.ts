import type { Alarm } from "./alarm.ts";
import { type SettingContext, settle } from "./alarm_result.ts";

/**
 * Ends a person's pause: what became true meanwhile rings when it happens again, also where the source
 * tells of it only later.
 */
export function resume(alarm: Alarm, context: SettingContext): Alarm {
  if (alarm.paused === undefined) return alarm;
  const { paused: _ended, ...resumed } = alarm;
  return settle(resumed, context).alarm;
}
