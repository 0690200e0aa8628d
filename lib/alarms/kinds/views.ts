import type { Alarm } from "../alarm.ts";
import type { KindView } from "./kind.ts";
import { percentChangeView } from "./percentChange/view.ts";
import type { AlarmCondition, Kind } from "./schemas.ts";
import { targetView } from "./target/view.ts";
import { timeframeView } from "./timeframe/view.ts";

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
