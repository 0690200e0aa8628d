import type { Alarm } from "./alarm.ts";
import { momentReader } from "./moment_reader.ts";

const read = momentReader();

/** Since when an alarm counts as it is, in milliseconds since the Unix epoch. */
export function watchedFrom({ watchedFrom, createdAt }: Alarm): number {
  return read(watchedFrom ?? createdAt);
}
