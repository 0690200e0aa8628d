import type { Alarm } from "@/lib/alarms/alarm.ts";
import { EMPTY_STATE, judgedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import { decidePrices, isPriceOnly, type PriceInput } from "@/lib/engine/decide_prices.ts";
import type { Bar } from "@/lib/market/candle.ts";
import { type Grain, grainOfBars } from "@/lib/market/coverage.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import { type HistoryView, NO_HISTORY, OverlayHistory } from "@/lib/market/history/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { SourceBars } from "@/lib/sources/candles.ts";
import { apply } from "@/lib/store/apply.ts";
import { type Event, silenceOldest } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { endedBars, observationsOf, type ToldBars } from "./gap.ts";

/** Bars times alarms that are judged in one turn of the event loop. */
const JUDGEMENTS_AT_ONCE = 20_000;

interface Evaluating {
  readonly store: Store;
  readonly clock: Pick<Clock, "now">;
}

/** What came of evaluating an answer. */
interface Evaluated {
  /** How closely it watches. */
  readonly grain: Grain;
  readonly fires: number;
}

/**
 * Judges a pair's alarms on what a source told of the time since they were last judged, and commits what is found.
 * `why` says why nobody watched; null when this is no gap.
 */
export async function evaluate(
  pair: Pair,
  { answer, why }: { readonly answer: SourceBars; readonly why: string | null },
  { store, clock }: Evaluating,
): Promise<Evaluated> {
  const gap: Gap & { readonly grain: Grain } = {
    ...{ symbol: pair.symbol, ...toldBars(answer), grain: grainOf(answer), why },
    ...{ coveredFrom: answer.covered?.from ?? Infinity, history: store.histories.get(pair.symbol) },
  };
  let fires = 0;
  for (const bars of inSlices(gap.bars, pair.alarms.length)) {
    fires += await store.change((state) => {
      // Removed, and perhaps added again, while the source was asked.
      if (state.pairs.get(pair.symbol)?.addedAt !== pair.addedAt) return { events: [], result: 0 };
      const now = clock.now();
      const found = decideGap(state, { gap: { ...gap, bars }, histories: store.histories, now });
      const events = [...found, ...silenceOldest(state, found, now)];
      return { events, result: events.filter(isFire).length, isLazy: isPriceOnly(events) };
    });
  }
  return { grain: gap.grain, fires };
}

/** So many bars at a time that the event loop is not held up; a slice is judged and committed whole. */
function* inSlices(bars: readonly Bar[], alarms: number): Generator<readonly Bar[]> {
  const size = Math.max(10, Math.floor(JUDGEMENTS_AT_ONCE / (alarms + 10)));
  for (let from = 0; from < bars.length; from += size) yield bars.slice(from, from + size);
}

export function isFire({ type }: Event): boolean {
  return type === "alarmFired";
}

/** The bars of an answer that are over. */
export function toldBars(answer: SourceBars): ToldBars {
  return { bars: endedBars(answer), stepMs: answer.shape === "bars" ? answer.stepMs : 0 };
}

/** How closely an answer watches. */
export function grainOf({ shape, stepMs }: SourceBars): Grain {
  return shape === "bars" ? grainOfBars(stepMs) : "point";
}

/** What a source told of a stretch that alarms have not been judged on. */
interface Gap extends ToldBars {
  readonly symbol: string;
  /** How closely the bars watch. */
  readonly grain?: Grain;
  /** The source told nothing of what was before this moment; in milliseconds. */
  readonly coveredFrom?: number;
  /** What is known already, of the first bar too, where that began before the stretch. */
  readonly history?: Pick<PriceHistory, "bars"> | undefined;
  /** Why nobody watched, in words for a person; null when this is no gap but the usual look at what was between two prices. */
  readonly why: string | null;
}

interface GapInput {
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
  const pair = state.pairs.get(gap.symbol);
  if (!pair) return [];
  const { grain, coveredFrom = -Infinity, why } = gap;
  const walk = new PastWalk(pair, histories.get(gap.symbol) ?? NO_HISTORY);
  const lateWhy = why ?? "the pair's turn came then";
  const watched = grain && (() => ({ from: coveredFrom, grain }));
  return seenIn(pair, gap, now).flatMap((observation) =>
    walk.take(observation, { now, lateWhy, ...(watched && { watched }) })
  );
}

function seenIn(pair: Pair, gap: Gap, now: number): Observation[] {
  const last = judgedPoint(pair);
  const from = last && { price: last.price, at: Date.parse(last.timestamp) };
  const addedAt = Date.parse(pair.addedAt);
  return observationsOf(gap, { from, to: null, history: gap.history })
    .filter(({ at }) => at <= now)
    .map((seen) => (seen.since ?? seen.at) < addedAt ? { price: seen.price, at: seen.at } : seen);
}

/** A pair on its way through prices of the past: each is judged as if it had been seen when it happened. */
export class PastWalk {
  readonly #history: OverlayHistory;
  #pair: Pair;

  constructor(pair: Pair, history: HistoryView) {
    this.#pair = pair;
    this.#history = new OverlayHistory(history);
  }

  /** The pair as it is after what was taken. */
  get pair(): Pair {
    return this.#pair;
  }

  /** Takes the next observation; answers what it changes. `only` leaves out alarms that it says nothing to. */
  take(
    observation: Observation,
    { only = () => true, ...input }:
      & Pick<PriceInput, "now" | "lateWhy" | "areConfirmed" | "watched">
      & { readonly only?: (alarm: Alarm) => boolean },
  ): readonly Event[] {
    const pair = this.#pair;
    const { symbol, alarms } = pair;
    const { events } = decidePrices(stateOf({ ...pair, alarms: alarms.filter(only) }), {
      observations: new Map([[symbol, observation]]),
      histories: new Map([[symbol, this.#history]]),
      ...{ staleAfterMs: Infinity, ...input },
    });
    this.#pair = apply(stateOf(pair), events).pairs.get(symbol) ?? pair;
    for (const event of events) {
      if (event.type !== "priceObserved") continue;
      this.#history.add(event.observation.at, event.observation.price);
    }
    return events;
  }
}

function stateOf(pair: Pair): State {
  return { ...EMPTY_STATE, pairs: new Map([[pair.symbol, pair]]) };
}
