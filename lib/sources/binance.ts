import type { Observation } from "@/lib/market/observation.ts";
import { AnsweredError } from "./answered_error.ts";
import { BadSymbols } from "./bad_symbols.ts";
import { binanceBars } from "./binance_bars.ts";
import { TickerPrice, TickerPrices } from "./binance_schemas.ts";
import { binanceParts } from "./binance_parts.ts";
import { BinanceStream } from "./binance_stream.ts";
import { BinanceSymbols } from "./binance_symbols.ts";
import { parseDecimalPrice } from "./decimal_price.ts";
import { HttpClient, type HttpTools } from "./http_client.ts";
import type { MarketSource } from "./market_source.ts";
import { MarketStream } from "./market_stream.ts";
import type { PriceStream, StreamEvents, StreamTools } from "./price_stream.ts";
import {
  type Found,
  type ListedPair,
  type Quotes,
  SourceError,
  UnknownPairError,
} from "./source.ts";
import type { BarsRange, SourceBars } from "./source_bars.ts";

export interface BinanceOptions extends HttpTools {
  /** Default: Binance's public market-data host. */
  readonly apiUrl?: string;
  /** Default: Binance's public stream. */
  readonly streamUrl?: string;
  readonly stream?: StreamTools;
}

const STREAM_URL = "wss://data-stream.binance.vision";
const DEFAULT_URL = "https://data-api.binance.vision";
/** A person waits for a search. */
const FIND_BUDGET_MS = 6_000;
/** Invalid symbol, and illegal characters in one. */
const SYMBOL_REFUSED = new Set([-1121, -1100]);

/** The last trade's prices on Binance spot. */
export class BinanceSource implements MarketSource<"binance"> {
  readonly name = "binance";
  readonly staleAfterMs = 60 * 1000;
  readonly #http: HttpClient;
  readonly #now: () => number;
  readonly #streamUrl: string;
  readonly #streamTools: StreamTools | undefined;
  readonly #version: string;
  readonly #symbols: BinanceSymbols;
  readonly #bad: BadSymbols;

  constructor({ apiUrl, streamUrl, stream, ...tools }: BinanceOptions = {}) {
    this.#streamUrl = (streamUrl || STREAM_URL).replace(/\/+$/, "");
    this.#streamTools = stream;
    const baseUrl = (apiUrl || DEFAULT_URL).replace(/\/+$/, "");
    this.#now = tools.now ?? Date.now;
    this.#http = new HttpClient({ ...tools, source: "binance", baseUrl });
    this.#version = baseUrl.endsWith("/api/v3") ? "" : "/api/v3";
    this.#symbols = new BinanceSymbols(this.#http, `${this.#version}/exchangeInfo`, this.#now);
    this.#bad = new BadSymbols(this.#now);
  }

