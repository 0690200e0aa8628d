import {
  COIN_NAMES,
  contractIn,
  marketIn,
  NAME_LETTERS,
  nameCapitals,
  symbolOfName,
} from "./pair_prefix.ts";
import { SOURCE_NAMES, type SourceName, SOURCES } from "./source_name.ts";

/**
 * Quote assets by which joined letters are cut where nobody has asked a listing: in the line of text, before a pair is
 * looked up. A pair may be priced in any other asset that its source lists.
 */
export const QUOTES = [
  ...["USDT", "USDC", "USD", "BUSD", "DAI", "FDUSD", "TUSD", "BTC", "ETH", "BNB", "EUR", "GBP"],
  "TRY",
  ...["USDP", "PYUSD", "RLUSD", "USDE", "USD1", "JPY", "AUD", "BRL", "CAD", "CHF", "PLN", "UAH"],
  ...["ZAR", "MXN", "ARS", "INR", "KRW", "IDR", "RUB", "CZK", "RON", "COP", "NGN", "SEK", "NOK"],
  ...["SGD", "HKD", "NZD", "CNY", "THB", "VND", "AED", "SAR", "DKK", "HUF", "ILS", "TWD", "PHP"],
  ...["MYR", "PKR", "CLP", "KWD", "BHD", "BDT", "LKR", "MMK", "GEL", "XAU", "XAG"],
] as const;

/** A pair by name: `symbol` is base and quote in capitals, `BTCUSDT`. */
export interface PairName {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
}

/** A pair as a person asked for it. */
export interface AskedPair extends PairName {
  /**
   * The other ways to cut the letters, where they came without a separator: the source's listing decides. Absent where
   * base and quote are certain; `quote` is "" where nothing tells it.
   */
  readonly others?: readonly PairName[] | undefined;
  /** The coin that is meant, as the source names it (CoinGecko: `gatechain-token`), where a person chose it. */
  readonly coin?: string | undefined;
}

export type SymbolProblem =
  | "empty"
  | "tooLong"
  | "unknownQuote"
  | "sameAsset"
  | "badCharacters"
  | "unknownMarket"
  | "contract";

interface RefusedSymbol {
  readonly ok: false;
  readonly reason: SymbolProblem;
  readonly message: string;
  /** The pair to write instead, where that is known. */
  readonly instead?: string;
}

type ParsedSymbol =
  | {
    readonly ok: true;
    readonly pair: PairName;
    /** The market named before the pair: `KRAKEN:BTCUSD`. */
    readonly market?: SourceName;
  }
  | RefusedSymbol;

const MAX_LENGTH = 30;
const QUOTE_EXAMPLES = QUOTES.slice(0, 13).join(", ");
const USUAL_FIRST: readonly string[] = QUOTES;
const LONGEST_FIRST: readonly string[] = [...QUOTES].sort((a, b) => b.length - a.length);
const DOLLARS: readonly string[] = ["USDT", "USDC", "USD"];

