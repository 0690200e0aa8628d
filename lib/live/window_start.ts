import type { Alarm } from "@/lib/alarms/alarm.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import type { Pair } from "@/lib/store/state.ts";

/**
 * The first price of an alarm's window at `now`, as far as the page's short history reaches; null
 * beyond it: the server, which decides, knows more.
 */
export function windowStart(alarm: Alarm, { priceHistory }: Pair, now: number): number | null {
  const length = alarm.type === "timeframe" ? windowMs(alarm) : null;
  const oldest = priceHistory[0];
  if (length === null || oldest === undefined) return null;
  const from = now - length;
  if (Date.parse(oldest.timestamp) > from) return null;
  return priceHistory.find((point) => Date.parse(point.timestamp) >= from)?.price ?? null;
}
