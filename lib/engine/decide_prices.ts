import type { Alarm } from "@/lib/alarms/alarm.ts";
import { watchedFrom } from "@/lib/alarms/alarm_state.ts";
import { evaluate, recordAfter } from "@/lib/alarms/evaluate.ts";
import type { EvaluationContext } from "@/lib/alarms/kinds/kind.ts";
import { alreadyTrue, rulesOf } from "@/lib/alarms/kinds/kinds.ts";
import {
  evaluatedPoint,
  type Pair,
  type State,
  stretchesUpTo,
  unwatchedFinder,
} from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import {
  accept,
  type Acceptance,
  type Before,
  believedPart,
  type Observation,
  withoutBadTicks,
} from "@/lib/market/accept.ts";
import { type HistoryView, NO_HISTORY } from "@/lib/market/history/history_view.ts";
import type { PriceSource } from "@/lib/sources/source.ts";
import { type Event, isPriceOnly, silenceOldest, type WatchedUpTo } from "@/lib/store/events.ts";
import { type Decision, type Store, StoreFailedError } from "@/lib/store/store.ts";
import { type Clock, nextTurn } from "@/lib/time/clock.ts";
import type { Held } from "./gaps/gap.ts";

interface PriceDecision {
  readonly events: readonly Event[];
  /** Symbol → why its observation was taken or not. */
  readonly acceptance: ReadonlyMap<string, Acceptance>;
}

export interface PriceInput {
  readonly observations: ReadonlyMap<string, Observation>;
  readonly histories: ReadonlyMap<string, HistoryView>;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly staleAfterMs: number;
  /** Why fires found late by these prices are late, in words for a person; left out when unknown. */
  readonly lateWhy?: string;
  /** Somebody else has confirmed these prices, however far they jumped. */
  readonly areConfirmed?: boolean;
  /** How closely it was watched up to an observation; left out, nothing is noted. */
  readonly watched?: (pair: Pair, observation: Observation) => WatchedUpTo;
}

/** Decides what the prices of one check change: prices, max and min, and the alarms that fire. */
export function decidePrices(state: State, input: PriceInput): PriceDecision {
  const events: Event[] = [];
  const acceptance = new Map<string, Acceptance>();
  for (const [symbol, observation] of input.observations) {
    const pair = state.pairs.get(symbol);
    if (!pair) continue;
    const before = evaluatedBefore(pair);
    const known = input.areConfirmed ? { ...before, ...NO_OUTLIER } : before;
    const verdict = accept(known, observation, input.now, input.staleAfterMs);
    acceptance.set(symbol, verdict);
    if (verdict === "accepted") {
      pushAccepted(events, pair, withoutBadTicks(observation, before.currentPrice), input);
    }
    if (verdict !== "unconfirmedJump") continue;
    const part = believedPart(observation, before.currentPrice);
    if (part !== null && accept(before, part, input.now, input.staleAfterMs) === "accepted") {
      pushAccepted(events, pair, part, input);
    }
    events.push(outlier(symbol, observation));
  }
  return { events, acceptance };
}

/** What is known as if no price could be a jump. */
const NO_OUTLIER = { currentPrice: null, unconfirmed: null };

function evaluatedBefore(pair: Pair): Before {
  const { price = null, timestamp = null } = evaluatedPoint(pair) ?? {};
  return {
    currentPrice: price,
    lastUpdate: timestamp,
    unconfirmed: pair.unconfirmed,
    trouble: pair.trouble,
  };
}

function outlier(symbol: string, { price, at, trade }: Observation): Event {
  const point = { price, timestamp: new Date(at).toISOString() };
  const numbered = trade === undefined ? point : { ...point, trade };
  return { type: "priceDoubted", symbol, point: numbered };
}

function pushAccepted(events: Event[], pair: Pair, observation: Observation, input: PriceInput) {
  const { symbol, alarms } = pair;
  const watched = input.watched?.(pair, observation);
  events.push({ type: "priceObserved", symbol, observation, watched });
  if (alarms.length === 0) return;
  const context = evaluationContext(pair, observation, input, watched);
  for (const alarm of alarms) {
    const isBefore = isFromBefore(watchedFrom(alarm), observation);
    const { alarm: next, fire } = isBefore ? settled(alarm, context) : evaluate(alarm, context);
    if (fire) events.push({ type: "alarmFired", symbol, alarm: next, fire });
    else if (next !== alarm) {
      events.push({ type: "alarmUpdated", symbol, alarm: next, by: "engine" });
    }
  }
}

