import type { HistoryView } from "@/lib/market/history_view.ts";
import type { TimeframeCondition } from "./alarm_condition.ts";
import { windowMs } from "./window_ms.ts";

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
