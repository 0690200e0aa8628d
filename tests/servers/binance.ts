import { type Fault, shuffled, staleness } from "./fault.ts";
import {
  marketCandles,
  type MarketPrice,
  PriceServer,
  type PriceServerOptions,
  type Reply,
} from "./price_server.ts";
import type { StreamClient, StreamedPrice } from "./stream_side.ts";

interface StreamRequest {
  readonly method: string;
  readonly params?: string[];
  readonly id: number;
}

/** A second of trades as `@kline_1s` tells it. */
interface StreamedKline extends StreamedPrice {
  /** Its first millisecond; `at` is when the message is made. */
  readonly from?: number;
  /** Default: yes. */
  readonly isClosed?: boolean;
  readonly firstTrade?: number;
  readonly lastTrade?: number;
  /** How many; default: that is not told. */
  readonly trades?: number;
}

/** Longer ones before those that they end with. */
const QUOTES = [
  "FDUSD",
  "TUSD",
  "BUSD",
  "USDT",
  "USDC",
  "USD",
  "BTC",
  "ETH",
  "BNB",
  "EUR",
  "TRY",
  "JPY",
];

const INTERVALS: Readonly<Record<string, number>> = {
  "1s": 1_000,
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "1h": 3_600_000,
  "4h": 14_400_000,
  "1d": 86_400_000,
};

/** Speaks Binance's `/api/v3/ticker/price`, `ticker/24hr`, `klines`, `exchangeInfo` and `ping`. */
export class BinanceServer extends PriceServer {
  readonly #prices = new Map<string, unknown>();
  readonly #statuses = new Map<string, string>();
  readonly #markets = new Map<string, MarketPrice>();
  readonly #trades = new Map<string, (at: number) => number>();

  /** A number is sent as a decimal string, as Binance does; anything else as it is. */
  setPrice(symbol: string, price: unknown): void {
    this.#prices.set(symbol, typeof price === "number" ? decimal(price) : price);
  }

  removePrice(symbol: string): void {
    this.#prices.delete(symbol);
  }

  /** `TRADING` unless set: `BREAK`, `HALT`, … */
  setStatus(symbol: string, status: string): void {
    this.#statuses.set(symbol, status);
  }

  /** Makes the symbol's klines; `tradesAt` says how many trades one has that begins then. */
  setMarket(symbol: string, priceAt: MarketPrice, tradesAt = (_at: number) => 3): void {
    this.#markets.set(symbol, priceAt);
    this.#trades.set(symbol, tradesAt);
  }

  /** Streams a second of the symbol to those who are subscribed to it; how many those are. */
  streamPrice(symbol: string, price: number, kline: StreamedKline = {}): number {
    const key = `${symbol.toLowerCase()}@kline_1s`;
    return this.stream.tell(key, { stream: key, data: this.kline(symbol, price, kline) });
  }

  /** The message about a second that ends at `at`. */
  kline(symbol: string, price: number, kline: StreamedKline = {}) {
    const { at = this.now(), low = price, high = price, isClosed = true } = kline;
    const from = kline.from ?? Math.floor(at / 1000) * 1000 - (isClosed ? 1000 : 0);
    const [o, c, h, l] = [price, price, high, low].map(decimal);
    const trades = { f: kline.firstTrade ?? -1, L: kline.lastTrade ?? -1, n: kline.trades };
    const k = { t: from, T: from + 999, s: symbol, i: "1s", ...trades, o, c, h, l, x: isClosed };
    return { e: "kline", E: at, s: symbol, k };
  }

  protected override greet(client: StreamClient): void {
    this.stream.subscribe(client, (client.url.searchParams.get("streams") ?? "").split("/"));
  }

  protected override hear(client: StreamClient, message: unknown): void {
    const { method, params = [], id } = message as StreamRequest;
    if (method === "SUBSCRIBE") this.stream.subscribe(client, params);
    if (method === "UNSUBSCRIBE") { for (const key of params) client.keys.delete(key); }
    const result = method === "LIST_SUBSCRIPTIONS" ? [...client.keys] : null;
    client.send({ result, id });
  }

  protected override reply(path: string, params: URLSearchParams, fault: Fault): Reply {
    if (path === "/ticker/price") return this.#tickerPrice(params, fault);
    if (path === "/klines") return this.#klines(params, fault);
    if (path === "/exchangeInfo") return this.#exchangeInfo(params);
    if (path === "/ticker/24hr") return this.#volumes(params);
    if (path === "/ping") return ok({});
    return { status: 404, body: "" };
  }

  protected override errorBody(status: number): string {
    return status === 429 || status === 418
      ? JSON.stringify({ code: -1003, msg: "Too much request weight used." })
      : JSON.stringify({ code: -1000, msg: "An unknown error occurred." });
  }

