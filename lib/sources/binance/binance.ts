import { z } from "zod";
import type { Observation } from "@/lib/market/observation.ts";
import type { AskedPair, PairName } from "@/lib/market/symbol.ts";
import { defineSource, httpAddress, socketAddress } from "@/lib/sources/adapter.ts";
import { type BudgetUsage, WeightBudget } from "@/lib/sources/budget/weight_budget.ts";
import type { CandlesRange, SourceCandles } from "@/lib/sources/candles.ts";
import { BadSymbols } from "@/lib/sources/http/batches.ts";
import { HttpClient, type HttpTools } from "@/lib/sources/http/http_client.ts";
import type { MarketSource, SourceCare } from "@/lib/sources/market_source.ts";
import { parseDecimalPrice } from "@/lib/sources/reading.ts";
import {
  type Found,
  type ListedPair,
  type PairTroubles,
  type Quotes,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import type { SourceClock } from "@/lib/sources/source_clock.ts";
import { MarketStream } from "@/lib/sources/stream/market_stream.ts";
import type { PriceStream, StreamEvents, StreamTools } from "@/lib/sources/stream/protocol.ts";
import { binanceCandles } from "./candles.ts";
import { BinancePrices, isSymbolRefused } from "./prices.ts";
import { BinanceStream } from "./stream.ts";
import { BinanceSymbols } from "./symbols.ts";

interface BinanceOptions extends HttpTools {
  /** Default: Binance's public market-data host. */
  readonly apiUrl?: string | undefined;
  /** Default: Binance's public stream. */
  readonly streamUrl?: string | undefined;
  readonly stream?: StreamTools;
}

const WEIGHT_A_MINUTE = 6_000;

const STREAM_URL = "wss://data-stream.binance.vision";
const DEFAULT_URL = "https://data-api.binance.vision";

/** Binance spot, as the table of sources has it. */
export const BINANCE = defineSource({
  settings: {
    BINANCE_API_URL: { ...httpAddress(), byDefault: DEFAULT_URL },
    BINANCE_STREAM_URL: { ...socketAddress(), byDefault: STREAM_URL },
    BINANCE_STREAM: { rule: z.enum(["on", "off"]), byDefault: "on", allowed: "on or off" },
  },
  create: (values, { dataDir: _, ...tools }) =>
    new BinanceSource({
      ...tools,
      apiUrl: values.BINANCE_API_URL,
      streamUrl: values.BINANCE_STREAM_URL,
    }),
  isStreamed: (values) => values.BINANCE_STREAM === "on",
});

/** The last trade's prices on Binance spot. */
export class BinanceSource implements MarketSource<"binance">, SourceCare {
  readonly name = "binance";
  readonly staleAfterMs = 60 * 1000;
  /** A fifth of what is allowed: 150 pairs in every check of 15 s, a thousand within 100 s. */
  readonly candleCost = { weight: 2, weightPerMinute: () => WEIGHT_A_MINUTE / 5, apartMs: 0 };
  readonly #http: HttpClient;
  readonly #budget: WeightBudget;
  readonly #now: () => number;
  readonly #streamUrl: string;
  readonly #streamTools: StreamTools | undefined;
  readonly #version: string;
  readonly #symbols: BinanceSymbols;
  readonly #bad: BadSymbols;
  readonly #prices: BinancePrices;

  constructor({ apiUrl, streamUrl, stream, ...tools }: BinanceOptions = {}) {
    this.#streamUrl = (streamUrl || STREAM_URL).replace(/\/{1,20}$/, "");
    this.#streamTools = stream;
    const baseUrl = (apiUrl || DEFAULT_URL).replace(/\/{1,20}$/, "");
    this.#now = tools.now ?? Date.now;
    this.#budget = new WeightBudget({ limits: { minute: WEIGHT_A_MINUTE }, now: this.#now });
    this.#http = new HttpClient({
      ...{ ...tools, source: "binance", baseUrl, budget: this.#budget, refusalWords },
    });
    this.#version = baseUrl.endsWith("/api/v3") ? "" : "/api/v3";
    this.#symbols = new BinanceSymbols(this.#http, `${this.#version}/exchangeInfo`, this.#now);
    this.#bad = new BadSymbols(this.#now);
    this.#prices = new BinancePrices({
      ...{ http: this.#http, path: `${this.#version}/ticker/price` },
      ...{ now: this.#now, bad: this.#bad },
    });
  }

  async find(asked: AskedPair, signal: AbortSignal): Promise<Found> {
    const { symbol } = asked;
    const [answer, listed] = await Promise.all([
      this.#prices.one(symbol, signal),
      this.#symbols.listed(asked, signal),
    ]);
    const isMeant = listed !== null && isAsked(listed, asked);
    if (answer === null || !isMeant) {
      const suggestions = await this.#symbols.like(asked, signal);
      const other = answer !== null && listed?.quote ? [`${listed.base}/${listed.quote}`] : [];
      throw new UnknownPairError(symbol, this.name, [...other, ...suggestions]);
    }
    this.#bad.clear(symbol);
    const price = parseDecimalPrice(answer.price);
    const observation = price === null ? null : { price, at: this.#now() };
    return { sourceId: null, pair: listed, observation };
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    const symbols = [...new Set(pairs.map((pair) => pair.symbol))];
    const asked = symbols.filter((symbol) => !this.#bad.has(symbol));
    const [{ rows, failure }, standing] = await Promise.all([
      this.#prices.many(asked, signal),
      this.#symbols.standing(symbols, signal),
    ]);
    const observations = new Map<string, Observation>();
    const problems = new Map<string, string>();
    for (const symbol of symbols) {
      const row = rows.get(symbol);
      const price = parseDecimalPrice(row?.price);
      const trouble = standing.get(symbol);
      if (trouble !== undefined) {
        problems.set(symbol, trouble.reason);
      } else if (row !== undefined && price !== null) {
        observations.set(symbol, { price, at: row.at });
      } else {
        problems.set(symbol, this.#problem(symbol, row !== undefined, failure));
      }
    }
    return { observations, problems };
  }

  async candles(
    pair: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles> {
    const klines = { http: this.#http, path: `${this.#version}/klines`, now: this.#now };
    try {
      return await binanceCandles(klines, pair.symbol, range, signal);
    } catch (error) {
      throw isSymbolRefused(error) ? new UnknownPairError(pair.symbol, this.name) : error;
    }
  }

  async health(pairs: readonly ListedPair[], signal: AbortSignal): Promise<PairTroubles> {
    const symbols = [...new Set(pairs.map((pair) => pair.symbol))];
    return await this.#symbols.standing(symbols, signal, { soon: true });
  }

  get sourceClock(): SourceClock {
    return this.#http.clock;
  }

  usage(): BudgetUsage | null {
    return this.#budget.usage();
  }

  planInterval(pairs: number, wantedMs: number): number {
    return this.#budget.plan(BinancePrices.weightOf(pairs), wantedMs);
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
}

/** What a refusal of Binance's own means, and what to do. */
function refusalWords(status: number): string | null {
  if (status === 451) {
    return "Binance refuses requests from this region (451); " +
      "set PRICE_SOURCE=coingecko or another BINANCE_API_URL";
  }
  if (status === 418) {
    return "Binance has banned this network address for a while for being asked too often (418)";
  }
  return null;
}

/** Letters alone may be cut as Binance cuts them; a separator, or a coin that was chosen, says more. */
function isAsked(listed: PairName, { base, quote, others, coin }: AskedPair): boolean {
  if (listed.quote === "") return false;
  if (coin !== undefined && ![listed.symbol, listed.base].includes(coin)) return false;
  return others !== undefined || (listed.base === base && listed.quote === quote);
}
