import type { HistoryView } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { Event, WatchedUpTo } from "@/lib/store/event.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import { silenceOldest } from "@/lib/store/silence_oldest.ts";
import type { Pair, PricePoint, State } from "@/lib/store/state.ts";
import { decidePrices } from "./decide_prices.ts";

/** A doubted price that another source confirms. */
export interface Confirmed {
  readonly symbol: string;
  readonly point: PricePoint;
  readonly histories: ReadonlyMap<string, HistoryView>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Decides what a doubted price changes once it is confirmed; nothing when it does not wait any more. */
export function decideConfirmed(
  state: State,
  { symbol, point, histories, now }: Confirmed,
): readonly Event[] {
  const pair = state.pairs.get(symbol);
  const { unconfirmed = null } = pair ?? {};
  const isWaiting = unconfirmed?.timestamp === point.timestamp && unconfirmed.price === point.price;
  if (pair === undefined || !isWaiting) return [];
  const at = Date.parse(point.timestamp);
  const { events } = decidePrices(state, {
    observations: new Map([[symbol, { price: point.price, at }]]),
    lateWhy: "the price waited for another source to confirm it",
    ...{ histories, now, staleAfterMs: Infinity, watched: watchedUpTo, areConfirmed: true },
  });
  return [...events, ...silenceOldest(state, events, now)];
}

/** In so short a time there is nothing to ask for, in milliseconds. */
const SHORTEST_GAP_MS = 2_000;

/** Between the price before and the confirmed one nothing is known. */
function watchedUpTo(pair: Pair, { at }: Observation): WatchedUpTo {
  const before = judgedPoint(pair);
  const from = before === null ? at : Date.parse(before.timestamp);
  return { from, grain: "point", leavesGap: at - from > SHORTEST_GAP_MS };
}
