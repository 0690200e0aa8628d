import type { Alarm } from "./alarm.ts";

/** Ends a person's pause: what became true meanwhile rings when it happens again. */
export function resume(alarm: Alarm): Alarm {
  if (alarm.paused === undefined) return alarm;
  const { paused: _ended, ...resumed } = alarm;
  return resumed;
}
