import type { Grain } from "@/lib/market/coverage.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { Event, WatchedUpTo } from "@/lib/store/event.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import { decidePrices, type PriceInput } from "./decide_prices.ts";
import { shownHistory } from "./shown_history.ts";
import { canWait } from "./wick_watch.ts";

export interface PolledInput extends Omit<PriceInput, "watched"> {
  /** Whether the source can tell what happened between two prices. */
  readonly tellsWicks: boolean;
  /** The pairs whose alarms were just judged up to now, by how closely. */
  readonly filled: ReadonlyMap<string, Grain>;
  /** The pairs of which nobody could tell what happened up to now. */
  readonly failed: { has(symbol: string): boolean };
  /** In a longer time between two prices nobody watched, in milliseconds. */
  readonly gapMs: number;
}

/**
 * Decides what polled prices change. Where the source can tell what happened before a price, one that
 * changes no alarm is only shown: alarms are judged in order, once that is told.
 */
export function decidePolled(state: State, input: PolledInput): readonly Event[] {
  return [...input.observations].flatMap(([symbol, observation]) => {
    const pair = state.pairs.get(symbol);
    if (pair === undefined) return [];
    const events = decideOne(state, pair, observation, input);
    const canBeTold = input.tellsWicks && !input.failed.has(symbol);
    const isShown = canBeTold && canWait(pair, events, observation);
    return isShown ? shown(pair, events) : events;
  });
}

function decideOne(
  state: State,
  pair: Pair,
  observation: Observation,
  input: PolledInput,
): readonly Event[] {
  const { symbol } = pair;
  const observations = new Map([[symbol, observation]]);
  const histories = new Map([[symbol, shownHistory(pair, input.histories)]]);
  const watched = (pair: Pair, { at }: Observation) => watchedUpTo(pair, at, input);
  return decidePrices(state, { ...input, observations, histories, watched }).events;
}

function watchedUpTo(pair: Pair, at: number, { filled, gapMs }: PolledInput): WatchedUpTo {
  const last = judgedPoint(pair);
  const from = last === null ? at : Date.parse(last.timestamp);
  const grain = filled.get(pair.symbol);
  if (grain !== undefined) return { from, grain };
  const shownAt = pair.lastUpdate === null ? at : Date.parse(pair.lastUpdate);
  if (at - shownAt <= gapMs) return { from, grain: "point" };
  return { from: at, grain: "point", pointsTo: shownAt };
}

function shown({ symbol, lastUpdate }: Pair, events: readonly Event[]): Event[] {
  return events.flatMap((event) => {
    if (event.type !== "priceObserved") return [event];
    const { price, at } = event.observation;
    if (lastUpdate !== null && at <= Date.parse(lastUpdate)) return [];
    const point = { price, timestamp: new Date(at).toISOString() };
    return [{ type: "priceShown" as const, symbol, point }];
  });
}
