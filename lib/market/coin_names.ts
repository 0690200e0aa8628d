import names from "./coin_names.json" with { type: "json" };

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

const SYMBOLS_BY_NAME: ReadonlyMap<string, string> = new Map([
  ...[...COIN_NAMES].map(([symbol, name]) => [plain(name), symbol] as const),
  ...OTHER_NAMES,
]);

/** The symbol of the coin that a person calls by its name, in any case, with or without spaces; else null. */
export function symbolOfName(name: string): string | null {
  return SYMBOLS_BY_NAME.get(plain(name)) ?? null;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[ _-]/g, "");
}