  #tickerPrice(params: URLSearchParams, fault: Fault): Reply {
    const symbol = params.get("symbol");
    if (symbol !== null) {
      return this.#prices.has(symbol) ? ok(this.#row(symbol, fault)) : invalidSymbol();
    }
    const asked = this.#symbolsOf(params);
    if (asked === null) return refused(-1100, "Illegal characters found in parameter 'symbols'.");
    if (!asked.every((each) => this.#prices.has(each))) return invalidSymbol();
    const rows = asked.map((each) => this.#row(each, fault));
    return ok(fault.shuffled ? shuffled(rows) : rows);
  }

  #klines(params: URLSearchParams, fault: Fault): Reply {
    const priceAt = this.#markets.get(params.get("symbol") ?? "");
    const stepMs = INTERVALS[params.get("interval") ?? ""];
    if (priceAt === undefined) return invalidSymbol();
    if (stepMs === undefined) return refused(-1120, "Invalid interval.");
    const tradesAt = this.#trades.get(params.get("symbol") ?? "") ?? (() => 3);
    const limit = Math.min(1_000, Number(params.get("limit") ?? 500));
    const from = Number(params.get("startTime") ?? 0);
    const newest = this.now() - staleness(fault);
    const to = Math.min(Number(params.get("endTime") ?? Infinity), newest) + 1;
    const candles = marketCandles(priceAt, { from: Math.ceil(from / stepMs) * stepMs, to, stepMs });
    const rows = candles.slice(0, limit).map(({ at, open, high, low, close }) => {
      const prices = [open, high, low, close].map((price) => fault.nan ? "NaN" : decimal(price));
      return [at, ...prices, "1.0", at + stepMs - 1, "1.0", tradesAt(at), "0.5", "0.5", "0"];
    });
    return ok(fault.shuffled ? shuffled(rows) : rows);
  }

  #exchangeInfo(params: URLSearchParams): Reply {
    const symbol = params.get("symbol");
    const asked = symbol === null ? this.#symbolsOf(params) : [symbol];
    if (asked === null) return refused(-1100, "Illegal characters found in parameter 'symbols'.");
    if (!asked.every((each) => this.#prices.has(each))) return invalidSymbol();
    const wanted = params.get("symbolStatus");
    const symbols = asked
      .map((each) => ({
        ...{ symbol: each, status: this.#statuses.get(each) ?? "TRADING" },
        ...assetsOf(each),
      }))
      .filter((each) => wanted === null || each.status === wanted);
    return ok({ timezone: "UTC", serverTime: this.now(), symbols });
  }

  /** Only the short form of all symbols: what one wants of a few is in their candles. */
  #volumes(params: URLSearchParams): Reply {
    if (params.get("type") !== "MINI" || params.has("symbols")) return { status: 404, body: "" };
    return ok([...this.#prices.keys()].map((symbol, nth) => ({
      symbol,
      volume: `${1000 + nth}.50000000`,
      quoteVolume: "1.00000000",
    })));
  }

  #row(symbol: string, fault: Fault) {
    const named = fault.wrongSymbols ? `X${symbol}` : symbol;
    return { symbol: named, price: fault.nan ? "NaN" : this.#prices.get(symbol) };
  }

  /** All symbols where none is named; null where the list is no list of plain symbols. */
  #symbolsOf(params: URLSearchParams): string[] | null {
    const text = params.get("symbols");
    if (text === null) return [...this.#prices.keys()];
    if (!/^\["[\p{L}\p{N}]{1,20}"(,"[\p{L}\p{N}]{1,20}")*\]$/u.test(text)) return null;
    return text.slice(2, -2).split('","');
  }
}

/** Base and quote as the listing names them. */
function assetsOf(symbol: string): { baseAsset: string; quoteAsset: string } {
  const quoteAsset = QUOTES.find((quote) => symbol.endsWith(quote)) ?? "";
  return { baseAsset: symbol.slice(0, symbol.length - quoteAsset.length), quoteAsset };
}

/** Starts a Binance on a free local port. */
export function startBinance(options?: PriceServerOptions): BinanceServer {
  return new BinanceServer(options);
}

function ok(value: unknown): Reply {
  return { status: 200, body: JSON.stringify(value) };
}

function invalidSymbol(): Reply {
  return refused(-1121, "Invalid symbol.");
}

function refused(code: number, msg: string): Reply {
  return { status: 400, body: JSON.stringify({ code, msg }) };
}

/** Eight digits after the point at least, never an exponent. */
function decimal(price: number): string {
  return price.toFixed(price < 0.001 ? 14 : 8);
}
