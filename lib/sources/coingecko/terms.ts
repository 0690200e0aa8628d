import { z } from "zod";
import { readableRows } from "@/lib/sources/candles.ts";
import { COINS, DOLLARS, PRICED_CURRENCIES } from "@/lib/sources/coins.ts";
import type { ListedPair } from "@/lib/sources/source.ts";

/** How CoinGecko prices against a quote: in a currency of its own, or by the ratio to another coin. */
type QuoteTerms =
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

/** `/simple/price`: coin id → prices by currency. Every value is checked where it is read. */
export const SimplePrices = z.record(z.string(), z.unknown());
export type SimplePrices = z.infer<typeof SimplePrices>;

/** One coin of `/simple/price`; `last_updated_at` in seconds since the epoch. */
export const CoinPrices = z.record(z.string(), z.unknown());

const FoundCoin = z.object({
  id: z.string().min(1),
  symbol: z.string().min(1),
  name: z.string().min(1).optional().catch(undefined),
  market_cap_rank: z.number().nullish().catch(null),
});
export type FoundCoin = z.infer<typeof FoundCoin>;

/** `/search`: coins in CoinGecko's order; those that cannot be read are left out. */
export const SearchAnswer = z.object({ coins: readableRows(FoundCoin) });

/** `/coins/{id}/market_chart`: points of time (ms since the epoch) and price; values are checked where they are read. */
export const MarketChart = z.object({ prices: z.array(z.array(z.unknown())) });
