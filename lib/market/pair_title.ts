interface Cut {
  readonly base: string;
  readonly quote: string;
}

/** A pair as people are shown it: `BTC/USDT`. */
export function titleOfPair({ base, quote }: Cut): string {
  return `${base}/${quote}`;
}

/**
 * The same by its symbol: as its source cuts it where it is watched (`pair`), else by the usual quote assets; the
 * symbol itself where nothing tells.
 */
export function titleOfSymbol(symbol: string, pair: Cut | undefined): string {
  if (pair !== undefined) return titleOfPair(pair);
  if (symbol.includes("/")) return symbol;
  const quote = USUAL.find((each) => symbol.length > each.length && symbol.endsWith(each));
  return quote === undefined ? symbol : `${symbol.slice(0, -quote.length)}/${quote}`;
}

/** The quote assets of nearly all pairs, the longer before their ends: a page need not know them all. */
const USUAL = ["FDUSD", "USDT", "USDC", "USD", "EUR", "GBP", "TRY", "BTC", "ETH", "BNB"];
