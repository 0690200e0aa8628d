import type { Logger } from "@/lib/logs/get_logger.ts";
import type { MarketSource } from "@/lib/sources/market_source.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { type PriceSource, SourceError } from "@/lib/sources/source.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { Store } from "@/lib/store/store.ts";
import { GapLimit } from "./gap_limit.ts";
import { LookBackRound } from "./look_back_round.ts";
import { PastAsker, type Told } from "./past_asker.ts";
import { PastJudge } from "./past_judge.ts";
import { unjudgedStretch } from "./unjudged_stretch.ts";

/** A price source that can tell the past. */
export type Source =
  & PriceSource
  & Pick<MarketSource, "bars" | "planInterval" | "usage" | "wicks">;

export interface LookBackOptions {
  readonly store: Store;
  readonly intervalMs: number;
  readonly now: () => number;
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
    const { from, to } = unjudgedStretch(pair, this.options.now());
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
