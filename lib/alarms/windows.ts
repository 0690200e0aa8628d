import type { HistoryView } from "@/lib/market/history/history_view.ts";
import type { Alarm, TimeframeAlarm, TimeframeCondition } from "./alarm.ts";

const SECOND_MS = 1_000;
/** The price at a window's start is known when it is known to within this share of the window, or a second. */
const TOLERANCE = 1 / 100;

/** What is known of a pair's past. */
export interface KnownPast {
  readonly history: HistoryView;
  /** Whether a moment (milliseconds) lies within a stretch that nobody watched. */
  readonly isUnwatched?: ((at: number) => boolean) | undefined;
}

/**
 * The price a timeframe alarm compares with at a moment (milliseconds): the one in force at the start of
 * its window, or its start price. Null while that is not known: the history is shorter than the window,
 * or nobody watched at its start. A window starts with the end of a second, so that a price that is told
 * in the middle of its second and again at the end is compared with the same one.
 */
export function windowReference(
  alarm: TimeframeCondition,
  past: KnownPast,
  at: number,
): number | null {
  const length = windowMs(alarm);
  if (length === null) return alarm.startPrice;
  const { oldestAt } = past.history;
  if (oldestAt === null || oldestAt > at - length) return null;
  return knownPriceAt(endOfSecond(at - length), past, Math.max(SECOND_MS, length * TOLERANCE));
}

/** The price in force at a moment; where nobody watched then, a price so near to it (ms) that it is as good. */
function knownPriceAt(at: number, { history, isUnwatched }: KnownPast, tolerance: number) {
  if (!isUnwatched?.(at)) return history.priceAt(at);
  const near = history.firstAtOrAfter(at - tolerance);
  if (near === null || near.at > at + tolerance) return null;
  return near.at <= at ? history.priceAt(at) : near.price;
}

function endOfSecond(at: number): number {
  return Math.floor(at / SECOND_MS) * SECOND_MS + SECOND_MS - 1;
}

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

type Window = Pick<TimeframeAlarm, "timeUnit" | "timeValue">;

/** Length of an alarm's window in milliseconds; null for `sinceStart`, which has none. */
export function windowMs({ timeUnit, timeValue }: Window): number | null {
  if (timeUnit === "sinceStart" || timeValue === null) return null;
  return Math.round(timeValue * UNIT_MS[timeUnit]);
}

/** A `sinceStart` alarm measuring from a price at a moment (milliseconds) on; any other alarm as it is. */
export function startFrom(alarm: Alarm, price: number, at: number): Alarm {
  if (alarm.type !== "timeframe" || alarm.timeUnit !== "sinceStart") return alarm;
  return { ...alarm, startPrice: price, startTime: new Date(at).toISOString() };
}

/** Whether a `sinceStart` alarm has nothing to measure from yet. */
export function lacksStart(alarm: Alarm): boolean {
  return alarm.type === "timeframe" && alarm.timeUnit === "sinceStart" && alarm.startPrice === null;
}

/**
 * How much history an alarm still waits for, in milliseconds; 0 when it has enough.
 * `oldestAt` is the moment of the pair's oldest known price.
 */
export function missingHistoryMs(alarm: Alarm, oldestAt: number | null, now: number): number {
  const length = alarm.type === "timeframe" ? windowMs(alarm) : null;
  if (length === null) return 0;
  return oldestAt === null ? length : Math.max(0, oldestAt - (now - length));
}
