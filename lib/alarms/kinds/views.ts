import type { Alarm, AlarmCondition, Kind } from "@/lib/alarms/alarm.ts";
import { percentChangeChart, percentChangeView } from "@/lib/alarms/kinds/percentChange/view.ts";
import { targetChart, targetView } from "@/lib/alarms/kinds/target/view.ts";
import { timeframeChart, timeframeView } from "@/lib/alarms/kinds/timeframe/view.ts";
import type { KindChart, KindView } from "./kind.ts";

/** What is said and shown of each kind. */
const VIEWS: Readonly<Record<Kind, KindView<AlarmCondition>>> = {
  target: targetView,
  percentChange: percentChangeView,
  timeframe: timeframeView,
};

/** What is said and shown of a condition. */
export function viewOf({ type }: { readonly type: Kind }): KindView<AlarmCondition> {
  return VIEWS[type];
}

/** Length of an alarm's window in milliseconds; null for one that has none. */
export function windowMs(alarm: AlarmCondition): number | null {
  return viewOf(alarm).window?.ms(alarm) ?? null;
}

/** Length of an alarm's window in words: "15 minutes", "1 hour"; "" for one that has none. */
export function windowWords(alarm: AlarmCondition): string {
  return viewOf(alarm).window?.words(alarm) ?? "";
}

/**
 * How much history an alarm still waits for, in milliseconds; 0 when it has enough.
 * `oldestAt` is the moment of the pair's oldest known price.
 */
export function missingHistoryMs(alarm: Alarm, oldestAt: number | null, now: number): number {
  const length = windowMs(alarm);
  if (length === null) return 0;
  return oldestAt === null ? length : Math.max(0, oldestAt - (now - length));
}

/** How each kind is drawn into the chart. */
const CHARTS: Readonly<Record<Kind, KindChart<Alarm>>> = {
  target: targetChart,
  percentChange: percentChangeChart,
  timeframe: timeframeChart,
};

/** How an alarm of this kind is drawn. */
export function chartOf({ type }: { readonly type: Kind }): KindChart<Alarm> {
  return CHARTS[type];
}
