import type { Pair } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Resolution } from "@/lib/market/candle.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import { type PriceSource, SourceError } from "@/lib/sources/source.ts";
import type { Store } from "@/lib/store/store.ts";
import { durationWords } from "@/lib/text/times.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { evaluate } from "./evaluate.ts";
import {
  answeredUpTo,
  endedCandles,
  evaluatedAt,
  GapLimit,
  type Held,
  stepFor,
  unevaluatedStretch,
} from "./gap.ts";

/** A price source that can tell the past. */
export type Source =
  & PriceSource
  & Pick<MarketSource, "candles" | "planInterval" | "usage" | "candleCost">;

interface GapFillOptions {
  readonly store: Store;
  readonly held: Held;
  readonly intervalMs: number;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
}

/** What a source told of the time up to now. */
export interface Told {
  readonly grain: Resolution;
  /** Everything before this moment was answered, in milliseconds. */
  readonly to: number;
  /** Width of the candles, in milliseconds: one that began at `to` may be under way. */
  readonly stepMs: number;
}

/** The symbols of the pairs by what came of asking. */
export interface LookedBack {
  /** Evaluated up to the newest candle, with resolution and end. */
  readonly filled: ReadonlyMap<string, Told>;
  /** Not finished: out of time, answered in part, or being filled elsewhere. They continue later. */
  readonly cut: ReadonlySet<string>;
  /** Could not be told, with what went wrong. */
  readonly failed: ReadonlyMap<string, unknown>;
}

/**
 * Asks the source what happened since alarms were last evaluated (after a restart, an outage or a sleep,
 * or just between two prices), and has that evaluated before anything newer. A stretch that the source cannot
 * tell is logged as unwatched.
 */
export class GapFill {
  readonly limit: GapLimit;
  readonly #startedAt: number;
  readonly #underWay = new Set<string>();
  /** Symbol → what is wrong with the candles that its source gave last. */
  readonly #unusable = new Map<string, SourceError>();

  constructor(private readonly options: GapFillOptions) {
    this.limit = new GapLimit(options);
    this.#startedAt = options.clock.now();
  }

  /** Fills the gaps of these pairs. */
  async fill(source: Source, pairs: readonly Pair[], signal: AbortSignal): Promise<LookedBack> {
    const { done, soFar } = this.begin(source, pairs, signal);
    await done;
    return soFar();
  }

  /** The same for who cannot wait for all of it: what came of it so far, and when it is done. */
  begin(
    source: Source,
    pairs: readonly Pair[],
    signal: AbortSignal,
  ): { readonly done: Promise<void>; readonly soFar: () => LookedBack } {
    const free = pairs.filter(({ symbol }) => !this.#underWay.has(symbol));
    const round = new Round((pair) => this.#ask(source, pair, signal), signal);
    const soFar = () => {
      const [filled, failed] = [new Map(round.filled), new Map(round.failed)];
      const cut = pairs.map(({ symbol }) => symbol)
        .filter((symbol) => !filled.has(symbol) && !failed.has(symbol));
      return { filled, cut: new Set(cut), failed };
    };
    return { done: this.#run(round, free), soFar };
  }

  async #run(round: Round, pairs: readonly Pair[]): Promise<void> {
    for (const { symbol } of pairs) this.#underWay.add(symbol);
    try {
      await round.run(pairs);
      for (const symbol of round.filled.keys()) this.#unusable.delete(symbol);
      for (const [symbol, problem] of round.failed) this.#noteUnusable(symbol, problem);
    } finally {
      for (const { symbol } of pairs) this.#underWay.delete(symbol);
    }
  }

  /**
   * Resolution and end of the evaluated stretch; null when only its beginning was answered. Wide candles end before now,
   * up to the width of one: narrower ones tell the rest, where the source has them.
   * @throws {Error} the source could not be asked, or told nothing
   */
  async #ask(source: Source, pair: Pair, signal: AbortSignal): Promise<Told | null> {
    const { store, clock } = this.options;
    let told = await this.#askOnce(source, pair, signal);
    while (told.isAsWanted) {
      const rest = store.state.pairs.get(pair.symbol);
      if (rest?.addedAt !== pair.addedAt) break;
      if (stepFor(stretchOf(rest, clock.now())) >= told.stepMs) break;
      told = await this.#askOnce(source, rest, signal);
    }
    const { grain, to, stepMs } = told;
    if (told.problem === null) return { grain, to, stepMs };
    // Without getting on, the newest price would wait for ever.
    const present = store.state.pairs.get(pair.symbol);
    const judged = present === undefined ? null : evaluatedAt(present);
    if (judged === evaluatedAt(pair)) throw new Error(told.problem);
    return null;
  }

  async #askOnce(source: Source, pair: Pair, signal: AbortSignal) {
    const { store, held, clock } = this.options;
    const range = stretchOf(pair, clock.now());
    const wantedMs = stepFor(range);
    const answer = await source.candles(pair, { ...range, stepMs: wantedMs }, signal);
    const { from, to } = unevaluatedStretch(pair, clock.now());
    const why = this.limit.isGap(pair, source) ? this.#why(pair, from) : null;
    const { grain, fires } = await evaluate(pair, { answer, why }, { store, held, clock });
    if (why !== null) {
      this.#tell(pair, { spanMs: to - from, candles: endedCandles(answer).length, fires });
    }
    const { stepMs, problem } = answer;
    return { grain, stepMs, to: answeredUpTo(answer), isAsWanted: stepMs === wantedMs, problem };
  }

