import type { TimeframeAlarm } from "./alarm.ts";

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

type Window = Pick<TimeframeAlarm, "timeUnit" | "timeValue">;

/** Length of an alarm's window in milliseconds; null for `sinceStart`, which has none. */
export function windowMs({ timeUnit, timeValue }: Window): number | null {
  if (timeUnit === "sinceStart" || timeValue === null) return null;
  return Math.round(timeValue * UNIT_MS[timeUnit]);
}
