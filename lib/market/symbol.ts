/** Assets a pair may be priced in. */
export const QUOTES = [
  "USDT",
  "USDC",
  "USD",
  "BUSD",
  "DAI",
  "FDUSD",
  "TUSD",
  "BTC",
  "ETH",
  "BNB",
  "EUR",
  "GBP",
  "TRY",
] as const;

/** A pair by name: `symbol` is base and quote in capitals, `BTCUSDT`. */
export interface PairName {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
}

export type SymbolProblem = "empty" | "tooLong" | "unknownQuote" | "sameAsset" | "badCharacters";

export type ParsedSymbol =
  | { readonly ok: true; readonly pair: PairName }
  | { readonly ok: false; readonly reason: SymbolProblem; readonly message: string };

const MAX_LENGTH = 30;
// deno-lint-ignore app/bounded-regex -- its text has at most MAX_LENGTH characters
const SHAPE = /^([A-Z0-9]*)(?:\s*[/_:\s-]\s*([A-Z0-9]*))?$/;
const QUOTE_LIST = QUOTES.join(", ");
const LONGEST_FIRST: readonly string[] = [...QUOTES].sort((a, b) => b.length - a.length);

/** Without a separator these win over a longer quote: DOTUSD is DOT in USD, not DO in TUSD. */
const WELL_KNOWN_BASES: ReadonlySet<string> = new Set(
  ["BNB", "SHIB", "ARB", "CKB", "USDT", "DOT", "GRT", "BAT", "APT", "MNT", "QNT", "NOT", "BIT"],
);

/** Reads a pair's name as people write it: `BTCUSDT`, `btc/usdt`, ` Btc-Usdt `, `BTC USDT`, `BTC:USDT`. */
export function parseSymbol(text: string): ParsedSymbol {
  const trimmed = text.trim();
  if (trimmed === "") return refuse("empty", "Pair name is empty; write for example BTCUSDT");
  if (trimmed.length > MAX_LENGTH) {
    return refuse(
      "tooLong",
      `Pair name has ${trimmed.length} characters, at most ${MAX_LENGTH} are possible; write for example BTCUSDT`,
    );
  }
  const match = SHAPE.exec(asciiCapitals(trimmed));
  if (match === null) {
    return refuse(
      "badCharacters",
      `Pair name "${trimmed}" may hold only letters, digits and one separator (/ - _ : or a space); write for example BTCUSDT`,
    );
  }
  const [, first = "", second] = match;
  return second === undefined ? joined(first) : separated(first, second, trimmed);
}

// `toUpperCase` would turn letters outside ASCII, such as ß or ı, into ordinary ones.
function asciiCapitals(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function joined(text: string): ParsedSymbol {
  if (LONGEST_FIRST.includes(text)) return noQuote(text, text);
  const endings = LONGEST_FIRST.filter((quote) => text.endsWith(quote));
  const known = endings.find((quote) => WELL_KNOWN_BASES.has(text.slice(0, -quote.length)));
  const quote = known ?? endings[0];
  return quote === undefined
    ? noQuote(text, text)
    : named(text.slice(0, -quote.length), quote, text);
}

function separated(base: string, quote: string, text: string): ParsedSymbol {
  if (base === "") {
    return refuse("empty", `Pair "${text}" has no base asset; write for example BTCUSDT`);
  }
  return LONGEST_FIRST.includes(quote) ? named(base, quote, text) : noQuote(base, text);
}

function named(base: string, quote: string, text: string): ParsedSymbol {
  if (base === quote) {
    return refuse(
      "sameAsset",
      `Pair "${text}" prices ${base} in itself; write for example BTCUSDT`,
    );
  }
  return { ok: true, pair: { symbol: base + quote, base, quote } };
}

function noQuote(base: string, text: string): ParsedSymbol {
  const example = base === "USDT" ? "BTCUSDT" : `${base}USDT`;
  return refuse(
    "unknownQuote",
    `Pair "${text}" does not end with a known quote asset; write for example ${example} (quotes: ${QUOTE_LIST})`,
  );
}

function refuse(reason: SymbolProblem, message: string): ParsedSymbol {
  return { ok: false, reason, message };
}
