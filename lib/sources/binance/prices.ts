import { z } from "zod";
import { askInHalves, askInParts, type BadSymbols, chunks } from "@/lib/sources/http/exchange.ts";
import { AnsweredError } from "@/lib/sources/http/failure.ts";
import type { CallOptions } from "@/lib/sources/http/http_client.ts";
import type { Asker } from "@/lib/sources/http_source.ts";
import { readableRows, readAnswer } from "@/lib/sources/candles.ts";
import { SourceError } from "@/lib/sources/source.ts";

/** A price as Binance sent it, not yet checked. */
interface PriceRow {
  readonly symbol: string;
  readonly price?: unknown;
  /** When it came, in milliseconds since the epoch: Binance names no time. */
  readonly at: number;
}

/** A person waits for a search. */
const FIND_BUDGET_MS = 6_000;
const WEIGHT = { one: 2, many: 4 };

/** Last prices from `/ticker/price`. */
export class BinancePrices {
  /** `bad` takes the symbols that spoil a request. */
  constructor(private readonly asker: Asker, private readonly bad: BadSymbols) {}

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
    for (const symbol of bad) this.bad.add(symbol);
    return rows;
  }

  async #rows(symbols: readonly string[], signal: AbortSignal): Promise<PriceRow[]> {
    const params = { symbols: JSON.stringify(symbols) };
    const answer = await this.#ask(params, signal, { weight: WEIGHT.many });
    const at = this.asker.now();
    return readAnswer("binance", TickerPrices, answer, "prices").map((row) => ({ ...row, at }));
  }

  #ask(params: Record<string, string>, signal: AbortSignal, call: CallOptions): Promise<unknown> {
    return this.asker.http.getJson("/ticker/price", params, signal, call);
  }
}

const LIMIT = { count: 300, length: 6_000 };

/** Symbols in parts that each fit in one request. */
export function binanceParts(symbols: readonly string[]): string[][] {
  return chunks(symbols, LIMIT, lengthInUrl);
}

/** With its quotation marks and comma, as they are in a URL. */
function lengthInUrl(symbol: string): number {
  return encodeURIComponent(`"${symbol}",`).length;
}

/** Invalid symbol, and illegal characters in one. */
const SYMBOL_REFUSED = new Set([-1121, -1100]);

/** Whether Binance refused a request for a symbol in it. */
export function isSymbolRefused(error: unknown): boolean {
  return error instanceof AnsweredError && error.code !== null && SYMBOL_REFUSED.has(error.code);
}

/** One row of `/ticker/price`; the price is a decimal string. */
const TickerPrice = z.object({ symbol: z.string(), price: z.unknown().optional() });
const TickerPrices = readableRows(TickerPrice);

/** `/exchangeInfo`, as far as it is used. */
export const ExchangeInfo = z.object({
  symbols: z.array(z.object({
    symbol: z.string(),
    status: z.string().optional(),
    baseAsset: z.string().min(1).optional().catch(undefined),
    quoteAsset: z.string().min(1).optional().catch(undefined),
  })),
});
export type SymbolRow = z.infer<typeof ExchangeInfo>["symbols"][number];
