/** Quotes that are a dollar by definition where a source prices in dollars only. */
export const DOLLARS: ReadonlySet<string> = new Set([
  "USD",
  "USDT",
  "USDC",
  "BUSD",
  "DAI",
  "FDUSD",
  "TUSD",
]);

/** State currencies besides the dollar that are never coins: no search is made for them. */
export const STATE_CURRENCIES: ReadonlySet<string> = new Set([
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
]);

/** Currencies besides the dollar that CoinGecko prices in; some of them are the symbols of coins, too. */
export const PRICED_CURRENCIES: ReadonlySet<string> = new Set([
  ...STATE_CURRENCIES,
  ...["AED", "BDT", "BHD", "BMD", "CLP", "CNY", "CZK", "DKK", "GEL", "HKD", "HUF", "IDR"],
  ...["ILS", "KRW", "KWD", "LKR", "MMK", "MYR", "NGN", "NOK", "NZD", "PHP", "PKR"],
  ...["RUB", "SAR", "SEK", "SGD", "THB", "TWD", "VND", "XAG", "XAU", "XDR"],
]);
