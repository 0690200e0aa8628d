import coins from "./coins.json" with { type: "json" };
import type { PairTrouble } from "./source.ts";

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
