import { nameCapitals } from "@/lib/market/name_letters.ts";
import type { AskedPair, PairName } from "@/lib/market/symbol.ts";
import { suggestPairs } from "./near_matches.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { AmbiguousPairError, type ListedPair, SourceError } from "./source.ts";

/** A pair as an exchange lists it. */
export interface Listing extends PairName {
  /** As the exchange names it in requests. */
  readonly id: string;
  /** Other names that the exchange takes for it, in capitals: Kraken's `XBTUSD`. */
  readonly otherNames?: readonly string[];
  readonly standing: "traded" | "halted" | "delisted";
  /** The exchange's own word for that. */
  readonly status: string;
}

/** The name of a pair of these assets, however an exchange writes them: Kraken's `AAPLx` is `AAPLX` here. */
export function pairName(base: string, quote: string): PairName {
  return { symbol: nameCapitals(`${base}${quote}`), base, quote };
}

/** What an exchange lists, by symbol: G in TUSD and GT in USD have the same. */
export type ListingsBySymbol<L extends Listing> = ReadonlyMap<string, readonly L[]>;

export interface ListingsOptions<L extends Listing> {
  readonly load: (signal: AbortSignal) => Promise<readonly L[]>;
  readonly now: () => number;
}

const KEPT_MS = 60 * 60 * 1000;
const TRIED_AGAIN_MS = 5 * 60 * 1000;

/** What an exchange lists, asked for once an hour. */
export class Listings<L extends Listing> {
  #known: ListingsBySymbol<L> | null = null;
  #loading: Promise<ListingsBySymbol<L>> | null = null;
  #askedAt = -Infinity;
  #keptMs = KEPT_MS;

  constructor(private readonly options: ListingsOptions<L>) {}

  /** What was loaded last; null before. */
  get known(): ListingsBySymbol<L> | null {
    return this.#known;
  }

  /**
   * All listings by symbol, not older than that (ms). An older list is good enough when the exchange
   * cannot be asked now.
   * @throws {SourceError} there is no list yet, and the exchange could not be asked
   */
  async get(signal: AbortSignal, keptMs = KEPT_MS): Promise<ListingsBySymbol<L>> {
    const age = this.options.now() - this.#askedAt;
    const kept = Math.min(keptMs, this.#keptMs);
    if (this.#known !== null && age >= 0 && age < kept) return this.#known;
    this.#loading ??= this.#load(signal).finally(() => this.#loading = null);
    return await this.#loading;
  }

  /** Traded pairs that look like the one that was asked for; the same letters, cut in another way, come first. */
  async like(asked: AskedPair, signal: AbortSignal): Promise<string[]> {
    const traded = [...(await this.get(signal)).values()].flat()
      .filter(({ standing }) => standing === "traded");
    const { same = [], others = [] } = Object.groupBy(
      traded,
      ({ symbol }) => symbol === asked.symbol ? "same" : "others",
    );
    const cuts = same.map(({ base, quote }) => `${base}/${quote}`);
    return [...cuts, ...suggestPairs(asked, others)];
  }

  async #load(signal: AbortSignal): Promise<ListingsBySymbol<L>> {
    this.#askedAt = this.options.now();
    try {
      const rows = await this.options.load(signal);
      // An exchange that suddenly lists nothing has a trouble of its own; its pairs are not delisted.
      const isUsable = rows.length > 0 || this.#known === null;
      this.#keptMs = isUsable ? KEPT_MS : TRIED_AGAIN_MS;
      if (isUsable) this.#known = Map.groupBy(rows, (row) => row.symbol);
      return this.#known ?? new Map();
    } catch (error) {
      if (this.#known === null || !(error instanceof SourceError)) throw error;
      this.#keptMs = TRIED_AGAIN_MS;
      return this.#known;
    }
  }
}

/** The listing of a pair that is watched; a pair of an older version, without an id, may be cut wrongly. */
export function listingOf<L extends Listing>(
  listings: ListingsBySymbol<L>,
  { symbol, base, quote, sourceId }: ListedPair,
): L | undefined {
  const same = listings.get(symbol) ?? [];
  return same.find(({ id }) => id === sourceId) ??
    same.find((each) => each.base === base && each.quote === quote) ??
    (same.length === 1 ? same[0] : undefined);
}

/**
 * The one traded listing that is meant; undefined where there is none.
 * @throws {AmbiguousPairError} the letters may be cut in more than one way that is listed
 */
export function meantListing<L extends Listing>(
  listings: ListingsBySymbol<L>,
  asked: AskedPair,
  source: SourceName,
): L | undefined {
  const traded = named(listings, asked).filter((each) =>
    each.standing === "traded" && isAsked(each, asked)
  );
  if (traded.length <= 1) return traded[0];
  const choices = traded.map(({ base, quote, id }) => ({
    pair: `${base}/${quote}`,
    source,
    coin: id,
  }));
  throw new AmbiguousPairError(asked.symbol, source, choices);
}

function named<L extends Listing>(listings: ListingsBySymbol<L>, asked: AskedPair): readonly L[] {
  const same = listings.get(asked.symbol);
  if (same !== undefined) return same;
  return [...listings.values()].flat().filter(({ otherNames }) =>
    otherNames?.includes(asked.symbol) ?? false
  );
}

function isAsked({ base, quote, symbol, id }: Listing, asked: AskedPair): boolean {
  if (asked.coin !== undefined) return asked.coin === id;
  // One of another name of the exchange's own is meant as a whole.
  if (asked.others !== undefined || symbol !== asked.symbol) return true;
  return nameCapitals(base) === asked.base && nameCapitals(quote) === asked.quote;
}
