import { EMPTY_STATE, judgedPoint, type Pair, type State } from "@/lib/alarms/pair.ts";
import { decidePrices, isPriceOnly } from "@/lib/engine/decide_prices.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import { type Bar, barObservation } from "@/lib/market/candle.ts";
import { type Grain, grainOfBars } from "@/lib/market/coverage.ts";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import { type HistoryView, NO_HISTORY, OverlayHistory } from "@/lib/market/history/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { SourceBars, Stretch } from "@/lib/sources/candles.ts";
import { apply } from "@/lib/store/apply.ts";
import { type Event, silenceOldest } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { durationWords } from "@/lib/text/times.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { type GapLimit, type PacedSource, unjudgedStretch } from "./gap_limit.ts";

/** Bars times alarms that are judged in one turn of the event loop. */
const JUDGEMENTS_AT_ONCE = 20_000;

interface PastJudgeOptions {
  readonly store: Store;
  readonly gapLimit: GapLimit;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
}

/** Judges a pair's alarms on what a source told of the time since they were last judged. */
export class PastJudge {
  readonly #startedAt: number;

  constructor(private readonly options: PastJudgeOptions) {
    this.#startedAt = options.clock.now();
  }

  /** Commits what is found; answers how closely the stretch was watched. */
  async judge(pair: Pair, source: PacedSource, answer: SourceBars): Promise<Grain> {
    const { store: { histories }, gapLimit, clock } = this.options;
    const stretch = unjudgedStretch(pair, clock.now());
    const why = gapLimit.isGap(pair, source) ? this.#why(pair, stretch) : null;
    const gap = gapOf(pair, { answer, history: histories.get(pair.symbol), why });
    const fired = await this.#judgeGap(pair, gap);
    if (why !== null) this.#tell(gap, stretch, fired);
    return gap.grain;
  }

  async #judgeGap(pair: Pair, gap: Gap): Promise<number> {
    let fired = 0;
    for (const bars of inSlices(gap.bars, pair.alarms.length)) {
      fired += await this.#judgeSlice(pair, { ...gap, bars });
    }
    return fired;
  }

  #judgeSlice(pair: Pair, gap: Gap): Promise<number> {
    const { store, clock } = this.options;
    return store.change((state) => {
      // Removed, and perhaps added again, while the source was asked.
      if (state.pairs.get(pair.symbol)?.addedAt !== pair.addedAt) {
        return { events: [], result: 0 };
      }
      const found = decideGap(state, { gap, histories: store.histories, now: clock.now() });
      const events = [...found, ...silenceOldest(state, found, clock.now())];
      return { events, result: events.filter(isFire).length, isLazy: isPriceOnly(events) };
    });
  }

  #why({ source }: Pair, { from }: Stretch): string {
    return from < this.#startedAt ? "the program was not running" : `no price came from ${source}`;
  }

  #tell({ symbol, bars }: Gap, { from, to }: Stretch, fired: number): void {
    this.options.log.info("Looked back over {span} of {symbol} in {bars} bars: {fired} fires", {
      span: durationWords(to - from),
      symbol,
      bars: bars.length,
      fired,
    });
  }
}

/** So many bars at a time that the event loop is not held up; a slice is judged and committed whole. */
function* inSlices(bars: readonly Bar[], alarms: number): Generator<readonly Bar[]> {
  const size = Math.max(10, Math.floor(JUDGEMENTS_AT_ONCE / (alarms + 10)));
  for (let from = 0; from < bars.length; from += size) yield bars.slice(from, from + size);
}

function isFire(event: Event): boolean {
  return event.type === "alarmFired";
}

/** What a source told of a stretch that alarms have not been judged on. */
interface Gap {
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

interface GapStretch {
  /** What the source told of the pair. */
  readonly answer: SourceBars;
  /** The pair's prices that are known already. */
  readonly history: Pick<PriceHistory, "bars"> | undefined;
  /** Why nobody watched; null when this is no gap. */
  readonly why: string | null;
}

/** A source's answer as the gap that is judged, and how closely its bars watch. */
function gapOf(
  pair: Pair,
  { answer, history, why }: GapStretch,
): Gap & { readonly grain: Grain } {
  const { shape, stepMs, covered } = answer;
  // What is still open is told by the newest price.
  const bars = answer.newestOpen ? answer.bars.slice(0, -1) : answer.bars;
  return {
    symbol: pair.symbol,
    bars,
    stepMs: shape === "bars" ? stepMs : 0,
    grain: shape === "bars" ? grainOfBars(stepMs) : "point",
    coveredFrom: covered?.from ?? Infinity,
    known: knownOf(bars[0], { pair, history, stepMs }),
    why,
  };
}

/**
 * What is known already of the first bar, where that began before the stretch. The history may hold it
 * within a longer bar: then the price judged last is all that is known.
 */
function knownOf(
  first: Bar | undefined,
  { pair, history, stepMs }: Pick<GapStretch, "history"> & { pair: Pair; stepMs: number },
): Gap["known"] {
  const last = judgedPoint(pair);
  if (first === undefined || last === null) return null;
  const until = Date.parse(last.timestamp);
  if (first.at > until) return null;
  const bars = history?.bars(first.at, until, stepMs) ?? [];
  return {
    low: Math.min(last.price, ...bars.map(({ low }) => low)),
    high: Math.max(last.price, ...bars.map(({ high }) => high)),
  };
}
