import type { Alarm } from "@/lib/alarms/alarm.ts";
import { EMPTY_STATE, evaluatedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import { decidePrices, type PriceInput } from "@/lib/engine/decide_prices.ts";
import { type Candle, type Resolution, resolutionOfCandles } from "@/lib/market/candle.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import { type HistoryView, NO_HISTORY, OverlayHistory } from "@/lib/market/history/history_view.ts";
import type { Observation } from "@/lib/market/accept.ts";
import type { SourceCandles } from "@/lib/sources/source.ts";
import { apply } from "@/lib/store/apply.ts";
import { type Event, isPriceOnly, silenceOldest } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { nextTurn } from "@/lib/time/clock.ts";
import { type AnsweredCandles, endedCandles, type Held, observationsOf } from "./gap.ts";

/** Candles times alarms that are evaluated in one turn of the event loop. */
const EVALUATIONS_AT_ONCE = 20_000;

interface Evaluating {
  readonly store: Store;
  readonly held: Held;
  readonly clock: Pick<Clock, "now">;
}

/** What came of evaluating an answer. */
interface Evaluated {
  /** How closely it watches. */
  readonly grain: Resolution;
  readonly fires: number;
}

/**
 * Evaluates a pair's alarms on what a source told of the time since they were last evaluated, and commits what is found.
 * `why` says why nobody watched; null when this is no gap.
 */
export async function evaluate(
  pair: Pair,
  { answer, why }: { readonly answer: SourceCandles; readonly why: string | null },
  { store, held, clock }: Evaluating,
): Promise<Evaluated> {
  const gap: Gap & { readonly grain: Resolution } = {
    ...{ symbol: pair.symbol, ...toldCandles(answer), grain: resolutionOf(answer), why },
    ...{ coveredFrom: answer.covered?.from ?? Infinity, history: store.histories.get(pair.symbol) },
    receivedAt: clock.now(),
  };
  // An answer about an older gap that comes at the same time goes first.
  if (store.state.pairs.get(pair.symbol)?.openGaps !== undefined) await nextTurn();
  let fires = 0;
  for (const candles of inSlices(gap.candles, pair.alarms.length)) {
    while (held.has(pair.symbol)) await held.get(pair.symbol);
    fires += await store.change((state) => {
      // Removed, and perhaps added again, while the source was asked.
      if (state.pairs.get(pair.symbol)?.addedAt !== pair.addedAt) return { events: [], result: 0 };
      const now = clock.now();
      const found = decideGap(state, { gap: { ...gap, candles }, histories: store.histories, now });
      const events = [...found, ...silenceOldest(state, found, now)];
      return { events, result: events.filter(isFire).length, isLazy: isPriceOnly(events) };
    });
  }
  return { grain: gap.grain, fires };
}

/** Candles per slice, few enough not to block the event loop. A slice is evaluated and committed whole. */
function* inSlices(candles: readonly Candle[], alarms: number): Generator<readonly Candle[]> {
  const size = Math.max(10, Math.floor(EVALUATIONS_AT_ONCE / (alarms + 10)));
  for (let from = 0; from < candles.length; from += size) yield candles.slice(from, from + size);
}

export function isFire({ type }: Event): boolean {
  return type === "alarmFired";
}

/** The candles of an answer that are over. */
export function toldCandles(answer: SourceCandles): AnsweredCandles {
  return { candles: endedCandles(answer), stepMs: answer.shape === "candles" ? answer.stepMs : 0 };
}

/** How closely an answer watches. */
export function resolutionOf({ shape, stepMs }: SourceCandles): Resolution {
  return shape === "candles" ? resolutionOfCandles(stepMs) : "point";
}

/** A source's candles of a stretch that is not evaluated yet. */
interface Gap extends AnsweredCandles {
  readonly symbol: string;
  /** How closely the candles watch. */
  readonly grain?: Resolution;
  /** The source told nothing of what was before this moment; in milliseconds. */
  readonly coveredFrom?: number;
  /** What is known already, of the first candle too, where that began before the stretch. */
  readonly history?: Pick<PriceHistory, "candles"> | undefined;
  /** When the source's answer came, in milliseconds. */
  readonly receivedAt?: number;
  /** Why it was unwatched, in words for a person; null for the usual candles between two polled prices. */
  readonly why: string | null;
}

interface GapInput {
  readonly gap: Gap;
  readonly histories: ReadonlyMap<string, HistoryView>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Evaluates a stretch candle by candle in order, as if each had been seen live. What came before
 * an alarm was set fires nothing: it tells what the alarm starts from.
 */
export function decideGap(state: State, { gap, histories, now }: GapInput): readonly Event[] {
  const pair = state.pairs.get(gap.symbol);
  if (!pair) return [];
  const { grain, coveredFrom = -Infinity, why, receivedAt } = gap;
  const walk = new PastWalk(pair, histories.get(gap.symbol) ?? NO_HISTORY);
  const lateWhy = why ?? "the pair's turn came then";
  const watched = grain && (() => ({ from: coveredFrom, grain }));
  const received = receivedAt === undefined ? {} : { receivedAt };
  return seenIn(pair, gap, now).flatMap((observation) =>
    walk.take({ ...observation, ...received }, { now, lateWhy, ...(watched && { watched }) })
  );
}

function seenIn(pair: Pair, gap: Gap, now: number): Observation[] {
  const last = evaluatedPoint(pair);
  const from = last && { price: last.price, at: Date.parse(last.timestamp) };
  const addedAt = Date.parse(pair.addedAt);
  return observationsOf(gap, { from, to: null, history: gap.history })
    .filter(({ at }) => at <= now)
    .map((seen) => (seen.since ?? seen.at) < addedAt ? { price: seen.price, at: seen.at } : seen);
}

/** A pair on its way through prices of the past: each is evaluated as if it had been seen when it happened. */
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
