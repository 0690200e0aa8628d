import type { Alarm } from "./alarm.ts";

/**
 * Keeps an alarm from firing on what happens from `now` (ms) on, or on anything where that is left out,
 * until a person resumes or re-arms it; it is judged all the same.
 */
export function pause(alarm: Alarm, { now }: { readonly now?: number } = {}): Alarm {
  if (alarm.paused === true) return alarm;
  const paused = { ...alarm, paused: true };
  return now === undefined ? paused : { ...paused, pausedFrom: new Date(now).toISOString() };
}
