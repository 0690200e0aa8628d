import type { Alarm, AlarmCondition, AlarmInput, Kind } from "@/lib/alarms/alarm.ts";
import type { KindChart, KindRules, KindView, PresentContext } from "./kind.ts";
import {
  percentChangeChart,
  percentChangeRules,
  percentChangeView,
} from "./percentChange/rules.ts";
import { targetChart, targetRules, targetView } from "./target/rules.ts";
import { timeframeChart, timeframeRules, timeframeView } from "./timeframe/rules.ts";

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

type Rules = KindRules<AlarmCondition, Alarm, AlarmInput>;

/** What decides for alarms of each kind. */
const KINDS: Readonly<Record<Kind, Rules>> = {
  target: targetRules,
  percentChange: percentChangeRules,
  timeframe: timeframeRules,
};

/** What decides for an alarm. */
export function rulesOf({ type }: { readonly type: Kind }): Rules {
  return KINDS[type];
}

/** Whether an alarm's condition holds at the current price; false when that cannot be told yet. */
export function alreadyTrue(alarm: AlarmCondition, context: PresentContext): boolean {
  const { currentPrice } = context;
  return currentPrice !== null && rulesOf(alarm).holds(alarm, currentPrice, context);
}

/** An alarm that measures from a start, measuring from a price at a moment (ms) on; any other as it is. */
export function startFrom(alarm: Alarm, price: number, at: number): Alarm {
  return rulesOf(alarm).start?.from(alarm, price, at) ?? alarm;
}
