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

/** State currencies besides the dollar, which are never coins. */
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
