import { AnsweredError } from "./answered_error.ts";

/** Invalid symbol, and illegal characters in one. */
const SYMBOL_REFUSED = new Set([-1121, -1100]);

/** Whether Binance refused a request for a symbol in it. */
export function isSymbolRefused(error: unknown): boolean {
  return error instanceof AnsweredError && error.code !== null && SYMBOL_REFUSED.has(error.code);
}
