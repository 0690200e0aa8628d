import names from "./coin_names.json" with { type: "json" };
import { SOURCE_NAMES, type SourceName, SOURCES } from "./source_name.ts";

/** What the big coins are called, by symbol: so that `bitcoin` is understood and a symbol is told with its name. */
export const COIN_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(names));

/** Names that people say for a coin besides its own. */
const OTHER_NAMES: readonly [string, string][] = [
  ["ether", "ETH"],
  ["ripple", "XRP"],
  ["binancecoin", "BNB"],
  ["shiba", "SHIB"],
  ["near", "NEAR"],
  ["cosmos", "ATOM"],
  ["lumens", "XLM"],
  ["xbt", "BTC"],
  ["xdg", "DOGE"],
];

let symbolsByName: ReadonlyMap<string, string> | null = null;

/** The symbol of the coin that a person calls by its name, in any case, with or without spaces; else null. */
export function symbolOfName(name: string): string | null {
  // Made when somebody types; a start has no use for it.
  symbolsByName ??= new Map([
    ...[...COIN_NAMES].map(([symbol, name]) => [plain(name), symbol] as const),
    ...OTHER_NAMES,
  ]);
  return symbolsByName.get(plain(name)) ?? null;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[ _-]/g, "");
}

/** Names of our markets as other programs write them before a pair: `COINBASE:BTC-USD`. */
const MARKETS: ReadonlyMap<string, SourceName> = new Map([
  ...SOURCE_NAMES.flatMap((name) =>
    [name.toUpperCase(), ...SOURCES[name].otherNames ?? []].map((word) => [word, name] as const)
  ),
]);

/** Markets that are known by name, and have no prices here. */
const OTHER_MARKETS: ReadonlySet<string> = new Set([
  ...[
    "BINANCEUS",
    "BINANCEUSDM",
    "BINANCECOINM",
    "BINANCEFUTURES",
    "COINBASEINTL",
    "BITFINEX",
    "BITGET",
    "BITHUMB",
    "BITMART",
  ],
  ...["BITMEX", "BITPANDA", "BITRUE", "BITSTAMP", "BITVAVO", "BINGX", "BLOFIN", "BYBIT"],
  ...["COINEX", "CRYPTO", "CRYPTOCAP", "CRYPTOCOM", "DELTA", "DERIBIT", "DYDX", "EXMO"],
  ...["ASCENDEX", "BITKUB", "BITSO", "CEXIO", "GATE", "GATEIO", "GEMINI", "INDODAX", "OKCOIN"],
  "SPOT",
  ...["LUNO", "HITBTC", "HTX", "HUOBI", "HYPERLIQUID", "INDEX", "KRAKENFUTURES"],
  ...["KUCOIN", "LBANK", "MEXC", "OKEX", "OKX", "PHEMEX", "POLONIEX", "PYTH", "TOKOCRYPTO"],
  ...["UNISWAP", "UPBIT", "VANTAGE", "WHITEBIT", "WOONETWORK", "XT"],
]);

/** A name of two words has a sign between them at times: `BINANCE-US:BTCUSDT`, `GATE.IO:BTC_USDT`. */
const PREFIXED = /^([A-Z]{2,16}(?:[._ -][A-Z]{2,9})?)\s*:\s*(\S.+)$/u;
/** Our markets with another sign between, or behind the pair: `BINANCE_BTCUSDT`, `BTCUSDT@BINANCE`. */
const BEFORE = /^([A-Z]{4,16})\s{0,3}[/_.\s-]\s{0,3}(\S.+)$/u;
const BEHIND = /^(.+?)\s{0,3}[@:/_.\s-]\s{0,3}([A-Z]{4,16})$/u;
/** A shorter rest is a quote asset: `DYDX:USDT` is a coin in USDT. */
const SHORTEST_PAIR = 6;

/** The market that a pair begins with, and the pair without it. */
export function marketIn(
  name: string,
): { readonly market: SourceName | "unknown" | null; readonly rest: string } {
  const [, prefix = "", rest = name] = PREFIXED.exec(name) ?? [];
  const market = prefix.replace(/[._ -]/, "");
  const known = MARKETS.get(market);
  if (known !== undefined) return { market: known, rest };
  const isOther = OTHER_MARKETS.has(market) && rest.length >= SHORTEST_PAIR;
  if (isOther) return { market: "unknown", rest: contractIn(rest)?.spot ?? rest };
  return marketAround(name) ?? { market: null, rest: name };
}

function marketAround(name: string) {
  const [, before = "", behindIt = ""] = BEFORE.exec(name) ?? [];
  const [, beforeIt = "", behind = ""] = BEHIND.exec(name) ?? [];
  for (const [named, rest] of [[before, behindIt], [behind, beforeIt]] as const) {
    const market = MARKETS.get(named);
    const isPair = rest.length >= SHORTEST_PAIR;
    if (market !== undefined && (isPair || isNamedApart(name, named, rest))) {
      return { market, rest };
    }
    if (OTHER_MARKETS.has(named) && isPair && QUOTED.test(rest)) {
      return { market: "unknown" as const, rest: contractIn(rest)?.spot ?? rest };
    }
  }
  return null;
}

/** `KRAKEN BTC`, with nothing but spaces between: a market and a coin, and no pair. */
function isNamedApart(name: string, market: string, coin: string): boolean {
  return COIN_NAMES.has(coin) && name.startsWith(market) &&
    /^\s+$/.test(name.slice(market.length, -coin.length));
}

