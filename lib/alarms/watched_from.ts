import type { Alarm } from "./alarm.ts";

/** Since when an alarm counts as it is, in milliseconds since the Unix epoch. */
export function watchedFrom({ watchedFrom, createdAt }: Alarm): number {
  return Date.parse(watchedFrom ?? createdAt);
}
