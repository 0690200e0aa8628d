import { Alarm } from "@/lib/alarms/alarm.ts";
import type { PercentChangeAlarm } from "@/lib/alarms/kinds/percentChange/schema.ts";
import type { TargetAlarm } from "@/lib/alarms/kinds/target/schema.ts";
import type { TimeframeAlarm } from "@/lib/alarms/kinds/timeframe/schema.ts";
import type { HistoryView, TimedPrice } from "@/lib/market/history/history_view.ts";

/** Where every story begins: 2026-01-15T10:00:00Z. */
export const START = Date.parse("2026-01-15T10:00:00Z");

export const ID = "alarm_01KF0000000000000000000000";

export const iso = (ms: number): string => new Date(ms).toISOString();

const COMMON = { id: ID, createdAt: iso(START), conditionMet: false };

/** An armed alarm on 55,000 from below, with what a test says otherwise. */
export function target(fields: Partial<TargetAlarm> = {}): Alarm {
  const condition = { type: "target", targetPrice: 55000, direction: "fromBelow" };
  return Alarm.parse({ ...COMMON, ...condition, ...fields });
}

/** An armed alarm on 5 % below the maximum, with what a test says otherwise. */
export function percent(fields: Partial<PercentChangeAlarm> = {}): Alarm {
  const condition = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
  return Alarm.parse({ ...COMMON, ...condition, ...fields });
}

/** An armed alarm on 5 % either way within a minute, with what a test says otherwise. */
export function timeframe(fields: Partial<TimeframeAlarm> = {}): Alarm {
  const condition = { type: "timeframe", percentage: 5, direction: "any" };
  return Alarm.parse({ ...COMMON, ...condition, timeUnit: "minutes", timeValue: 1, ...fields });
}

/** An armed alarm on 5 % either way since it started at 100. */
export function sinceStart(fields: Partial<TimeframeAlarm> = {}): Alarm {
  const start = { startPrice: 100, startTime: iso(START) };
  return timeframe({ timeUnit: "sinceStart", timeValue: null, ...start, ...fields });
}

/** A history that holds exactly these points, oldest first. */
export function historyOf(points: readonly TimedPrice[]): HistoryView {
  return {
    oldestAt: points[0]?.at ?? null,
    firstAtOrAfter: (at) => points.find((point) => point.at >= at) ?? null,
    priceAt: (at) => points.findLast((point) => point.at <= at)?.price ?? null,
  };
}

export const NO_HISTORY = historyOf([]);
