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
  readonly type: "subscribe" | "unsubscribe";
  readonly channels: { name: string; product_ids: string[] }[];
}

/** A product with what its ticker says; the trade's time is the server's unless given. */
interface CoinbaseProduct {
  readonly price: unknown;
  readonly time?: unknown;
  readonly status?: string;
  readonly tradingDisabled?: boolean;
}

const GRANULARITIES = [60, 300, 900, 3_600, 21_600, 86_400];

/** Speaks Coinbase Exchange's `/products`, `/products/{id}/ticker` and `/products/{id}/candles`. */
class CoinbaseServer extends PriceServer {
  readonly #products = new Map<string, CoinbaseProduct>();
  readonly #markets = new Map<string, MarketPrice>();
  #trades = 86_326_522;

  /** `id` as `BTC-USD`; a number is sent as a decimal string, as Coinbase does. */
  setProduct(id: string, product: CoinbaseProduct): void {
    this.#products.set(id, product);
  }

  /** Makes the product's candles. */
  setMarket(id: string, priceAt: MarketPrice): void {
    this.#markets.set(id, priceAt);
  }

  /** Streams a trade to those who are subscribed to the product; how many those are. */
  streamPrice(id: string, price: number, { at = this.now() }: StreamedPrice = {}): number {
    return this.stream.tell(id, this.trade(id, price, at));
  }

  /** The message about the next trade. */
  trade(product_id: string, price: number, at: number) {
    const time = new Date(at).toISOString().replace("Z", "253Z");
    return { type: "ticker", product_id, price: String(price), time, trade_id: ++this.#trades };
  }

  /** What Coinbase sends once a second and product. */
  beat(): void {
    for (const client of this.stream.open) {
      for (const product_id of client.keys) client.send({ type: "heartbeat", product_id });
    }
  }

  protected override hear(client: StreamClient, message: unknown): void {
    const { type, channels } = message as StreamRequest;
    const ids = channels.find(({ name }) => name === "ticker")?.product_ids ?? [];
    const foreign = ids.find((id) => !this.#products.has(id));
    if (foreign !== undefined && type === "subscribe") {
      const reason = `${foreign} is not a valid product`;
      return client.send({ type: "error", message: "Failed to subscribe", reason });
    }
    if (type === "subscribe") this.stream.subscribe(client, ids);
    else for (const id of ids) client.keys.delete(id);
    const named = ["ticker", "heartbeat"].map((name) => ({ name, product_ids: [...client.keys] }));
    client.send({ type: "subscriptions", channels: named });
  }

  protected override reply(path: string, params: URLSearchParams, fault: Fault): Reply {
    if (path === "/products") return ok([...this.#products].map(row));
    const [, id = "", what] = /^\/products\/([^/]+)\/(ticker|candles)$/.exec(path) ?? [];
    const product = this.#products.get(id);
    if (product === undefined) return refused(404, "NotFound");
    return what === "ticker" ? this.#ticker(product, fault) : this.#candles(id, params, fault);
  }

  protected override errorBody(status: number): string {
    const message = status === 429 ? "Public rate limit exceeded" : "Internal server error";
    return JSON.stringify({ message });
  }

  #ticker({ price, time }: CoinbaseProduct, fault: Fault): Reply {
    const told = typeof price === "number" ? price.toFixed(price < 0.001 ? 14 : 8) : price;
    if (fault.wrongSymbols) return ok({ message: "about another product" });
    return ok({
      trade_id: this.#trades,
      price: fault.nan ? "NaN" : told,
      size: "0.00698254",
      time: time === undefined ? new Date(this.now() - staleness(fault)).toISOString() : time,
      bid: "1",
      ask: "1",
      volume: "1",
    });
  }

  #candles(id: string, params: URLSearchParams, fault: Fault): Reply {
    const granularity = Number(params.get("granularity"));
    if (!GRANULARITIES.includes(granularity)) return refused(400, "Unsupported granularity");
    const stepMs = granularity * 1000;
    const start = Math.ceil(Date.parse(params.get("start") ?? "") / stepMs) * stepMs;
    const end = Date.parse(params.get("end") ?? "");
    if ((end - start) / stepMs + 1 > 300) {
      return refused(400, "granularity too small for the requested time range");
    }
    const to = Math.min(end + 1, this.now() - staleness(fault));
    const candles = marketCandles(this.#markets.get(id) ?? (() => 1), { from: start, to, stepMs });
    const price = (value: number) => fault.nan ? null : value;
    const rows = candles.reverse().map(({ at, open, high, low, close }) => [
      at / 1000,
      ...[low, high, open, close].map(price),
      12.5,
    ]);
    return ok(fault.shuffled ? shuffled(rows) : rows);
  }
}

/** Starts a Coinbase on a free local port. */
export function startCoinbase(options?: PriceServerOptions): CoinbaseServer {
  return new CoinbaseServer(options);
}

function row([id, { status = "online", tradingDisabled = false }]: [string, CoinbaseProduct]) {
  const [base_currency, quote_currency] = id.split("-");
  return { id, base_currency, quote_currency, status, trading_disabled: tradingDisabled };
}

function ok(value: unknown): Reply {
  return { status: 200, body: JSON.stringify(value) };
}

function refused(status: number, message: string): Reply {
  return { status, body: JSON.stringify({ message }) };
}
