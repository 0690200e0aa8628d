import type { HistoryView } from "@/lib/market/history_view.ts";
import { NEWEST_POINTS } from "@/lib/market/newest_points.ts";
import type { Pair, PricePoint } from "@/lib/store/state.ts";

/** From one point of a loaded history to the next, in milliseconds: as its bars. */
const STEP_MS = 60_000;

/** A pair's newest points; those of one that was added lately follow on what was loaded of its past. */
export function shownPoints(
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
