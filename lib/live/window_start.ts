import type { Alarm } from "@/lib/alarms/alarm.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import type { PairView } from "./protocol.ts";

/** From one point to the next on a page, at most; in milliseconds. */
const FARTHEST_MS = 60_000;

/**
 * The price at the start of an alarm's window at `now`: from the page's short history as far as it reaches,
 * beyond it as the server last told it; null when that is not known.
 */
export function windowStart(alarm: Alarm, pair: PairView, now: number): number | null {
  return fromPoints(alarm, pair, now) ?? pair.references?.[alarm.id] ?? null;
}

function fromPoints(alarm: Alarm, { priceHistory }: PairView, now: number): number | null {
  const length = alarm.type === "timeframe" ? windowMs(alarm) : null;
  if (length === null) return null;
  const from = now - length;
  const next = priceHistory.findIndex(({ timestamp }) => Date.parse(timestamp) > from);
  const [before, after] = [priceHistory[next - 1], priceHistory[next]];
  if (before === undefined || after === undefined) return null;
  // Points further apart lie around a time of which the page knows nothing.
  const apart = Date.parse(after.timestamp) - Date.parse(before.timestamp);
  return apart > FARTHEST_MS ? null : before.price;
}
