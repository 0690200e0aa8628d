import { type Span, unwatchedMs } from "@/lib/market/coverage.ts";
import type { State } from "@/lib/store/state.ts";

const DAY_MS = 24 * 3_600_000;

/** Symbol → whole seconds of a span in which nobody watched; pairs with none are left out. */
export function unwatchedIn({ pairs }: State, span: Span): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const { symbol, coverage = [] } of pairs.values()) {
    if (!coverage.some(({ grain }) => grain === "nothing")) continue;
    const missed = Math.round(unwatchedMs(coverage, span) / 1000);
    if (missed > 0) seconds[symbol] = missed;
  }
  return seconds;
}

/** The same for the UTC day of a moment, in milliseconds. */
export function unwatchedToday(state: State, now: number): Record<string, number> {
  return unwatchedIn(state, dayOf(now));
}

/** The UTC day of a moment. */
export function dayOf(at: number): Span {
  const from = Math.floor(at / DAY_MS) * DAY_MS;
  return { from, to: from + DAY_MS };
}
