import type { Alarm } from "./alarm.ts";

/** Keeps an alarm from firing until a person resumes or re-arms it; it is judged all the same. */
export function pause(alarm: Alarm): Alarm {
  return alarm.paused === true ? alarm : { ...alarm, paused: true };
}
