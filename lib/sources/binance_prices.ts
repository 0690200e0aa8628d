import { askInHalves } from "./ask_in_halves.ts";
import { askInParts } from "./ask_in_parts.ts";
import type { BadSymbols } from "./bad_symbols.ts";
import { binanceParts } from "./binance_parts.ts";
import { isSymbolRefused } from "./binance_refusal.ts";
import { TickerPrice, TickerPrices } from "./binance_schemas.ts";
import type { CallOptions, HttpClient } from "./http_client.ts";
import { SourceError } from "./source.ts";

/** A price as Binance sent it, not yet checked. */
export interface PriceRow {
  readonly symbol: string;
  readonly price?: unknown;
  /** When it came, in milliseconds since the epoch: Binance names no time. */
  readonly at: number;
}

export interface BinancePricesOptions {
  readonly http: HttpClient;
  readonly path: string;
  readonly now: () => number;
  /** Takes the symbols that spoil a request. */
  readonly bad: BadSymbols;
}

/** A person waits for a search. */
const FIND_BUDGET_MS = 6_000;
const WEIGHT = { one: 2, many: 4 };

/** Last prices from `/ticker/price`. */
export class BinancePrices {
  constructor(private readonly options: BinancePricesOptions) {}

  /** What a round over so many pairs weighs. */
  static weightOf(pairs: number): number {
    return Math.ceil(pairs / 300) * WEIGHT.many;
  }

  /** Null when Binance does not know the symbol. */
  async one(symbol: string, signal: AbortSignal): Promise<{ price?: unknown } | null> {
    try {
      const call = { weight: WEIGHT.one, budgetMs: FIND_BUDGET_MS };
      const parsed = TickerPrice.safeParse(await this.#ask({ symbol }, signal, call));
      if (parsed.success && parsed.data.symbol === symbol) return parsed.data;
    } catch (error) {
      if (isSymbolRefused(error)) return null;
      throw error;
    }
    const message = `Binance answered something other than the price of ${symbol}`;
    throw new SourceError("binance", message, "badAnswer");
  }

  /** Asks for everything; a failure is thrown only when not one part was answered. */
  async many(symbols: readonly string[], signal: AbortSignal) {
    const { answers, failure } = await askInParts(
      binanceParts(symbols),
      (part) => this.#part(part, signal),
    );
    const rows = new Map(answers.flat().map((row) => [row.symbol, row]));
    if (failure !== null && rows.size === 0) throw failure;
    return { rows, failure };
  }

  async #part(symbols: readonly string[], signal: AbortSignal): Promise<PriceRow[]> {
    const ask = (part: readonly string[]) => this.#rows(part, signal);
    const { rows, bad } = await askInHalves(symbols, ask, isSymbolRefused);
    for (const symbol of bad) this.options.bad.add(symbol);
    return rows;
  }

  async #rows(symbols: readonly string[], signal: AbortSignal): Promise<PriceRow[]> {
    const params = { symbols: JSON.stringify(symbols) };
    const parsed = TickerPrices.safeParse(await this.#ask(params, signal, { weight: WEIGHT.many }));
    const at = this.options.now();
    if (parsed.success) return parsed.data.map((row) => ({ ...row, at }));
    throw new SourceError("binance", "Binance answered something other than prices", "badAnswer");
  }

  #ask(params: Record<string, string>, signal: AbortSignal, call: CallOptions): Promise<unknown> {
    return this.options.http.getJson(this.options.path, params, signal, call);
  }
}
