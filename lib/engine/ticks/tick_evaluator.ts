import type { State } from "@/lib/alarms/pair.ts";
import { changeByPrices, type PriceInput, watchedUpTo } from "@/lib/engine/decide_prices.ts";
import type { Held } from "@/lib/engine/gaps/gap.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Observation } from "@/lib/market/accept.ts";
import type { PriceSource } from "@/lib/sources/source.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";
import { type Clock, nextTurn } from "@/lib/time/clock.ts";

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
