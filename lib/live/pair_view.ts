import { windowMs } from "@/lib/alarms/window_ms.ts";
import { windowReference } from "@/lib/alarms/window_reference.ts";
import { unwatchedFinder } from "@/lib/market/coverage.ts";
import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { PairPast, PairView } from "./protocol.ts";
import { shownPoints } from "./shown_points.ts";

const HOUR_MS = 3_600_000;

/** What a screen cannot know of a pair's past by itself, at a moment (milliseconds). */
export function pairPast(
  { alarms, coverage }: Pick<Pair, "alarms" | "coverage">,
  history: HistoryView | undefined,
  now: number,
): PairPast {
  const oldestAt = history?.oldestAt ?? null;
  const references: Record<string, number> = {};
  const isUnwatched = unwatchedFinder(() => coverage);
  for (const alarm of alarms) {
    if (history === undefined || alarm.type !== "timeframe" || windowMs(alarm) === null) continue;
    const reference = windowReference(alarm, { history, isUnwatched }, now);
    if (reference !== null) references[alarm.id] = reference;
  }
  return {
    historyStart: oldestAt === null ? null : new Date(oldestAt).toISOString(),
    references,
    hourAgo: history?.priceAt(now - HOUR_MS) ?? null,
    dayAgo: history?.priceAt(now - 24 * HOUR_MS) ?? null,
  };
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
