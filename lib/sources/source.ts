import type { Observation } from "@/lib/market/accept.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { AskedPair, PairChoice, PairName } from "@/lib/market/symbol.ts";

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