/** Whether this is one of our markets, as other programs write it. */
export function isOurMarket(word: string): boolean {
  return MARKETS.has(word.toUpperCase());
}

/** Whether a word is a market's name before this pair or coin, as two words: `kraken btc`, `bybit btcusdt`. */
export function isMarketBefore(word: string, pair: string): boolean {
  const rest = nameCapitals(pair);
  const isPair = /[/_-]/.test(rest) || QUOTED.test(rest);
  if (isOurMarket(word)) return isPair || COIN_NAMES.has(rest) || symbolOfName(rest) !== null;
  return OTHER_MARKETS.has(word.toUpperCase()) && isPair && rest.length >= SHORTEST_PAIR;
}

interface Contract {
  /** The pair whose price it follows. */
  readonly spot: string;
  readonly kind: "perpetual" | "dated";
}

/** Where joined letters end in these, the rest is a pair. */
const QUOTED = /.(?:USDT|USDC|USD|BTC|ETH|EUR)$/u;

/**
 * How other programs mark a contract: `.P`, `-PERP`, `-SWAP`, `_UMCBL`, `PF_`, `1!`, a day or a month, an option's price;
 * and `PERP` without a sign, `/USDT:USDT`.
 */
const ENDINGS: readonly [RegExp, Contract["kind"]][] = [
  [/^(.{2,20})\.(?:P|PM|PERP)$/u, "perpetual"],
  [/^(.{4,20})_(?:UMCBL|DMCBL|CMCBL)$/u, "perpetual"],
  // `PI_USDT` is a coin in USDT.
  [/^P[FI]_(.{6,20})$/u, "perpetual"],
  [/^F[FI]_(.{6,20})_\d{6}$/u, "dated"],
  [/^(.{2,20})[12]!$/u, "dated"],
  [/^(.{2,20}(?:USDT|USDC|USD))(?:\d{6}|[FGHJKMNQUVXZ]\d\d)$/u, "dated"],
  [/^(.{2,20})-(?:\d{6}|\d{1,2}[A-Z]{3}\d\d)-\d{1,8}-[CP]$/u, "dated"],
  [/^(.{1,20}[^\s/_:-])[\s/_:-]{1,3}(?:PERP|PERPETUAL|SWAP|PERP-INTX)$/u, "perpetual"],
  [/^(.{2,20})[_-](?:\d{6}|\d{8}|\d{1,2}[A-Z]{3}\d{2})$/u, "dated"],
];
const JOINED = /^(.{2,20})PERP$/u;
const SETTLED = /^([^:]{3,20}):(?:USDT|USDC|USD|BTC|ETH)$/u;

/** The contract that a name means; null where it names a pair as it is traded. */
export function contractIn(name: string): Contract | null {
  const contract = markedContract(name);
  // `BTC/USDT:USDT-260327` is marked twice.
  const inner = contract === null ? null : markedContract(contract.spot);
  return contract === null || inner === null ? contract : { ...contract, spot: inner.spot };
}

function markedContract(name: string): Contract | null {
  for (const [pattern, kind] of ENDINGS) {
    const [, spot] = pattern.exec(name) ?? [];
    if (spot !== undefined) return { spot: withQuote(spot), kind };
  }
  const [, joined = ""] = JOINED.exec(name) ?? [];
  // PERP is a coin, too.
  if (COIN_NAMES.has(joined) || QUOTED.test(joined)) {
    return { spot: withQuote(joined), kind: "perpetual" };
  }
  const [, settled = ""] = SETTLED.exec(name) ?? [];
  // `BTC:USDT` is a pair; only what has a quote already is settled in another one.
  const isPair = /[/_-]/.test(settled) || QUOTED.test(settled);
  return isPair && !COIN_NAMES.has(settled) ? { spot: settled, kind: "perpetual" } : null;
}

/** `BTC-PERP` names no quote: contracts are in dollars. */
function withQuote(spot: string): string {
  const isPair = /[/_:\s-]/.test(spot) || (QUOTED.test(spot) && !COIN_NAMES.has(spot));
  return isPair ? spot : `${spot}USDT`;
}

/** One letter or digit of an asset's name, in a pattern with the flag `u`: Binance lists 币安人生, too. */
export const NAME_LETTERS = "[\\p{Lu}\\p{Lt}\\p{Lo}\\p{Lm}\\p{M}\\p{N}]";

/** Letters, digits and signs as an input method for Chinese or Japanese writes them: twice as wide. */
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/g;
const LETTER = /\p{L}/gu;

/**
 * A name in capitals, so that one asset has one spelling. A letter whose capital is another letter's as well (ß, ſ, ı,
 * İ) becomes a small one, which no name has.
 */
export function nameCapitals(text: string): string {
  return text.normalize("NFC").replace(FULL_WIDTH, narrow).replace(LETTER, (letter) => {
    const [small, capital] = [letter.toLowerCase(), letter.toUpperCase()];
    const isPlain = capital.toLowerCase() === small && small.toUpperCase() === capital;
    return isPlain ? capital : small;
  });
}

function narrow(character: string): string {
  return character === "\u3000" ? " " : String.fromCharCode(character.charCodeAt(0) - 0xfee0);
}

/** Insertions, deletions, replacements and swaps of neighbours between two words. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
