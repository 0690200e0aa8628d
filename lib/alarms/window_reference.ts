import type { HistoryView } from "@/lib/market/history_view.ts";
import type { TimeframeCondition } from "./alarm_condition.ts";
import { windowMs } from "./window_ms.ts";

/**
 * The price a timeframe alarm compares with at a moment (milliseconds): the first one of its window, or its start price.
 * `warmingUp` while the history is shorter than the window; `emptyWindow` when no price is known in it.
 */
export function windowReference(
  alarm: TimeframeCondition,
  history: HistoryView,
  at: number,
): number | "warmingUp" | "emptyWindow" {
  const length = windowMs(alarm);
  if (length === null) return alarm.startPrice ?? "warmingUp";
  if (history.oldestAt === null || history.oldestAt > at - length) return "warmingUp";
  const first = history.firstAtOrAfter(at - length);
  // A price later than the moment asked about (the clock was moved back) is not in the window either.
  return first === null || first.at > at ? "emptyWindow" : first.price;
}
