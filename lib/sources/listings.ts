import { editDistance, nameCapitals } from "@/lib/market/pair_prefix.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import type { AskedPair, PairName } from "@/lib/market/symbol.ts";
import coins from "./coins.json" with { type: "json" };
import {
  AmbiguousPairError,
  type ListedPair,
  type PairTrouble,
  type PairTroubles,
  SourceError,
} from "./source.ts";

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
type ListingsBySymbol<L extends Listing> = ReadonlyMap<string, readonly L[]>;

const KEPT_MS = 60 * 60 * 1000;
const TRIED_AGAIN_MS = 5 * 60 * 1000;

/** What an exchange lists, asked for once an hour. */
export class Listings<L extends Listing> {
  #known: ListingsBySymbol<L> | null = null;
  #loading: Promise<ListingsBySymbol<L>> | null = null;
  #askedAt = -Infinity;
  #keptMs = KEPT_MS;

  constructor(
    private readonly options: {
      readonly load: (signal: AbortSignal) => Promise<readonly L[]>;
      readonly now: () => number;
    },
  ) {}

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

/** That a source does not have a pair, in words for a person. */
export function notListed(source: SourceName, symbol: string): string {
  return `${SOURCE_LABELS[source]} does not list ${symbol}; remove the pair`;
}

/** That the price of a pair stands still, in words for a person. */
export function notTraded(source: SourceName, { symbol, standing, status }: Listing): string {
  const how = standing === "delisted" ? "no longer" : "not now";
  return `${SOURCE_LABELS[source]} trades ${symbol} ${how} (${status})`;
}

/** While pairs are in trouble, the list is not older than this, in milliseconds. */
const CHECKED_AGAIN_MS = 5 * 60 * 1000;

/**
 * The pairs that an exchange lists no longer, or does not trade now.
 * @throws {SourceError} there is no list yet, and the exchange could not be asked
 */
export async function listingTroubles(
  source: SourceName,
  pairs: readonly ListedPair[],
  listings: Listings<Listing>,
  signal: AbortSignal,
): Promise<PairTroubles> {
  if (pairs.length === 0) return new Map();
  const known = troublesIn(await listings.get(signal), source, pairs);
  if (known.size === 0) return known;
  return troublesIn(await listings.get(signal, CHECKED_AGAIN_MS), source, pairs);
}

function troublesIn(
  listings: ListingsBySymbol<Listing>,
  source: SourceName,
  pairs: readonly ListedPair[],
): PairTroubles {
  const troubles = new Map<string, PairTrouble>();
  for (const pair of pairs) {
    const { symbol } = pair;
    const listing = listingOf(listings, pair);
    if (listing === undefined) {
      troubles.set(symbol, { kind: "delisted", reason: notListed(source, symbol) });
    } else if (listing.standing !== "traded") {
      troubles.set(symbol, { kind: listing.standing, reason: notTraded(source, listing) });
    }
  }
  return troubles;
}

const MOST_EDITS = 2;
const MOST_SUGGESTED = 5;
/** Quotes of the base asset that are suggested in place of the one asked for. */
export const USUAL_QUOTES: readonly string[] = ["USDT", "USD", "USDC", "EUR"];

/** Contracts count small coins by the thousand: `1000PEPEUSDT`, `kPEPE`. */
const MULTIPLE = /^(?:10{3,6}|1M|K)(?=\p{L}{3})/u;

/** Symbols to suggest for a pair that is not listed: its base asset in other quotes, then those that look like it. */
export function suggestPairs(asked: AskedPair, listed: readonly PairName[]): string[] {
  const named = [asked, ...asked.others ?? []].map(({ base }) => base);
  const bases = new Set(named.flatMap((base) => [base, base.replace(MULTIPLE, "")]));
  const sameBase = listed.filter(({ base, quote }) =>
    bases.has(base) && USUAL_QUOTES.includes(quote)
  )
    .sort((a, b) => USUAL_QUOTES.indexOf(a.quote) - USUAL_QUOTES.indexOf(b.quote))
    .map(({ symbol }) => symbol);
  const near = nearMatches(asked.symbol, listed.map(({ symbol }) => symbol));
  return [...new Set([...sameBase, ...near])].slice(0, MOST_SUGGESTED);
}

/** The candidates that look most like the wanted word, best first. */
export function nearMatches(wanted: string, candidates: Iterable<string>, most = 5): string[] {
  const scored: { candidate: string; edits: number }[] = [];
  const limit = Math.min(MOST_EDITS, Math.ceil(wanted.length / 3));
  for (const candidate of new Set(candidates)) {
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const edits = editDistance(wanted, candidate);
    if (edits <= limit) scored.push({ candidate, edits });
  }
  scored.sort((a, b) =>
    a.edits - b.edits || sharedStart(wanted, b.candidate) - sharedStart(wanted, a.candidate)
  );
  return scored.slice(0, most).map((each) => each.candidate);
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** CoinGecko's ids of the big coins by symbol: dozens of coins share a symbol, so these are never searched for. */
export const COINS: ReadonlyMap<string, string> = new Map(Object.entries(coins));

/** Quotes that are a dollar by definition where a source prices in dollars only. */
export const DOLLARS: ReadonlySet<string> = new Set([
  ...["USD", "USDT", "USDC", "BUSD", "DAI", "FDUSD", "TUSD"],
]);

/** State currencies besides the dollar that are never coins: no search is made for them. */
export const STATE_CURRENCIES: ReadonlySet<string> = new Set([
  ...[
    "EUR",
    "GBP",
    "TRY",
    "JPY",
    "AUD",
    "BRL",
    "CAD",
    "CHF",
    "PLN",
    "UAH",
    "ZAR",
    "MXN",
    "ARS",
    "INR",
  ],
]);

/** Currencies besides the dollar that CoinGecko prices in; some of them are the symbols of coins, too. */
export const PRICED_CURRENCIES: ReadonlySet<string> = new Set([
  ...STATE_CURRENCIES,
  ...["AED", "BDT", "BHD", "BMD", "CLP", "CNY", "CZK", "DKK", "GEL", "HKD", "HUF", "IDR"],
  ...["ILS", "KRW", "KWD", "LKR", "MMK", "MYR", "NGN", "NOK", "NZD", "PHP", "PKR"],
  ...["RUB", "SAR", "SEK", "SGD", "THB", "TWD", "VND", "XAG", "XAU", "XDR"],
]);

/** Symbols that a coin no longer has, and the one it has now. Never followed in silence: the new coin is only suggested. */
export const RENAMED_COINS: ReadonlyMap<string, string> = new Map([
  ["MATIC", "POL"],
  ["RNDR", "RENDER"],
]);

/** The trouble of a pair with this base asset; where that has a new name, the name is the reason. */
export function withNewName(trouble: PairTrouble, base: string): PairTrouble {
  const renamedTo = RENAMED_COINS.get(base);
  if (renamedTo === undefined || trouble.kind === "renamed") return trouble;
  const reason = `${base} is called ${renamedTo} now: ${trouble.reason}`;
  return { kind: "renamed", reason, renamedTo };
}