/** What is not seen: marks of direction and joints of width zero, which come along with copied text. */
const UNSEEN = /\p{Cf}/gu;
/** Dashes and the minus, which some programs make of a hyphen. */
const DASHES = /[\p{Pd}\u2212]/gu;
/** `$BTC`, as people write about it. */
const TAG = /^[$#](?=[^$#])/;
/** As lists of coins write them: `Bitcoin (BTC)`, or the other way round. */
const IN_BRACKETS = /^([^()]{1,30}?)\s{0,3}\(([^()]{1,30})\)$/u;
/** What nobody sees, and what would turn round or break the text that it is quoted in. */
const UNSHOWN = /[\p{Cf}\p{Cc}]/gu;

let made: { readonly separated: RegExp; readonly words: RegExp } | null = null;

/** Made when somebody types: letters of all scripts take long to look up. */
function patterns() {
  return made ??= {
    separated: new RegExp(`^(${NAME_LETTERS}*)(?:\\s*[/_:\\s-]\\s*(${NAME_LETTERS}*))?$`, "u"),
    /** A name of several words, and the quote asset behind it: `bitcoin cash/usdt`. */
    words: new RegExp(`^([^/:]{3,30})[\\s/_:-]{1,3}(${NAME_LETTERS}{2,10})$`, "u"),
  };
}

/** The letters of a pair as a person wrote them, cut only where a separator cuts them. */
interface PairLetters {
  readonly ok: true;
  readonly first: string;
  /** Absent without a separator. */
  readonly second: string | undefined;
  readonly market?: SourceName;
  readonly typed: string;
}

/**
 * Reads a pair's name as people write it: `BTCUSDT`, `btc/usdt`, ` Btc-Usdt `, `BTC USDT`, `BTC:USDT`,
 * `BINANCE:BTCUSDT`. Joined letters are cut by the quote assets that are known; where a pair is to be added, its source
 * decides (`askedPair`).
 */
export function parseSymbol(text: string): ParsedSymbol {
  const letters = readLetters(text);
  if (!letters.ok) return letters;
  const asked = cut(letters);
  if (!("symbol" in asked)) return asked;
  const { symbol, base, quote } = asked;
  if (quote === "") return noQuote(symbol, letters.typed);
  return { ok: true, pair: { symbol, base, quote }, ...marketOf(letters) };
}

/** Reads a pair that is to be looked up at a source, whose listing says what the letters mean. */
export function askedPair(
  text: string,
): { readonly ok: true; readonly pair: AskedPair; readonly market?: SourceName } | RefusedSymbol {
  const letters = readLetters(text);
  if (!letters.ok) return letters;
  const asked = cut(letters);
  return "symbol" in asked ? { ok: true, pair: asked, ...marketOf(letters) } : asked;
}

/** The key under which a pair is watched, of any spelling of its name; null where it cannot be one. */
export function symbolOf(text: string): string | null {
  const letters = readLetters(text);
  return letters.ok && letters.first !== "" ? letters.first + (letters.second ?? "") : null;
}

/**
 * Why a name cannot mean this pair though it has its symbol: GT/USD is another pair than G/TUSD. Null where it may
 * mean it.
 */
export function otherCut({ symbol, base, quote }: PairName, text: string): string | null {
  const asked = askedPair(text);
  if (!asked.ok || asked.pair.others !== undefined) return null;
  const isOther = asked.pair.base !== nameCapitals(base) && symbol === nameCapitals(base + quote);
  if (!isOther) return null;
  const other = `${asked.pair.base} in ${asked.pair.quote}`;
  return `Pair ${symbol} is watched as ${base} in ${quote}, not as ${other}. ` +
    onlyOne(symbol, `${asked.pair.base}/${asked.pair.quote}`);
}

/** What to do where another pair or coin of the same symbol is watched. */
export function onlyOne(symbol: string, other: string): string {
  return `Both have the symbol ${symbol}, and only one of them can be watched: ` +
    `remove ${symbol} with its alarms to watch ${other}`;
}

/** The perpetual contract that letters without a separator may mean (`BTCUSDTP`, `BTCUSDTM`); null where they mean none. */
export function perpetualOf(symbol: string): RefusedSymbol | null {
  const spot = symbol.slice(0, -1);
  // KuCoin's `XBTUSDTM` is settled in dollars.
  const quotes = symbol.endsWith("P") ? LONGEST_FIRST : symbol.endsWith("M") ? DOLLARS : [];
  const ends = quotes.some((quote) => spot.length > quote.length && spot.endsWith(quote));
  return ends ? contract(symbol, spot, "perpetual") : null;
}

function readLetters(text: string): PairLetters | RefusedSymbol {
  const whole = text.trim();
  const typed = whole.slice(0, MAX_LENGTH).replace(UNSHOWN, codeOf);
  const trimmed = plainName(whole.slice(0, MAX_LENGTH * 10));
  if (trimmed === "") return refuse("empty", "Pair name is empty; write for example BTCUSDT");
  if (trimmed.length > MAX_LENGTH) {
    return refuse(
      "tooLong",
      `Pair name has ${whole.length} characters, at most ${MAX_LENGTH} are possible; write for example BTCUSDT`,
    );
  }
  const { market, rest } = marketIn(trimmed);
  if (market === "unknown") return otherMarket(typed, rest);
  const derived = contractIn(rest);
  if (derived !== null) return contract(typed, derived.spot, derived.kind);
  const ofMarket = market === null ? {} : { market };
  const match = patterns().separated.exec(rest);
  if (match === null) {
    const named = coinOfWords(rest);
    if (named !== null) return { ok: true, ...named, typed, ...ofMarket };
    return refuse(
      "badCharacters",
      `Pair name "${typed}" may hold only letters, digits and one separator (/ - _ : or a space); write for example BTCUSDT`,
    );
  }
  const [, first = "", second] = match;
  return { ok: true, first, second, typed, ...ofMarket };
}

function plainName(text: string): string {
  const seen = nameCapitals(text.replace(UNSEEN, "")).replace(DASHES, "-");
  return seen.trim().replace(TAG, "");
}

/** `U+202E`. */
function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** `BOOK OF MEME`, `BITCOIN CASH/USDT` and `BITCOIN (BTC)`; null where no coin is called so. */
function coinOfWords(name: string): Pick<PairLetters, "first" | "second"> | null {
  const coin = symbolOfName(name) ?? coinInBrackets(name);
  if (coin !== null) return { first: coin, second: undefined };
  const [, words = "", quote] = patterns().words.exec(name) ?? [];
  const first = symbolOfName(words);
  return first === null ? null : { first, second: quote };
}

/** The coin that a name and a symbol both mean. */
function coinInBrackets(name: string): string | null {
  const [, one = "", other = ""] = IN_BRACKETS.exec(name) ?? [];
  if (symbolOfName(one) === other) return other;
  return symbolOfName(other) === one && one !== "" ? one : null;
}

function cut({ first, second, typed }: PairLetters): AskedPair | RefusedSymbol {
  if (second !== undefined) return separated(first, second, typed);
  if (LONGEST_FIRST.includes(first)) return unknownCut(first);
  const cuts = LONGEST_FIRST.filter((quote) => first.endsWith(quote)).map((quote) => {
    const base = first.slice(0, -quote.length);
    return { symbol: first, base, quote };
  });
  const real = cuts.filter(({ base, quote }) => base !== quote);
  const [same] = cuts;
  if (real.length === 0) return same === undefined ? unknownCut(first) : inItself(same.base, typed);
  // WBTC is a coin, and not W in BTC.
  if (COIN_NAMES.has(first)) return { ...unknownCut(first), others: real };
  // GTUSD is GT in USD and not G in TUSD, until a listing says more: GT is a coin that is known.
  // Where both are coins, the usual quote is meant: ARBUSD is ARB in USD and not AR in BUSD.
  const known = real.filter(({ base }) => COIN_NAMES.has(base))
    .sort((a, b) => USUAL_FIRST.indexOf(a.quote) - USUAL_FIRST.indexOf(b.quote));
  const likely = known[0] ?? real[0]!;
  return { ...likely, others: real.filter((each) => each !== likely) };
}

function unknownCut(symbol: string): AskedPair {
  return { symbol, base: symbol, quote: "", others: [] };
}

function separated(base: string, quote: string, typed: string): AskedPair | RefusedSymbol {
  if (base === "") {
    return refuse("empty", `Pair "${typed}" has no base asset; write for example BTCUSDT`);
  }
  if (quote === "") return noQuote(base, typed);
  return base === quote ? inItself(base, typed) : { symbol: base + quote, base, quote };
}

function inItself(base: string, typed: string): RefusedSymbol {
  return refuse("sameAsset", `Pair "${typed}" prices ${base} in itself; write for example BTCUSDT`);
}

function marketOf({ market }: PairLetters) {
  return market === undefined ? {} : { market };
}

function noQuote(base: string, typed: string): RefusedSymbol {
  const perpetual = perpetualOf(base);
  if (perpetual !== null) return perpetual;
  const named = symbolOfName(base) ?? base;
  const isCoin = COIN_NAMES.has(named) && !LONGEST_FIRST.includes(named);
  return refuse(
    "unknownQuote",
    `Pair "${typed}" does not end with a known quote asset; write for example ${
      isCoin ? named : "BTC"
    }USDT (quotes: ${QUOTE_EXAMPLES} and others that the market lists)`,
  );
}

function contract(typed: string, spot: string, kind: string): RefusedSymbol {
  const message =
    `"${typed}" is a ${kind} contract; only spot prices are watched here: write ${spot}`;
  return { ...refuse("contract", message), instead: spot };
}

function otherMarket(typed: string, spot: string): RefusedSymbol {
  const message =
    `"${typed}" names a market that is not watched here; write ${spot} for any market, ` +
    `or ${watchedMarkets()} before it`;
  return { ...refuse("unknownMarket", message), instead: spot };
}

/** `binance:, coingecko: or kraken:`, as they are written before a pair. */
function watchedMarkets(): string {
  const names = SOURCE_NAMES.filter((name) => !SOURCES[name].isInvented).map((name) => `${name}:`);
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function refuse(reason: SymbolProblem, message: string): RefusedSymbol {
  return { ok: false, reason, message };
}

/** A pair that a search found. */
export interface FoundPair extends PairName {
  /** Where it is traded, the one that is taken by itself first. */
  readonly sources: readonly SourceName[];
  /** What the base asset is called. */
  readonly name?: string;
  /** The source's id of the coin, where more than one has its symbol. */
  readonly coin?: string;
  /** Place of the coin by market capitalisation; null where it has none. */
  readonly rank?: number | null;
  /** Traded in 24 hours, in units of the base, where a listing tells it. */
  readonly volume?: number;
}

/** One of the pairs that a name may mean; asked for with these fields, it is certain. */
export interface PairChoice {
  /** With a separator where the letters alone are not enough: `GT/USD`. */
  readonly pair: string;
  readonly source?: SourceName;
  /** The source's own id of the coin (CoinGecko: `gatechain-token`). */
  readonly coin?: string;
  /** What the coin is called: `Gatechain`. */
  readonly name?: string;
  /** Its place by market capitalisation; null where the source ranks it nowhere. */
  readonly rank?: number | null;
}

/** A choice in words: `GT/USD: Gatechain, rank 70, gatechain-token`. */
export function choiceWords({ pair, name, rank, coin }: PairChoice): string {
  const place = typeof rank === "number" ? `rank ${rank}` : rank === null ? "not ranked" : "";
  const facts = [name, place, coin];
  const told = facts.filter((fact) => fact !== undefined && fact !== "");
  return told.length === 0 ? pair : `${pair}: ${told.join(", ")}`;
}
