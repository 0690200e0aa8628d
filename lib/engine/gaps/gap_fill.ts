import { judgedPoint, type Pair } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Grain } from "@/lib/market/coverage.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { SourceBars, Stretch } from "@/lib/sources/candles.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import { type PriceSource, SourceError } from "@/lib/sources/source.ts";
import type { Store } from "@/lib/store/store.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";
import { PastJudge } from "./decide_gap.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { GapLimit, type PacedSource, unjudgedStretch } from "./gap_limit.ts";

/** A price source that can tell the past. */
export type Source =
  & PriceSource
  & Pick<MarketSource, "bars" | "planInterval" | "usage" | "wicks">;

interface LookBackOptions {
  readonly store: Store;
  readonly intervalMs: number;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
}

/** The symbols of the pairs by what came of looking back. */
export interface LookedBack {
  /** Judged up to the newest bar, by how closely and how far. */
  readonly filled: ReadonlyMap<string, Told>;
  /** There was no time for them, only the beginning was told, or somebody else is at it: they go on later. */
  readonly cut: ReadonlySet<string>;
  /** Could not be told, with what went wrong. */
  readonly failed: ReadonlyMap<string, unknown>;
}

/**
 * Asks the source what happened since alarms were last judged (after a restart, an outage or a sleep,
 * or just between two prices), and judges that before anything newer. A stretch that the source cannot
 * tell is logged as unwatched.
 */
export class LookBack {
  readonly #gapLimit: GapLimit;
  readonly #asker: PastAsker;
  readonly #underWay = new Set<string>();
  /** Symbol → what is wrong with the bars that its source gave last. */
  readonly #unusable = new Map<string, SourceError>();