  async find(
    { symbol }: { symbol: string; base: string; quote: string },
    signal: AbortSignal,
  ): Promise<Found> {
    const [answer, traded] = await Promise.all([
      this.#askOne(symbol, signal),
      this.#symbols.isTraded(symbol, signal),
    ]);
    if (answer === null || !traded) {
      const suggestions = await this.#symbols.like(symbol, signal);
      throw new UnknownPairError(symbol, this.name, suggestions.filter((each) => each !== symbol));
    }
    this.#bad.clear(symbol);
    const price = parseDecimalPrice(answer.price);
    return { sourceId: null, observation: price === null ? null : { price, at: this.#now() } };
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    const symbols = [...new Set(pairs.map((pair) => pair.symbol))];
    const asked = symbols.filter((symbol) => !this.#bad.has(symbol));
    const [{ rows, failure }, standing] = await Promise.all([
      this.#askInParts(asked, signal),
      this.#symbols.standing(asked, signal),
    ]);
    const observations = new Map<string, Observation>();
    const problems = new Map<string, string>();
    for (const symbol of symbols) {
      const row = rows.get(symbol);
      const price = parseDecimalPrice(row?.price);
      if (standing.has(symbol)) {
        problems.set(symbol, `Binance trades ${symbol} no longer or not now`);
      } else if (row !== undefined && price !== null) {
        observations.set(symbol, { price, at: row.at });
      } else {
        problems.set(symbol, this.#problem(symbol, row !== undefined, failure));
      }
    }
    return { observations, problems };
  }

  async bars(pair: ListedPair, range: BarsRange, signal: AbortSignal): Promise<SourceBars> {
    const klines = { http: this.#http, path: `${this.#version}/klines`, now: this.#now };
    try {
      return await binanceBars(klines, pair.symbol, range, signal);
    } catch (error) {
      throw isSymbolRefused(error) ? new UnknownPairError(pair.symbol, this.name) : error;
    }
  }

  stream(events: StreamEvents): PriceStream {
    const protocol = () => new BinanceStream(this.#streamUrl);
    return new MarketStream({ protocol, events, tools: this.#streamTools });
  }

  #problem(symbol: string, answered: boolean, failure: SourceError | null): string {
    if (answered) return `Binance gave no usable price of ${symbol}`;
    if (this.#bad.has(symbol)) return `Binance does not list ${symbol}; remove the pair`;
    return failure?.message ?? `Binance gave nothing for ${symbol}`;
  }

  /** Null when Binance does not know the symbol. */
  async #askOne(symbol: string, signal: AbortSignal): Promise<{ price?: unknown } | null> {
    try {
      const answer = await this.#ask({ symbol }, signal, FIND_BUDGET_MS);
      const parsed = TickerPrice.safeParse(answer);
      if (parsed.success && parsed.data.symbol === symbol) return parsed.data;
      const message = `Binance answered something other than the price of ${symbol}`;
      throw new SourceError(this.name, message, "badAnswer");
    } catch (error) {
      if (isSymbolRefused(error)) return null;
      throw error;
    }
  }

  /** Asks for everything; a failure is thrown only when not one part was answered. */
  async #askInParts(symbols: readonly string[], signal: AbortSignal) {
    const rows = new Map<string, Row>();
    let failure: SourceError | null = null;
    for (const part of binanceParts(symbols)) {
      try {
        for (const row of await this.#askMany(part, signal)) rows.set(row.symbol, row);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        failure = error;
        break;
      }
    }
    if (failure !== null && rows.size === 0) throw failure;
    return { rows, failure };
  }

  /** Asks in one request; when one symbol spoils it, in halves until the bad ones are known. */
  async #askMany(symbols: readonly string[], signal: AbortSignal): Promise<Row[]> {
    try {
      const parsed = TickerPrices.safeParse(
        await this.#ask({ symbols: JSON.stringify(symbols) }, signal),
      );
      const at = this.#now();
      if (parsed.success) return parsed.data.map((row) => ({ ...row, at }));
      const message = "Binance answered something other than prices";
      throw new SourceError(this.name, message, "badAnswer");
    } catch (error) {
      if (!isSymbolRefused(error)) throw error;
      return await this.#askHalves(symbols, signal);
    }
  }

  async #askHalves(symbols: readonly string[], signal: AbortSignal): Promise<Row[]> {
    const [only] = symbols;
    if (symbols.length <= 1) {
      if (only !== undefined) this.#bad.add(only);
      return [];
    }
    const middle = Math.ceil(symbols.length / 2);
    const halves = [symbols.slice(0, middle), symbols.slice(middle)];
    return (await Promise.all(halves.map((half) => this.#askMany(half, signal)))).flat();
  }

  #ask(params: Record<string, string>, signal: AbortSignal, budgetMs?: number): Promise<unknown> {
    const call = budgetMs === undefined ? {} : { budgetMs };
    return this.#http.getJson(`${this.#version}/ticker/price`, params, signal, call);
  }
}

interface Row {
  readonly symbol: string;
  readonly price?: unknown;
  readonly at: number;
}

function isSymbolRefused(error: unknown): boolean {
  return error instanceof AnsweredError && error.code !== null && SYMBOL_REFUSED.has(error.code);
}
