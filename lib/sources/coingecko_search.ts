import { type FoundCoin, SearchAnswer } from "./coingecko_schemas.ts";
import { COINS } from "./coins.ts";
import { STATE_CURRENCIES } from "./currencies.ts";
import type { HttpClient } from "./http_client.ts";
import { nearMatches } from "./near_matches.ts";
import { RENAMED_COINS } from "./renamed_coins.ts";
import { SourceError } from "./source.ts";

/** The coin behind a symbol, or symbols that look like it. */
export type CoinSearch =
  | { readonly id: string }
  | { readonly id: null; readonly near: readonly string[] };

/**
 * Finds CoinGecko's id of a coin by its symbol: from the table of big coins, else by asking.
 * @throws {SourceError} CoinGecko could not be asked
 */
export async function findCoin(
  http: HttpClient,
  symbol: string,
  signal: AbortSignal,
  budgetMs: number,
): Promise<CoinSearch> {
  const known = COINS.get(symbol);
  if (known !== undefined) return { id: known };
  const newName = RENAMED_COINS.get(symbol);
  if (newName !== undefined) return { id: null, near: [newName] };
  if (STATE_CURRENCIES.has(symbol) || symbol === "USD") return { id: null, near: [] };
  const answer = await http.getJson("/search", { query: symbol }, signal, { budgetMs });
  const parsed = SearchAnswer.safeParse(answer);
  if (!parsed.success) {
    const message = "CoinGecko's search answered something other than coins";
    throw new SourceError("coingecko", message, "badAnswer");
  }
  return pick(symbol, parsed.data.coins);
}

function pick(symbol: string, coins: readonly FoundCoin[]): CoinSearch {
  const rank = (coin: FoundCoin) => coin.market_cap_rank ?? Infinity;
  const exact = coins.filter((coin) => coin.symbol.toUpperCase() === symbol);
  const [best, ...others] = exact;
  if (best !== undefined) {
    return { id: others.reduce((a, b) => rank(b) < rank(a) ? b : a, best).id };
  }
  const found = coins.map((coin) => coin.symbol.toUpperCase()).filter(isPlainSymbol).slice(0, 3);
  const near = [...new Set([...found, ...nearMatches(symbol, COINS.keys())])];
  return { id: null, near: near.slice(0, 5) };
}

function isPlainSymbol(symbol: string): boolean {
  return /^[A-Z0-9]{1,15}$/.test(symbol);
}