/** Whether a price is from before a moment (ms): that of a candle without trades was in force when it began. */
function isFromBefore(moment: number, { at, since = at, trades }: Observation): boolean {
  return at < moment || (trades === 0 && since <= moment && at !== moment);
}

/**
 * A price from before an alarm was set, changed or armed again fires nothing: it says how the condition stood then,
 * unless the price that was shown at the setting is newer.
 */
function settled(alarm: Alarm, context: EvaluationContext): { alarm: Alarm; fire: null } {
  const { observation: { price: currentPrice, at: now }, maxPrice, minPrice } = context;
  const { history, isUnwatched } = context;
  const { watchedPrice, watchedPricedAt, ...rest } = alarm;
  const shownAt = Date.parse(watchedPricedAt ?? "");
  // Where an older file does not say when the price was told, it is that of the setting.
  const isShownLater = watchedPrice !== undefined && !(shownAt <= now);
  if (isShownLater || isWarmingUp(alarm, context)) return { alarm, fire: null };
  const known = { currentPrice, maxPrice, minPrice, history, isUnwatched, now };
  const conditionMet = alreadyTrue(alarm, known);
  const isSame = conditionMet === alarm.conditionMet && watchedPrice === undefined;
  return { alarm: isSame ? alarm : { ...rest, conditionMet }, fire: null };
}

/** Whether a price at the window's start is missing, so that nothing can be said of the condition. */
function isWarmingUp(alarm: Alarm, context: EvaluationContext): boolean {
  return rulesOf(alarm).referenceAt?.(alarm, context, context.observation.at) === null;
}

function evaluationContext(
  pair: Pair,
  observation: Observation,
  input: PriceInput,
  watched: WatchedUpTo | undefined,
): EvaluationContext {
  const { symbol, maxPrice, minPrice } = pair;
  const before = evaluatedPoint(pair);
  const previousAt = before === null ? null : Date.parse(before.timestamp);
  return {
    symbol,
    observation,
    previous: before?.price ?? null,
    previousAt,
    previousMax: maxPrice,
    previousMin: minPrice,
    ...recordAfter(pair, observation),
    history: input.histories.get(symbol) ?? NO_HISTORY,
    isUnwatched: unwatchedFinder(
      () => pair.coverage,
      () => newestGap(previousAt, observation.at, watched),
    ),
    now: input.now,
    lateWhy: input.lateWhy,
  };
}

/** The unwatched stretch since the previous observation. */
function newestGap(before: number | null, at: number, watched: WatchedUpTo | undefined) {
  if (before === null || watched === undefined) return null;
  const { from, pointsTo } = stretchesUpTo({ before, at, watched });
  return from > pointsTo ? { from: pointsTo, to: from } : null;
}

/**
 * The change of a store that prices make: what they decide, with the oldest fires acknowledged where too many would
 * ring. What moves nothing but prices is told at once and written with the next change.
 */
function changeByPrices(
  inputOf: (state: State) => PriceInput,
): (state: State) => Decision<null> {
  return (state) => {
    const input = inputOf(state);
    const { events: found } = decidePrices(state, input);
    const events = [...found, ...silenceOldest(state, found, input.now)];
    return { events, result: null, isLazy: isPriceOnly(events) };
  };
}

/** A healthy line may bring no trade of a quiet pair for long; after more than this its prices were rather refused. In milliseconds. */
const LONGEST_QUIET_MS = 60 * 60_000;

/**
 * How closely a pair was watched up to a streamed price; `isWhole` when nothing is missing since the last one. Nothing is
 * either where it tells of all since then, as a second does in whose course the stream came back.
 */
function watchedUpTo(
  pair: Pair,
  { at, since = at }: Pick<Observation, "at" | "since">,
  isWhole: boolean,
): WatchedUpTo {
  const last = evaluatedPoint(pair);
  const before = last === null ? at : Date.parse(last.timestamp);
  const isNext = since <= before + 1;
  if ((isWhole || isNext) && at - before <= LONGEST_QUIET_MS) {
    return { from: before, grain: "tick" };
  }
  return { from: at, grain: "tick", leavesGap: true };
}

