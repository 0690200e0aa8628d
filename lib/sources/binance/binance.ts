import { z } from "zod";
import type { Observation } from "@/lib/market/observation.ts";
import type { AskedPair, PairName } from "@/lib/market/symbol.ts";
import { defineSource, httpAddress, setting, socketAddress } from "@/lib/sources/adapter.ts";
import { type CandlesRange, quotesOf, type SourceCandles } from "@/lib/sources/candles.ts";
import { parseDecimalPrice } from "@/lib/market/accept.ts";
import { BadSymbols } from "@/lib/sources/http/batches.ts";
import { HttpSource, type SourceOptions } from "@/lib/sources/http_source.ts";
import { notListed } from "@/lib/sources/listings.ts";
import {
  type Found,
  type ListedPair,
  type PairTroubles,
  type Quotes,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import type { PriceStream, StreamEvents } from "@/lib/sources/stream/protocol.ts";
import { binanceCandles } from "./candles.ts";
import { BinancePrices, isSymbolRefused } from "./prices.ts";
import { BinanceStream } from "./stream.ts";
import { BinanceSymbols } from "./symbols.ts";

const WEIGHT_A_MINUTE = 6_000;
const STREAM_URL = "wss://data-stream.binance.vision";
const API_URL = "https://data-api.binance.vision";

/** Binance spot, as the table of sources has it. */
export const adapter = defineSource({
  settings: {
    BINANCE_API_URL: httpAddress(API_URL),
    BINANCE_STREAM_URL: socketAddress(STREAM_URL),
    BINANCE_STREAM: setting(z.enum(["on", "off"]), "on", "on or off"),
  },
  create: ({ BINANCE_API_URL: apiUrl, BINANCE_STREAM_URL: streamUrl }, tools) =>
    new BinanceSource({ ...tools, apiUrl, streamUrl }),
  isStreamed: (values) => values.BINANCE_STREAM === "on",
});

/** The last trade's prices on Binance spot. */
export class BinanceSource extends HttpSource<"binance"> {
  readonly staleAfterMs = 60 * 1000;
  /** A fifth of what is allowed: 150 pairs in every check of 15 s, a thousand within 100 s. */
  readonly candleCost = { weight: 2, weightPerMinute: () => WEIGHT_A_MINUTE / 5, apartMs: 0 };
  readonly #symbols = new BinanceSymbols(this);
  readonly #bad = new BadSymbols(this.now);
  readonly #prices = new BinancePrices(this, this.#bad);

  constructor(private readonly options: SourceOptions = {}) {
    const own = { baseUrl: API_URL, prefix: "/api/v3", limits: { minute: WEIGHT_A_MINUTE } };
    super("binance", options, { ...own, refusalWords });
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
    const observation = priceIn({ ...answer, at: this.now() });
    return { sourceId: null, pair: listed, observation };
  }

  async quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes> {
    const symbols = [...new Set(pairs.map((pair) => pair.symbol))];
    const asked = symbols.filter((symbol) => !this.#bad.has(symbol));
    const [{ rows, failure }, standing] = await Promise.all([
      this.#prices.many(asked, signal),
      this.#symbols.standing(symbols, signal),
    ]);
    return quotesOf(symbols.map((symbol) => {
      const row = rows.get(symbol);
      const trouble = standing.get(symbol)?.reason;
      return [symbol, trouble ?? priceIn(row) ?? this.#problem(symbol, row !== undefined, failure)];
    }));
  }

  async candles(
    { symbol }: ListedPair,
    range: CandlesRange,
    signal: AbortSignal,
  ): Promise<SourceCandles> {
    try {
      return await binanceCandles(this, symbol, range, signal);
    } catch (error) {
      throw isSymbolRefused(error) ? new UnknownPairError(symbol, this.name) : error;
    }
  }

  async health(pairs: readonly ListedPair[], signal: AbortSignal): Promise<PairTroubles> {
    const symbols = [...new Set(pairs.map((pair) => pair.symbol))];
    return await this.#symbols.standing(symbols, signal, { soon: true });
  }

  stream(events: StreamEvents): PriceStream {
    const { streamUrl } = this.options;
    return this.connect(events, () => new BinanceStream(streamUrl || STREAM_URL));
  }

  protected weightOf(pairs: number): number {
    return BinancePrices.weightOf(pairs);
  }

  #problem(symbol: string, answered: boolean, failure: SourceError | null): string {
    if (answered) return `Binance gave no usable price of ${symbol}`;
    if (this.#bad.has(symbol)) return notListed(this.name, symbol);
    return failure?.message ?? `Binance gave nothing for ${symbol}`;
  }
}

function priceIn(row: { price?: unknown; at: number } | undefined): Observation | null {
  const price = parseDecimalPrice(row?.price);
  return row === undefined || price === null ? null : { price, at: row.at };
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
