import { COINS } from "./coins.ts";
import { DOLLARS, PRICED_CURRENCIES } from "./currencies.ts";
import type { ListedPair } from "./source.ts";

/** How CoinGecko prices against a quote: in a currency of its own, or by the ratio to another coin. */
export type QuoteTerms =
  | { readonly kind: "currency"; readonly currency: string }
  | { readonly kind: "coin"; readonly id: string };

/** How CoinGecko prices against this quote; null when it cannot. */
export function quoteTerms(quote: string): QuoteTerms | null {
  if (DOLLARS.has(quote)) return { kind: "currency", currency: "usd" };
  if (PRICED_CURRENCIES.has(quote)) return { kind: "currency", currency: quote.toLowerCase() };
  const id = COINS.get(quote);
  return id === undefined ? null : { kind: "coin", id };
}

/** A pair as CoinGecko prices it. */
export interface CoinTerms {
  readonly baseId: string;
  readonly quote: QuoteTerms;
}

/** Of a pair that was found before; null when CoinGecko cannot price it. */
export function coinTerms(pair: ListedPair): CoinTerms | null {
  const baseId = pair.sourceId ?? COINS.get(pair.base) ?? null;
  const quote = quoteTerms(pair.quote);
  return baseId === null || quote === null ? null : { baseId, quote };
}

/** The coins and currencies to ask for to price these. */
export function toAsk(terms: readonly CoinTerms[]): { ids: string[]; currencies: string[] } {
  const ids = new Set<string>();
  const currencies = new Set<string>();
  for (const { baseId, quote } of terms) {
    ids.add(baseId);
    if (quote.kind === "coin") ids.add(quote.id);
    currencies.add(quote.kind === "coin" ? "usd" : quote.currency);
  }
  return { ids: [...ids], currencies: [...currencies] };
}
