import { symbolOfName } from "@/lib/market/coin_names.ts";
import { isMarketBefore, isOurMarket, marketIn } from "@/lib/market/pair_prefix.ts";
import { otherCut, parseSymbol, QUOTES, symbolOf } from "@/lib/market/symbol.ts";
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
/** Of a coin's name: `Artificial Superintelligence Alliance`. */
const MOST_WORDS = 3;
const NO_PRICES = { currentPrice: null, maxPrice: null, minPrice: null };

/** Reads `btc`, `bitcoin`, `btcusdt`, `eth/btc`, `eth btc` or `kraken eth btc`. @throws {LineProblem} when no pair can be meant */
export function readPair(words: LineWords, watched: readonly LinePair[]): PairRead {
  const before = marketBefore(words);
  const first = coinName(words) ?? words.take();
  const quote = quoteNext(words);
  const name = quote === null ? first.text : `${first.text}/${quote}`;
  const market = before ?? marketBehind(words);
  const text = market === null ? name : `${market}:${name}`;
  const symbol = symbolOf(text) ?? text.toUpperCase();
  const exact = watched.find((pair) => pair.symbol === symbol);
  if (exact !== undefined) {
    const problem = otherCut(exact, text);
    if (problem !== null) throw new LineProblem(first.typed, problem);
    return { kind: "watched", pair: exact };
  }
  const named = symbolOfName(text) ?? symbol;
  const sameBase = watched.filter(({ base }) => base === named);
  const chosen = sameBase.length === 1
    ? sameBase[0]
    : sameBase.find((pair) => pair.quote === PREFERRED_QUOTE);
  if (chosen !== undefined) return { kind: "watched", pair: chosen };
  if (sameBase.length > 1) {
    return { kind: "ambiguous", piece: first.typed, symbols: sameBase.map((pair) => pair.symbol) };
  }
  return { kind: "unwatched", pair: unwatched(first, text) };
}

/** `kraken btc > 70k`, `kraken: btc > 70k`: the market is a word of its own. */
function marketBefore(words: LineWords): string | null {
  if (coinName(words, false) !== null) return null;
  const market = /^([a-z]{2,16})[:/.]?$/.exec(words.peek()?.text ?? "")?.[1];
  if (market === undefined) return null;
  const hasSign = /^[:/.-]$/.test(words.peek(1)?.text ?? "");
  const pair = words.peek(hasSign ? 2 : 1)?.text ?? "";
  if (!isMarketBefore(market, pair)) return null;
  words.take(hasSign ? 2 : 1);
  return market;
}

/** `btc usdt binance > 70k`, `btcusdt on kraken > 70k`. */
function marketBehind(words: LineWords): string | null {
  const at = /^(?:on|at|@)$/.test(words.peek()?.text ?? "") ? 1 : 0;
  const market = words.peek(at)?.text.replace(/^@/, "") ?? "";
  if (!isOurMarket(market)) return null;
  words.take(at + 1);
  return market;
}

/** `bitcoin cash > 500`: a name of several words is one word, the coin's symbol. */
function coinName(words: LineWords, isTaken = true): LineWord | null {
  for (let count = MOST_WORDS; count > 1; count--) {
    if (words.peek(count - 1) === undefined) continue;
    const name = Array.from({ length: count }, (_, at) => words.peek(at)?.typed).join(" ");
    const symbol = symbolOfName(name);
    if (symbol === null) continue;
    if (isTaken) words.take(count);
    return { text: symbol.toLowerCase(), typed: name };
  }
  return null;
}

/** `btc usdt > 70k`: a quote asset as the second word belongs to the pair. */
function quoteNext(words: LineWords): string | null {
  const next = words.peek()?.text.toUpperCase();
  return QUOTES.some((quote) => quote === next) ? words.take().text : null;
}

function unwatched({ typed }: LineWord, text: string): LinePair {
  if (isOurMarket(text)) {
    const remedy = `name a pair behind it, such as ${text} btcusd`;
    throw new LineProblem(typed, `“${typed}” is a market; ${remedy}`);
  }
  const parsed = parseSymbol(text);
  if (parsed.ok) return { ...parsed.pair, ...NO_PRICES, asked: text };
  const coin = symbolOfName(text) ?? symbolOf(text);
  if (parsed.reason === "unknownQuote" && coin !== null) {
    const { market } = marketIn(text.toUpperCase());
    const asked = `${market === null ? "" : `${market}:`}${coin}/${PREFERRED_QUOTE}`;
    const guess = parseSymbol(asked);
    if (guess.ok) return { ...guess.pair, ...NO_PRICES, asked };
  }
  const told = parsed.reason === "contract" || parsed.reason === "unknownMarket";
  if (told) throw new LineProblem(typed, parsed.message);
  const remedy = "begin with a pair, such as btc or eth/btc";
  throw new LineProblem(typed, `“${typed}” is not a pair; ${remedy}`);
}
