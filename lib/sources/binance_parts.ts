import { chunks } from "./chunks.ts";

const LIMIT = { count: 300, length: 6_000 };

/** Symbols in parts that each fit in one request. */
export function binanceParts(symbols: readonly string[]): string[][] {
  return chunks(symbols, LIMIT, lengthInUrl);
}

/** With its quotation marks and comma, as they are in a URL. */
function lengthInUrl(symbol: string): number {
  return encodeURIComponent(`"${symbol}",`).length;
}
