import type { ReadonlySignal } from "@preact/signals";

interface Named {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
}

/** A pair as screens write it: `BTC/USDT`. */
export function titleOfPair({ base, quote }: Pick<Named, "base" | "quote">): string {
  return `${base}/${quote}`;
}

let shown: ReadonlySignal<{ readonly pairs: readonly Named[] }> | null = null;

/** From now on the pairs of this model say where a symbol is cut. */
export function nameBy(model: ReadonlySignal<{ readonly pairs: readonly Named[] }>): void {
  shown = model;
}

/**
 * A pair as screens write it, by its symbol: as its source cuts it where it is watched, else by the usual quote
 * assets; the symbol itself where nothing tells.
 */
export function pairTitle(symbol: string): string {
  const pair = shown?.peek().pairs.find((each) => each.symbol === symbol);
  if (pair !== undefined) return titleOfPair(pair);
  if (symbol.includes("/")) return symbol;
  const quote = USUAL.find((each) => symbol.length > each.length && symbol.endsWith(each));
  return quote === undefined ? symbol : `${symbol.slice(0, -quote.length)}/${quote}`;
}

/** The quote assets of nearly all pairs, the longer before their ends: the page need not know them all. */
const USUAL = ["FDUSD", "USDT", "USDC", "USD", "EUR", "GBP", "TRY", "BTC", "ETH", "BNB"];