  #why({ source }: Pair, from: number): string {
    return from < this.#startedAt ? "the program was not running" : `no price came from ${source}`;
  }

  #tell(
    { symbol }: Pair,
    { spanMs, candles, fires }: { spanMs: number; candles: number; fires: number },
  ): void {
    this.options.log.info("Looked back over {span} of {symbol} in {bars} bars: {fired} fires", {
      ...{ span: durationWords(spanMs), symbol, bars: candles, fired: fires },
    });
  }

  /** The pairs of a source whose candles cannot be used, with why, in words for a person. */
  unusable(source: SourceName): ReadonlyMap<string, string> {
    const own = [...this.#unusable].filter(([, problem]) => problem.source === source);
    return new Map(own.map(([symbol, { message }]) => [
      symbol,
      `${message}; what happens between two prices is not seen until it gives usable ones`,
    ]));
  }

  #noteUnusable(symbol: string, problem: unknown): void {
    if (!(problem instanceof SourceError) || problem.kind !== "badAnswer") return;
    const { message } = problem;
    if (this.#unusable.get(symbol)?.message !== message) {
      this.options.log.warn("{symbol} is asked about again: {reason}", { symbol, reason: message });
    }
    this.#unusable.set(symbol, problem);
  }

  /** Logs that alarms go on although a pair's gap is not filled. Between two usual prices it is not logged. */
  giveUp(pair: Pair, source: Source, error: unknown): void {
    if (!this.limit.isGap(pair, source)) return;
    const { from, to } = unevaluatedStretch(pair, this.options.clock.now());
    this.options.log.warn(
      "{symbol} was not watched from {from} to {to}, which stays asked for: {reason}",
      {
        symbol: pair.symbol,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        reason: error instanceof Error ? error.message : String(error),
      },
    );
  }
}

/** What is asked for, this moment included: the candle that begins now shows that the one before it is over. */
function stretchOf(pair: Pair, now: number) {
  const { from, to } = unevaluatedStretch(pair, now);
  return { from, to: to + 1 };
}

/** Pairs whose past is asked for at the same time. */
const AT_ONCE = 8;

/** Asks about some pairs of one source until all are done, the source cannot be asked or the time is up. */
class Round {
  /** What came of it so far, by symbol. */
  readonly filled = new Map<string, Told>();
  readonly failed = new Map<string, unknown>();
  /** Why the source cannot be asked. */
  #failure: unknown = null;

  constructor(
    private readonly ask: (pair: Pair) => Promise<Told | null>,
    private readonly signal: AbortSignal,
  ) {}

  /** Those with the most alarms come first. Once the source cannot be asked, the rest have failed. */
  async run(pairs: readonly Pair[]): Promise<void> {
    const waiting = pairs.toSorted((a, b) => b.alarms.length - a.alarms.length);
    const worker = async () => {
      for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
        await this.#take(pair);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #take(pair: Pair): Promise<void> {
    if (this.#failure !== null) return this.#fail(pair, this.#failure);
    try {
      const told = await this.ask(pair);
      if (told !== null) this.filled.set(pair.symbol, told);
    } catch (problem) {
      if (isOfSource(problem)) this.#failure = problem;
      this.#fail(pair, problem);
    }
  }

  /** What fails because the time is up is only cut off. */
  #fail({ symbol }: Pair, problem: unknown): void {
    if (!this.signal.aborted) this.failed.set(symbol, problem);
  }
}

/** Whether asking about another pair would fail as well; an unusable answer is about one pair only. */
function isOfSource(problem: unknown): boolean {
  return problem instanceof SourceError && problem.kind !== "badAnswer";
}
