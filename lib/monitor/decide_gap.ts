import type { Bar } from "@/lib/market/bar.ts";
import { barObservation } from "@/lib/market/bar_observation.ts";
import type { Grain } from "@/lib/market/coverage.ts";
import { type HistoryView, NO_HISTORY } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { OverlayHistory } from "@/lib/market/overlay_history.ts";
import { apply } from "@/lib/store/apply.ts";
import type { Event } from "@/lib/store/event.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import { EMPTY_STATE, type Pair, type State } from "@/lib/store/state.ts";
import { decidePrices } from "./decide_prices.ts";

/** What a source told of a stretch that alarms have not been judged on. */
export interface Gap {
  readonly symbol: string;
  /** Oldest first. */
  readonly bars: readonly Bar[];
  /** Width of the bars, in milliseconds; 0 where they are prices of one moment. */
  readonly stepMs: number;
  /** How closely the bars watch. */
  readonly grain?: Grain;
  /** The source told nothing of what was before this moment; in milliseconds. */
  readonly coveredFrom?: number;
  /** Lowest and highest price known of the first bar, where that began before the stretch. */
  readonly known?: { readonly low: number; readonly high: number } | null | undefined;
  /** Why nobody watched, in words for a person; null when this is no gap but the usual look at what was between two prices. */
  readonly why: string | null;
}

export interface GapInput {
  readonly gap: Gap;
  readonly histories: ReadonlyMap<string, HistoryView>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Judges a stretch bar by bar in order, as if each had been seen when it happened. What came before
 * an alarm was set fires nothing: it tells what the alarm starts from.
 */
export function decideGap(state: State, { gap, histories, now }: GapInput): readonly Event[] {
  const { symbol } = gap;
  const pair = state.pairs.get(symbol);
  if (!pair) return [];
  const history = new OverlayHistory(histories.get(symbol) ?? NO_HISTORY);
  const events: Event[] = [];
  let current = pair;
  for (const observation of seenIn(pair, gap, now)) {
    const found = judged(current, observation, history, { gap, now });
    events.push(...found);
    current = applyTo(current, found);
    for (const event of found) {
      if (event.type === "priceObserved") {
        history.add(event.observation.at, event.observation.price);
      }
    }
  }
  return events;
}

function seenIn(pair: Pair, gap: Gap, now: number): Observation[] {
  const { bars, stepMs } = gap;
  const last = judgedPoint(pair);
  const since = last === null ? -Infinity : Date.parse(last.timestamp);
  const seen: Observation[] = [];
  for (const bar of bars) {
    const isPartial = bar.at <= since;
    const observation = isPartial ? partOf(bar, gap) : barObservation(bar, stepMs);
    const { price, at } = observation;
    if (at <= since || at > now) continue;
    seen.push(bar.at < Date.parse(pair.addedAt) ? { price, at } : observation);
  }
  return seen;
}

/** What is seen of a bar that began before the stretch: its first price, low and high may be of what was watched already. */
function partOf(bar: Bar, { known, stepMs }: Gap): Observation {
  const { first: _, low = bar.close, high = bar.close, ...rest } = barObservation(bar, stepMs);
  const { close } = bar;
  if (!known) return { ...rest, low: close, high: close };
  return {
    ...rest,
    low: low < known.low ? low : close,
    high: high > known.high ? high : close,
  };
}

function judged(
  pair: Pair,
  observation: Observation,
  history: HistoryView,
  { gap, now }: Pick<GapInput, "gap" | "now">,
): Event[] {
  const { symbol } = pair;
  const { grain, coveredFrom = -Infinity, why } = gap;
  const { events } = decidePrices(
    { ...EMPTY_STATE, pairs: new Map([[symbol, pair]]) },
    {
      observations: new Map([[symbol, observation]]),
      histories: new Map([[symbol, history]]),
      now,
      lateWhy: why ?? "the pair's turn came then",
      staleAfterMs: Infinity,
      ...(grain && { watched: () => ({ from: coveredFrom, grain }) }),
    },
  );
  return [...events];
}

function applyTo(pair: Pair, events: readonly Event[]): Pair {
  const state = { ...EMPTY_STATE, pairs: new Map([[pair.symbol, pair]]) };
  return apply(state, events).pairs.get(pair.symbol) ?? pair;
}
