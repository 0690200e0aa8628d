import type { Alarm } from "@/lib/alarms/alarm.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import type { PairView } from "./protocol.ts";

/**
 * The first price of an alarm's window at `now`: from the page's short history as far as it reaches,
 * beyond it as the server last told it; null when that is not known.
 */
export function windowStart(alarm: Alarm, pair: PairView, now: number): number | null {
  return fromPoints(alarm, pair, now) ?? pair.references?.[alarm.id] ?? null;
}

function fromPoints(alarm: Alarm, { priceHistory }: PairView, now: number): number | null {
  const length = alarm.type === "timeframe" ? windowMs(alarm) : null;
  const oldest = priceHistory[0];
  if (length === null || oldest === undefined) return null;
  const from = now - length;
  if (Date.parse(oldest.timestamp) > from) return null;
  return priceHistory.find((point) => Date.parse(point.timestamp) >= from)?.price ?? null;
}
