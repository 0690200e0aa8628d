import { type Pair, type PricePoint, unwatchedFinder } from "@/lib/alarms/pair.ts";
import { rulesOf } from "@/lib/alarms/kinds/kinds.ts";
import { gapsOf, type Watched } from "@/lib/market/candle.ts";
import type { HistoryView } from "@/lib/market/history/history_view.ts";
import { NEWEST_POINTS } from "@/lib/market/accept.ts";
import { HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import type { PairPast, PairView } from "./frames.ts";

/** What a screen cannot know of a pair's past by itself, at a moment (milliseconds). */
export function pairPast(
  { alarms, addedAt, coverage }: Pick<Pair, "alarms" | "addedAt" | "coverage">,
  history: HistoryView | undefined,
  now: number,
): PairPast {
  const oldestAt = history?.oldestAt ?? null;
  const references: Record<string, number> = {};
  const isUnwatched = unwatchedFinder(() => coverage);
  for (const alarm of alarms) {
    if (history === undefined) continue;
    const reference = rulesOf(alarm).windowStartAt?.(alarm, { history, isUnwatched }, now) ?? null;
    if (reference !== null) references[alarm.id] = reference;
  }
  return {
    historyStart: oldestAt === null ? null : new Date(oldestAt).toISOString(),
    gaplessSince: gaplessSince(coverage ?? [], addedAt),
    references,
    hourAgo: history?.priceAt(now - HOUR_MS) ?? null,
    dayAgo: history?.priceAt(now - 24 * HOUR_MS) ?? null,
  };
}

/** The end of the last gap; where there is none, the start of what is known, unless the pair was added then. */
function gaplessSince(coverage: readonly Watched[], addedAt: string): string | null {
  const [first] = coverage;
  const gap = gapsOf(coverage).at(-1);
  if (gap !== undefined) return new Date(gap.to).toISOString();
  if (first === undefined) return null;
  return Date.parse(first.from) - Date.parse(addedAt) > MINUTE_MS ? first.from : null;
}

/** A pair as it stands on the wire. */
export function pairView(pair: Pair, history: HistoryView | undefined, now: number): PairView {
  const { coverage: _coverage, judged: _evaluated, ...shown } = pair;
  const priceHistory = shownPoints(pair, history);
  return { ...shown, ...extremesShown(pair), priceHistory, ...pairPast(pair, history, now) };
}

/** How long a view serves, in milliseconds. */
const RECENT_MS = 2_000;

// A pair is replaced, never changed in place: its view stays true but for what time moves.
const kept = new WeakMap<Pair, { readonly view: PairView; readonly at: number }>();

/** The same, up to two seconds old: pages and snapshots ask for a thousand of them, one after the other. */
export function recentPairView(
  pair: Pair,
  history: HistoryView | undefined,
  now: number,
): PairView {
  const known = kept.get(pair);
  if (known !== undefined && now >= known.at && now - known.at < RECENT_MS) return known.view;
  const view = pairView(pair, history, now);
  kept.set(pair, { view, at: now });
  return view;
}

/** Highest and lowest price as a screen shows them: a price that is only shown yet may be beyond the recorded ones. */
function extremesShown({ currentPrice, maxPrice, minPrice }: Pair): {
  readonly maxPrice: number | null;
  readonly minPrice: number | null;
} {
  if (currentPrice === null) return { maxPrice, minPrice };
  return {
    maxPrice: Math.max(maxPrice ?? currentPrice, currentPrice),
    minPrice: Math.min(minPrice ?? currentPrice, currentPrice),
  };
}

/** From one point of a loaded history to the next, in milliseconds: as its candles. */
const STEP_MS = 60_000;

/** A pair's newest points; those of one that was added lately follow on what was loaded of its past. */
function shownPoints(
  { priceHistory }: Pick<Pair, "priceHistory">,
  history: HistoryView | undefined,
): PricePoint[] {
  const missing = NEWEST_POINTS - priceHistory.length;
  const [oldest] = priceHistory;
  if (history === undefined || oldest === undefined || missing <= 0) return priceHistory;
  return [...pointsBefore(Date.parse(oldest.timestamp), missing, history), ...priceHistory];
}

function pointsBefore(end: number, most: number, history: HistoryView): PricePoint[] {
  if (history.oldestAt === null || history.oldestAt >= end) return [];
  const prices = new Map<number, number>();
  for (let steps = most; steps > 0; steps--) {
    const found = history.firstAtOrAfter(end - steps * STEP_MS);
    if (found !== null && found.at < end) prices.set(found.at, found.price);
  }
  return [...prices].map(([at, price]) => ({ price, timestamp: new Date(at).toISOString() }));
}
