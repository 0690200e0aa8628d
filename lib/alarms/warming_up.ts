import type { Alarm } from "./alarm.ts";
import { windowMs } from "./window_ms.ts";

/**
 * How much history an alarm still waits for, in milliseconds; 0 when it has enough.
 * `oldestAt` is the moment of the pair's oldest known price.
 */
export function missingHistoryMs(alarm: Alarm, oldestAt: number | null, now: number): number {
  const length = alarm.type === "timeframe" ? windowMs(alarm) : null;
  if (length === null) return 0;
  return oldestAt === null ? length : Math.max(0, oldestAt - (now - length));
}
