import { COIN_NAMES, nameCapitals } from "@/lib/market/pair_prefix.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { FoundPair } from "@/lib/market/symbol.ts";
import { USUAL_QUOTES } from "./listings.ts";
import type { TradedPair } from "./market_source.ts";

/** What one source trades. */
export interface TradedAt {
  readonly source: SourceName;
  readonly pairs: readonly TradedPair[];
}

/** So many pairs a search answers at most. */
export const MOST_FOUND = 20;

/** What is typed, in capitals; `quote` is what stands behind a sign or a space. */
interface Wanted {
  readonly whole: string;
  readonly base: string;
  readonly quote: string;
}

/** A pair with how well it fits: less is better. */
interface Fit {
  readonly pair: TradedPair;
  readonly source: SourceName;
  readonly rank: number;
}

/** The pairs that fit what is typed, the likeliest first: the same pair of several sources is one. */
export function searchPairs(
  typed: string,
  traded: readonly TradedAt[],
  most = MOST_FOUND,
): readonly FoundPair[] {
  const wanted = wantedOf(typed);
  if (wanted.whole === "") return [];
  const fits: Fit[] = [];
  for (const { source, pairs } of traded) {
    for (const pair of pairs) {
      const rank = rankOf(pair, wanted);
      if (rank !== null) fits.push({ pair, source, rank });
    }
  }
  fits.sort(byRank);
  return together(fits, most);
}

function wantedOf(typed: string): Wanted {
  const [base = "", ...rest] = typed.trim().split(/[^\p{L}\p{N}]{1,9}/u).map(nameCapitals);
  return { whole: [base, ...rest].join(""), base, quote: rest.join("") };
}

function rankOf(pair: TradedPair, { whole, base, quote }: Wanted): number | null {
  if (pair.symbol === whole) return 0;
  if (quote !== "" && pair.base === base && pair.quote.startsWith(quote)) return 1;
  if (pair.base === whole) return 2;
  if (pair.symbol.startsWith(whole)) return 4;
  const name = nameOf(pair);
  if (name === undefined) return null;
  const words = nameCapitals(name);
  if (words === whole) return 3;
  return whole.length > 1 && words.startsWith(whole) ? 5 : null;
}

function nameOf({ base, name }: TradedPair): string | undefined {
  return name ?? COIN_NAMES.get(base);
}

/** Beside equals: the coin that more people mean, the quote that more pairs are in, the shorter name. */
function byRank(a: Fit, b: Fit): number {
  const [placeA, placeB] = [coinPlace(a.pair), coinPlace(b.pair)];
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (placeA !== placeB) return placeA < placeB ? -1 : 1;
  return quotePlace(a.pair) - quotePlace(b.pair) || a.pair.symbol.length - b.pair.symbol.length;
}

function coinPlace({ base, coin, rank }: TradedPair): number {
  if (coin !== undefined) return rank ?? Infinity;
  return COIN_NAMES.has(base) ? 0 : UNKNOWN_PLACE;
}

/** Behind every coin that is ranked. */
const UNKNOWN_PLACE = 100_000;

function quotePlace({ quote }: TradedPair): number {
  const place = USUAL_QUOTES.indexOf(quote);
  return place < 0 ? USUAL_QUOTES.length : place;
}

function together(fits: readonly Fit[], most: number): readonly FoundPair[] {
  const found = new Map<string, FoundPair & { sources: SourceName[] }>();
  for (const { pair, source } of fits) {
    const { symbol, base, quote, coin, rank, volume } = pair;
    const key = `${base}/${quote} ${coin ?? ""}`;
    const known = found.get(key);
    if (known !== undefined) {
      if (!known.sources.includes(source)) known.sources.push(source);
      continue;
    }
    if (found.size === most) continue;
    const name = nameOf(pair);
    found.set(key, {
      ...{ symbol, base, quote, sources: [source] },
      ...(name === undefined ? {} : { name }),
      ...(coin === undefined ? {} : { coin }),
      ...(rank === undefined ? {} : { rank }),
      ...(volume === undefined ? {} : { volume }),
    });
  }
  return [...found.values()];
}