  constructor(private readonly options: LookBackOptions) {
    this.#gapLimit = new GapLimit(options);
    const judge = new PastJudge({ ...options, gapLimit: this.#gapLimit });
    this.#asker = new PastAsker({ ...options, judge });
  }

  /** Whether so much time has passed since the pair's last price that nobody can be said to have watched it. */
  isGap(pair: Pair, source: Source): boolean {
    return this.#gapLimit.isGap(pair, source);
  }

  /** How long without a price is a gap at this source that is asked so often, in milliseconds. */
  gapMs(source: Source, apartMs: number): number {
    return this.#gapLimit.gapMs(source, apartMs);
  }

  /** Judges what happened to these pairs. */
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
    const round = new LookBackRound((pair) => this.#asker.ask(source, pair, signal), signal);
    const soFar = () => {
      const [filled, failed] = [new Map(round.filled), new Map(round.failed)];
      const cut = pairs.map(({ symbol }) => symbol)
        .filter((symbol) => !filled.has(symbol) && !failed.has(symbol));
      return { filled, cut: new Set(cut), failed };
    };
    return { done: this.#run(round, free), soFar };
  }

  async #run(round: LookBackRound, pairs: readonly Pair[]): Promise<void> {
    for (const { symbol } of pairs) this.#underWay.add(symbol);
    try {
      await round.run(pairs);
      for (const symbol of round.filled.keys()) this.#unusable.delete(symbol);
      for (const [symbol, problem] of round.failed) this.#noteUnusable(symbol, problem);
    } finally {
      for (const { symbol } of pairs) this.#underWay.delete(symbol);
    }
  }

  /** The pairs of a source whose bars cannot be used, with why, in words for a person. */
  unusable(source: SourceName): ReadonlyMap<string, string> {
    const own = [...this.#unusable].filter(([, problem]) => problem.source === source);
    return new Map(own.map(([symbol, { message }]) => [
      symbol,
      `${message}; what happens between two prices is not seen until it gives usable ones`,
    ]));
  }

  #noteUnusable(symbol: string, problem: unknown): void {
    if (!(problem instanceof SourceError) || problem.kind !== "badAnswer") return;
    if (this.#unusable.get(symbol)?.message !== problem.message) {
      this.options.log.warn("{symbol} is asked about again: {reason}", {
        symbol,
        reason: problem.message,
      });
    }
    this.#unusable.set(symbol, problem);
  }

  /** Says that alarms go on before it is told what happened to a pair; between two usual prices that is not worth a word. */
  giveUp(pair: Pair, source: Source, error: unknown): void {
    if (!this.isGap(pair, source)) return;
    const { from, to } = unjudgedStretch(pair, this.options.clock.now());
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

/** Pairs whose past is asked for at the same time. */
const AT_ONCE = 8;

/** Answers how closely, and how far, a pair's past was judged; null when only its beginning was told. */
type Ask = (pair: Pair) => Promise<Told | null>;

/** Looks back on some pairs of one source until all are done, the source cannot be asked or the time is up. */
class LookBackRound {
  /** What came of it so far, by symbol. */
  readonly filled = new Map<string, Told>();
  readonly failed = new Map<string, unknown>();
  /** Why the source cannot be asked. */
  #failure: unknown = null;

  constructor(private readonly ask: Ask, private readonly signal: AbortSignal) {}

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

interface PastAskerOptions {
  readonly store: Store;
  readonly judge: PastJudge;
  readonly clock: Pick<Clock, "now">;
}

/** What a source told of the time up to now. */
export interface Told {
  readonly grain: Grain;
  /** Everything before this moment was told, in milliseconds. */
  readonly to: number;
  /** Width of the bars, in milliseconds: one that began at `to` may be under way. */
  readonly stepMs: number;
}

type TellingSource = PacedSource & Pick<MarketSource, "bars">;

/** Asks a source for what happened since a pair's alarms were last judged, and has each answer judged. */
class PastAsker {
  constructor(private readonly options: PastAskerOptions) {}

  /**
   * How closely and how far the stretch was judged; null when only its beginning was told. Wide bars end before now,
   * up to the width of one: narrower ones tell the rest, where the source has them.
   * @throws {Error} the source could not be asked, or told nothing
   */
  async ask(source: TellingSource, pair: Pair, signal: AbortSignal): Promise<Told | null> {
    const { store } = this.options;
    let told = await this.#askOnce(source, pair, signal);
    while (told.isAsWanted) {
      const rest = store.state.pairs.get(pair.symbol);
      if (rest?.addedAt !== pair.addedAt || stepFor(this.#stretch(rest)) >= told.stepMs) break;
      told = await this.#askOnce(source, rest, signal);
    }
    const { grain, to, stepMs } = told;
    if (told.problem === null) return { grain, to, stepMs };
    // Without getting on, the newest price would wait for ever.
    const judged = judgedAt(store.state.pairs.get(pair.symbol));
    if (judged === judgedAt(pair)) throw new Error(told.problem);
    return null;
  }

  async #askOnce(source: TellingSource, pair: Pair, signal: AbortSignal) {
    const range = this.#stretch(pair);
    const wantedMs = stepFor(range);
    const answer = await source.bars(pair, { ...range, stepMs: wantedMs }, signal);
    const grain = await this.options.judge.judge(pair, source, answer);
    const { stepMs, problem } = answer;
    return { grain, stepMs, to: toldTo(answer), isAsWanted: stepMs === wantedMs, problem };
  }

  /** This moment included: the bar that begins now shows that the one before it is over. */
  #stretch(pair: Pair): Stretch {
    const { from, to } = unjudgedStretch(pair, this.options.clock.now());
    return { from, to: to + 1 };
  }
}

/** Up to when an answer speaks for all; what is still open it does not. */
export function toldTo({ bars, newestOpen, covered }: SourceBars): number {
  const newest = bars.at(-1);
  return newestOpen && newest !== undefined ? newest.at : covered?.to ?? -Infinity;
}

/** Seconds are asked for of so long a stretch at most: one request has them all. In milliseconds. */
export const LONGEST_SECONDS_MS = 15 * MINUTE_MS;

/** Seconds for a quarter of an hour, minutes for two days, hours beyond. */
export function stepFor({ from, to }: Stretch): number {
  if (to - from <= LONGEST_SECONDS_MS) return SECOND_MS;
  return to - from <= 48 * HOUR_MS ? MINUTE_MS : HOUR_MS;
}

function judgedAt(pair: Pair | undefined): string | null {
  return pair === undefined ? null : judgedPoint(pair)?.timestamp ?? null;
}