/** A pair while a stream brings its prices. */
export interface Fed {
  /** There is no gap between the last evaluated price and the next tick. */
  isWhole: boolean;
}

/** A price of a stream. */
interface Tick {
  readonly symbol: string;
  readonly observation: Observation;
  readonly fed: Fed;
}

export interface TickEvaluatorOptions {
  readonly source: Pick<PriceSource, "name" | "staleAfterMs">;
  readonly store: Store;
  readonly held: Held;
  readonly clock: Pick<Clock, "now">;
  /** Called before prices are evaluated. */
  readonly syncClock: () => void;
  readonly log: Pick<Logger, "error">;
}

/** Evaluates the ticks of a stream in order; ticks of different pairs that arrive together share one decision. */
export class TickEvaluator {
  /** In the order in which they came. */
  #ticks: Tick[] = [];
  #isDue = false;
  /** What went wrong with the last ticks; ticks come every second, so it is logged once. */
  #problem: string | null = null;

  constructor(private readonly options: TickEvaluatorOptions) {}

  /** The pairs of which ticks are queued. */
  get symbols(): Set<string> {
    return new Set(this.#ticks.map(({ symbol }) => symbol));
  }

  /** Whether ticks of a pair are queued. */
  has(symbol: string): boolean {
    return this.#ticks.some((tick) => tick.symbol === symbol);
  }

  /** Drops queued ticks, of one pair or of all; a gap fill replays them. */
  forget(symbol?: string): void {
    this.#ticks = symbol === undefined ? [] : this.#ticks.filter((tick) => tick.symbol !== symbol);
  }

  /** A source sends the prices of all its pairs at about the same time: they share a decision. */
  take(tick: Tick): void {
    this.#ticks.push(tick);
    if (this.#isDue) return;
    this.#isDue = true;
    void nextTurn().then(() => this.#evaluateAll());
  }

  #evaluateAll(): void {
    this.#isDue = false;
    if (this.#ticks.length === 0) return;
    this.options.syncClock();
    for (let next = this.#nextOfEach(); next.size > 0; next = this.#nextOfEach()) {
      this.#evaluate(next);
    }
    for (const symbol of this.symbols) {
      void this.options.held.get(symbol)?.then(() => this.#evaluateAll());
    }
  }

  /** The oldest tick of each pair; those of a pair whose gap is being evaluated stay. */
  #nextOfEach(): Map<string, Tick> {
    const next = new Map<string, Tick>();
    const later: Tick[] = [];
    for (const tick of this.#ticks) {
      if (next.has(tick.symbol) || this.options.held.has(tick.symbol)) later.push(tick);
      else next.set(tick.symbol, tick);
    }
    this.#ticks = later;
    return next;
  }

  #evaluate(ticks: ReadonlyMap<string, Tick>): void {
    const decide = changeByPrices((state) => this.#inputOf(state, ticks));
    this.options.store.change((state) => {
      const decision = decide(state);
      for (const event of decision.events) {
        const tick = event.type === "priceObserved" ? ticks.get(event.symbol) : undefined;
        if (tick !== undefined) tick.fed.isWhole = true;
      }
      return decision;
    }).then(() => this.#problem = null, (error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    // The store says by itself that it takes nothing any more.
    if (error instanceof StoreFailedError || this.#problem === String(error)) return;
    this.#problem = String(error);
    const { log, source: { name: source } } = this.options;
    log.error("Prices of {source}'s stream could not be judged: {error}", { source, error });
  }

  #inputOf(state: State, ticks: ReadonlyMap<string, Tick>): PriceInput {
    const { source, store: { histories }, clock } = this.options;
    const own = [...ticks].filter(([symbol]) => state.pairs.get(symbol)?.source === source.name);
    return {
      observations: new Map(own.map(([symbol, { observation }]) => [symbol, observation])),
      histories,
      now: clock.now(),
      staleAfterMs: source.staleAfterMs,
      watched: (pair, observation) =>
        watchedUpTo(pair, observation, ticks.get(pair.symbol)?.fed.isWhole ?? false),
    };
  }
}
