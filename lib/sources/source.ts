import type { Observation } from "@/lib/market/accept.ts";
import { SOURCE_NAMES, type SourceName, SOURCES } from "@/lib/market/source_name.ts";
import type { AskedPair, PairChoice, PairName } from "@/lib/market/symbol.ts";

/** Two clocks that differ by no more than this count as the same, in milliseconds. */
export const CLOCK_SKEW_MS = 5_000;
/** The `Date` of an answer has no milliseconds. */
const RESOLUTION_MS = 1_000;

/**
 * How far a source's clock and ours are apart, by the dates of its answers. An answer out of a cache is dated back as
 * well: of what came after its date it knows nothing either.
 */
export class SourceClock {
  /** Our clock minus the source's, in milliseconds; 0 where they are about the same. */
  differenceMs = 0;
  #behindMs = 0;

  /** Takes the `Date` header of an answer, and when (ms since the epoch) it was asked for and had come. */
  learn(date: string | null, askedAt: number, answeredAt: number): void {
    const at = Date.parse(date ?? "");
    // The answer was made after the question: the way it took is not in the difference.
    this.#behindMs = Number.isNaN(at) ? 0 : askedAt - at;
    if (!Number.isNaN(at)) this.#measure(askedAt - at - RESOLUTION_MS, answeredAt - at);
  }

  /** Our clock was set by so much. */
  moved(deltaMs: number): void {
    this.#behindMs += deltaMs;
    const moved = this.differenceMs + deltaMs;
    this.differenceMs = Math.abs(moved) > CLOCK_SKEW_MS ? moved : 0;
  }

  /** Up to when, by the source's own clock, it can know anything at this moment of ours; in milliseconds since the epoch. */
  knownUntil(now: number): number {
    return Math.abs(this.#behindMs) > CLOCK_SKEW_MS ? now - this.#behindMs : now;
  }

  /** The difference lies between these. It is kept while it may be right, so that moments stay in order. */
  #measure(least: number, most: number): void {
    const isPossible = (ms: number, slack: number) => ms >= least - slack && ms <= most + slack;
    if (isPossible(this.differenceMs, RESOLUTION_MS)) return;
    this.differenceMs = isPossible(0, CLOCK_SKEW_MS) ? 0 : most;
  }
}

/** Sources whose prices carry the source's own time; those of the others are dated by this computer's clock. */
export const OWN_TIME: ReadonlySet<SourceName> = new Set(
  SOURCE_NAMES.filter((name) => SOURCES[name].datesPrices),
);

/** What a source must know to price a pair. */
export interface ListedPair {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /**
   * How the source names the pair, as `find` told it (Coinbase: `BTC-USD`), or its base asset (CoinGecko: `bitcoin`); null
   * where the symbol is enough, and in pairs of older versions.
   */
  readonly sourceId: string | null;
}

/** A pair the source has, and its price now (null when the source's price is not usable yet). */
export interface Found {
  readonly sourceId: string | null;
  readonly observation: Observation | null;
  /** Base and quote as the source lists them; left out where they are as asked. */
  readonly pair?: PairName;
  /** What the source calls the base asset: `Gatechain`. */
  readonly coinName?: string;
}

/** One answer for many pairs; a pair is in `observations` or in `problems`. */
export interface Quotes {
  readonly observations: ReadonlyMap<string, Observation>;
  /** Symbol → why there is no price, in words for a person. */
  readonly problems: ReadonlyMap<string, string>;
}

/** Where prices come from. */
export interface PriceSource<Name extends SourceName = SourceName> {
  readonly name: Name;
  /** A price older than this at the source changes nothing, in milliseconds. */
  readonly staleAfterMs: number;
  /**
   * Finds how this source lists the pair, and its price.
   * @throws {UnknownPairError} the source does not list it
   * @throws {AmbiguousPairError} the source lists several that may be meant
   * @throws {SourceError} the source could not be asked
   */
  find(pair: AskedPair, signal: AbortSignal): Promise<Found>;
  /**
   * Prices of all these pairs in as few requests as the source allows.
   * @throws {SourceError} the source could not be asked at all
   */
  quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes>;
}

/** The source was asked and does not list the pair. */
export class UnknownPairError extends Error {
  override readonly name = "UnknownPairError";
  constructor(
    readonly symbol: string,
    readonly source: SourceName,
    /** Symbols the source does list that look like the one asked for. */
    readonly suggestions: readonly string[] = [],
  ) {
    super(`${source} does not list ${symbol}`);
  }
}

/** The source was asked and lists several pairs, or coins, that the name may mean. */
export class AmbiguousPairError extends Error {
  override readonly name = "AmbiguousPairError";
  constructor(
    readonly symbol: string,
    readonly source: SourceName,
    /** The likeliest first. */
    readonly choices: readonly PairChoice[],
  ) {
    super(`${symbol} may mean several pairs at ${source}`);
  }
}

/** The source could not be reached, or its answer is unusable. The message names no key and no full URL. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  constructor(
    readonly source: SourceName,
    message: string,
    readonly kind: "rateLimited" | "unreachable" | "timeout" | "badAnswer" | "refused",
    /** Not to be asked again before this moment (ms since the epoch), where the source said so. */
    readonly retryAt: number | null = null,
  ) {
    super(message);
  }
}

/** That a source has given up a pair: its last price must not fire anything any more. */
export interface PairTrouble {
  readonly kind: "delisted" | "halted" | "renamed";
  /** In words for a person. */
  readonly reason: string;
  /** What the base asset is called now, where that is known; never followed in silence. */
  readonly renamedTo?: string | undefined;
}

/** Pairs in trouble by symbol; the others are well. */
export type PairTroubles = ReadonlyMap<string, PairTrouble>;
