import { parseSymbol, QUOTES } from "@/lib/market/symbol.ts";
import type { LinePair } from "./line_pair.ts";
import { LineProblem } from "./line_problem.ts";
import type { LineWord, LineWords } from "./line_words.ts";

/** The pair that a line begins with. */
export type PairRead =
  | { readonly kind: "watched"; readonly pair: LinePair }
  | { readonly kind: "unwatched"; readonly pair: LinePair }
  /** Several watched pairs have this base, and none of them is in USDT. */
  | { readonly kind: "ambiguous"; readonly piece: string; readonly symbols: readonly string[] };

const PREFERRED_QUOTE = "USDT";
const NO_PRICES = { currentPrice: null, maxPrice: null, minPrice: null };

/** Reads `btc`, `btcusdt`, `eth/btc` or `eth btc`. @throws {LineProblem} when no pair can be meant */
export function readPair(words: LineWords, watched: readonly LinePair[]): PairRead {
  const first = words.take();
  const quote = quoteNext(words);
  const text = quote === null ? first.text : `${first.text}/${quote}`;
  const parsed = parseSymbol(text);
  const { symbol } = parsed.ok ? parsed.pair : { symbol: text.toUpperCase() };
  const exact = watched.find((pair) => pair.symbol === symbol);
  if (exact !== undefined) return { kind: "watched", pair: exact };
  const sameBase = watched.filter(({ base }) => base === symbol);
  const chosen = sameBase.length === 1
    ? sameBase[0]
    : sameBase.find((pair) => pair.quote === PREFERRED_QUOTE);
  if (chosen !== undefined) return { kind: "watched", pair: chosen };
  if (sameBase.length > 1) {
    return { kind: "ambiguous", piece: first.typed, symbols: sameBase.map((pair) => pair.symbol) };
  }
  return { kind: "unwatched", pair: unwatched(first, text) };
}

/** `btc usdt > 70k`: a quote asset as the second word belongs to the pair. */
function quoteNext(words: LineWords): string | null {
  const next = words.peek()?.text.toUpperCase();
  return QUOTES.some((quote) => quote === next) ? words.take().text : null;
}

function unwatched({ typed }: LineWord, text: string): LinePair {
  const parsed = parseSymbol(text);
  if (parsed.ok) return { ...parsed.pair, ...NO_PRICES };
  const guess = parsed.reason === "unknownQuote" ? parseSymbol(text + PREFERRED_QUOTE) : parsed;
  if (guess.ok) return { ...guess.pair, ...NO_PRICES };
  const remedy = "begin with a pair, such as btc or eth/btc";
  throw new LineProblem(typed, `“${typed}” is not a pair; ${remedy}`);
}
