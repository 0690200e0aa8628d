import type { Alarm } from "./alarm.ts";
import { momentReader } from "./moment_reader.ts";

const read = momentReader();

/** When an alarm fired last, in milliseconds since the Unix epoch; minus infinity when it never has. */
export function lastFired({ triggeredAt }: Pick<Alarm, "triggeredAt">): number {
  return triggeredAt === null ? -Infinity : read(triggeredAt);
}
