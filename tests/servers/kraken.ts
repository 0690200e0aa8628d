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
  readonly method: "subscribe" | "unsubscribe";
  readonly params: { channel: string; symbol: string[] };
  readonly req_id: number;
}

/** A pair as Kraken names it, with its last price. */
interface KrakenPair {
  readonly altname: string;
  readonly wsname: string;
  readonly status?: string;
  readonly price: unknown;
}

const NEWEST = 720;
const INTERVALS = [1, 5, 15, 30, 60, 240, 1_440];

/** Speaks Kraken's `/0/public/AssetPairs`, `Ticker` and `OHLC`; its refusals have status 200. */
class KrakenServer extends PriceServer {
  /** Answered, with status 200, instead of everything else while it is set: `EAPI:Rate limit exceeded`. */
  error: string | null = null;
  readonly #pairs = new Map<string, KrakenPair>();
  readonly #markets = new Map<string, MarketPrice>();

  /** `key` as answers call it: `XXBTZUSD`. A number is sent as a decimal string, as Kraken does. */
  setPair(key: string, pair: KrakenPair): void {
    this.#pairs.set(key, pair);
  }

  /** Makes the pair's candles. */
  setMarket(key: string, priceAt: MarketPrice): void {
    this.#markets.set(key, priceAt);
  }

  /** Streams a trade to those who are subscribed to it (`BTC/USD`); how many those are. Dated only where `at` is given. */
  streamPrice(symbol: string, price: number, { at }: StreamedPrice = {}): number {
    const timestamp = at === undefined ? {} : { timestamp: new Date(at).toISOString() };
    const data = [{ symbol, last: price, bid: price, ask: price, ...timestamp }];
    return this.stream.tell(symbol, { channel: "ticker", type: "update", data });
  }

  /** What Kraken sends once a second. */
  beat(): void {
    for (const client of this.stream.open) client.send({ channel: "heartbeat" });
  }

  protected override greet(client: StreamClient): void {
    client.send({ channel: "status", type: "update", data: [{ system: "online" }] });
  }

  protected override hear(client: StreamClient, message: unknown): void {
    const { method, params, req_id } = message as StreamRequest;
    for (const symbol of params.symbol) {
      const isListed = [...this.#pairs.values()].some(({ wsname }) => usual(wsname) === symbol);
      if (!isListed) {
        const error = `Currency pair not supported ${symbol}`;
        client.send({ method, success: false, symbol, error, req_id });
        continue;
      }
      if (method === "subscribe") this.stream.subscribe(client, [symbol]);
      else client.keys.delete(symbol);
      client.send({ method, success: true, result: { channel: "ticker", symbol }, req_id });
    }
  }

  protected override reply(path: string, params: URLSearchParams, fault: Fault): Reply {
    if (this.error !== null) return refused(this.error);
    if (path === "/AssetPairs") return ok(Object.fromEntries(this.#pairs));
    if (path === "/Ticker") return this.#ticker(params, fault);
    if (path === "/OHLC") return this.#ohlc(params, fault);
    return refused("EGeneral:Unknown method");
  }

  protected override errorBody(status: number): string {
    const said = status === 429 ? "EAPI:Rate limit exceeded" : "EGeneral:Internal error";
    return JSON.stringify({ error: [said] });
  }

  #ticker(params: URLSearchParams, fault: Fault): Reply {
    const result: Record<string, unknown> = {};
    for (const name of (params.get("pair") ?? "").split(",")) {
      const [key, pair] = this.#named(name) ?? [];
      if (key === undefined || pair === undefined) return refused("EQuery:Unknown asset pair");
      const { price } = pair;
      const told = typeof price === "number" ? price.toFixed(10) : price;
      result[fault.wrongSymbols ? `X${key}` : key] = { c: [fault.nan ? "NaN" : told, "0.1"] };
    }
    return ok(result);
  }

  #ohlc(params: URLSearchParams, fault: Fault): Reply {
    const [key] = this.#named(params.get("pair") ?? "") ?? [];
    const interval = Number(params.get("interval"));
    if (key === undefined) return refused("EQuery:Unknown asset pair");
    if (!INTERVALS.includes(interval)) return refused("EGeneral:Invalid arguments");
    const stepMs = interval * 60_000;
    const oldest = (Math.floor(this.now() / stepMs) - NEWEST + 1) * stepMs;
    const since = Number(params.get("since") ?? 0) * 1000;
    const from = Math.max(oldest, (Math.floor(since / stepMs) + 1) * stepMs);
    const market = this.#markets.get(key) ?? (() => 1);
    const candles = marketCandles(market, { from, to: this.now() + 1 - staleness(fault), stepMs });
    const rows = candles.map(({ at, open, high, low, close }) => {
      const prices = [open, high, low, close].map((price) => fault.nan ? "NaN" : price.toFixed(10));
      return [at / 1000, ...prices, "1.0", "2.5", 7];
    });
    const told = fault.shuffled ? shuffled(rows) : rows;
    return ok({ [fault.wrongSymbols ? `X${key}` : key]: told, last: this.now() / 1000 });
  }

  #named(name: string): [string, KrakenPair] | undefined {
    return [...this.#pairs].find(([key, { altname }]) => key === name || altname === name);
  }
}

/** Starts a Kraken on a free local port. */
export function startKraken(options?: PriceServerOptions): KrakenServer {
  return new KrakenServer(options);
}

/** As the stream names it: BTC where REST says XBT. */
function usual(wsname: string): string {
  return wsname.replaceAll("XBT", "BTC").replaceAll("XDG", "DOGE");
}

function ok(result: unknown): Reply {
  return { status: 200, body: JSON.stringify({ error: [], result }) };
}

function refused(error: string): Reply {
  return { status: 200, body: JSON.stringify({ error: [error] }) };
}
