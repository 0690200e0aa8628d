import { windowMs } from "@/lib/alarms/window_ms.ts";
import { windowReference } from "@/lib/alarms/window_reference.ts";
import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { PairPast, PairView } from "./protocol.ts";
import { shownPoints } from "./shown_points.ts";

const HOUR_MS = 3_600_000;

/** What a screen cannot know of a pair's past by itself, at a moment (milliseconds). */
export function pairPast(
  { alarms }: Pick<Pair, "alarms">,
  history: HistoryView | undefined,
  now: number,
): PairPast {
  const oldestAt = history?.oldestAt ?? null;
  const references: Record<string, number> = {};
  for (const alarm of alarms) {
    if (history === undefined || alarm.type !== "timeframe" || windowMs(alarm) === null) continue;
    const reference = windowReference(alarm, history, now);
    if (typeof reference === "number") references[alarm.id] = reference;
  }
  return {
    historyStart: oldestAt === null ? null : new Date(oldestAt).toISOString(),
    references,
    hourAgo: priceAt(now - HOUR_MS, history),
    dayAgo: priceAt(now - 24 * HOUR_MS, history),
  };
}

/** The price at a moment (milliseconds); null when the history begins later. */
function priceAt(at: number, history: HistoryView | undefined): number | null {
  if (history === undefined || history.oldestAt === null || history.oldestAt > at) return null;
  return history.firstAtOrAfter(at)?.price ?? null;
}

/** A pair as it stands on the wire. */
export function pairView(pair: Pair, history: HistoryView | undefined, now: number): PairView {
  const { coverage: _coverage, judged: _judged, ...shown } = pair;
  const priceHistory = shownPoints(pair, history);
  return { ...shown, ...extremesShown(pair), priceHistory, ...pairPast(pair, history, now) };
}

/** Highest and lowest price as a screen shows them: a price that is only shown yet may be beyond the recorded ones. */
export function extremesShown({ currentPrice, maxPrice, minPrice }: Pair): {
  readonly maxPrice: number | null;
  readonly minPrice: number | null;
} {
  if (currentPrice === null) return { maxPrice, minPrice };
  return {
    maxPrice: Math.max(maxPrice ?? currentPrice, currentPrice),
    minPrice: Math.min(minPrice ?? currentPrice, currentPrice),
  };
}
