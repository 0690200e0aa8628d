import type { Dice } from "./dice.ts";
import { candleOf, type Market, priceAt, type Trades } from "./market.ts";
import { StreamSide } from "./stream_side.ts";
import { Told } from "./announced.ts";
import type { VirtualTime } from "./virtual_time.ts";

interface ExchangeOptions {
  readonly market: Market;
  readonly time: VirtualTime;
  readonly dice: Dice;
}

/** Told of each question for candles: what is asked about, and when the answer comes. */
type Asked = (question: { readonly symbol: string; readonly answeredAt: number }) => void;

const WIDTHS: Readonly<Record<string, number>> = {
  ...{ "1s": 1_000, "1m": 60_000, "5m": 300_000, "15m": 900_000 },
  ...{ "1h": 3_600_000, "4h": 14_400_000, "1d": 86_400_000 },
};

/** A market as Binance tells of it, by answers to requests and by messages: what the program is connected to. */
export class Exchange {
  readonly told: Told;
  readonly stream: StreamSide;
  /** How long answers take, in milliseconds: at least and at most. */
  priceMs: readonly [number, number] = [5, 60];
  candlesMs: readonly [number, number] = [20, 120];
  /** Requests are refused up to this moment; whether the answer says so. */
  limited = { until: -Infinity, isSaid: true };
  /** No request gets through. */
  isUnreachable = false;
  /** How far back candles are told, in milliseconds. */
  memoryMs = Infinity;
  onAsked: Asked = () => {};
  /** Grows with everything that is asked and answered. */
  activity = 0;
  #process = 0;
  /** Answers that wait for a suspended process. */
  #held: (() => void)[] = [];

  constructor(private readonly options: ExchangeOptions) {
    this.told = new Told(options.market);
    const deliver = (act: () => void) => this.#deliver(act);
    this.stream = new StreamSide({ ...options, told: this.told, deliver });
  }

  readonly fetch: typeof fetch = (input, init) => this.#answer(String(input), init?.signal ?? null);

  /** The process that asked is gone: nothing reaches it any more. */
  forgetProcess(): void {
    this.#process++;
    this.#held = [];
    this.stream.forgetSockets();
  }

  /** A suspended process goes on, and hears what came meanwhile. */
  goOn(): void {
    for (const act of this.#held.splice(0)) act();
  }

  #deliver(act: () => void): void {
    this.activity++;
    if (this.options.time.isSuspended) this.#held.push(act);
    else act();
  }

  #answer(address: string, signal: AbortSignal | null): Promise<Response> {
    const { time, dice } = this.options;
    const url = new URL(address);
    const isCandles = url.pathname.endsWith("/klines");
    const [least, most] = isCandles ? this.candlesMs : this.priceMs;
    const answeredAt = time.now() + dice.whole(least, most);
    const madeAt = time.now() + Math.round((answeredAt - time.now()) * dice.share());
    const process = this.#process;
    this.activity++;
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal?.reason ?? new DOMException("Aborted", "AbortError"));
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop, { once: true });
      let made: Made;
      time.at(madeAt, () => made = this.#make(url));
      time.at(answeredAt, () =>
        this.#deliver(() => {
          if (process !== this.#process || signal?.aborted) return;
          if (made === null) {
            return reject(new TypeError("error sending request: connection refused"));
          }
          made.isHeard?.();
          resolve(new Response(made.body, { status: made.status ?? 200, headers: made.headers }));
        }));
      const symbol = url.searchParams.get("symbol");
      if (isCandles && symbol !== null) this.onAsked({ symbol, answeredAt });
    });
  }

  #make(url: URL): Made {
    const { time } = this.options;
    if (this.isUnreachable) return null;
    const headers = {
      date: new Date(time.now()).toUTCString(),
      "content-type": "application/json",
    };
    if (time.now() < this.limited.until) {
      const seconds = Math.ceil((this.limited.until - time.now()) / 1000);
      const wait = this.limited.isSaid ? { "retry-after": String(seconds) } : {};
      const body = '{"code":-1003,"msg":"Too much request weight used"}';
      return { status: 429, headers: { ...headers, ...wait }, body };
    }
    if (url.pathname.endsWith("/klines")) return { headers, ...this.#candles(url.searchParams) };
    if (!url.pathname.endsWith("/ticker/price")) {
      return { headers, body: JSON.stringify(this.#listing()) };
    }
    const found = this.#prices(url);
    return found === null
      ? { status: 400, headers, body: '{"code":-1121,"msg":"Invalid symbol."}' }
      : { headers, ...found };
  }

  #prices({ searchParams }: URL): { body: string; isHeard: () => void } | null {
    const { market, time } = this.options;
    const one = searchParams.get("symbol");
    const symbols: string[] = one === null
      ? JSON.parse(searchParams.get("symbols") ?? "[]")
      : [one];
    const prices = symbols.flatMap((symbol) => {
      const trades = market.pairs.get(symbol);
      return trades === undefined ? [] : [{ symbol, price: priceAt(trades, time.now()) }];
    });
    if (one !== null && prices.length === 0) return null;
    const rows = prices.map(({ symbol, price }) => ({ symbol, price: written(price) }));
    const isHeard = () => {
      for (const { symbol, price } of prices) {
        this.told.tellPrice(symbol, { at: time.now(), price });
      }
    };
    return { body: JSON.stringify(one === null ? rows : rows[0]), isHeard };
  }

  #listing(): unknown {
    const symbols = [...this.options.market.pairs.keys()].map((symbol) => ({
      ...{ symbol, status: "TRADING", baseAsset: symbol.slice(0, -4), quoteAsset: "USDT" },
    }));
    return { symbols };
  }

  #candles(searched: URLSearchParams): { body: string; isHeard?: () => void } {
    const { market, time } = this.options;
    const trades = market.pairs.get(searched.get("symbol") ?? "");
    const width = WIDTHS[searched.get("interval") ?? ""] ?? 60_000;
    if (trades === undefined) return { body: "[]" };
    const now = time.now();
    const asked = Number(searched.get("startTime"));
    const from = Math.max(asked, now - this.memoryMs);
    const limit = Number(searched.get("limit") ?? 500);
    const first = Math.ceil(from / width) * width;
    const askedTo = Math.min(Number(searched.get("endTime") ?? now), now);
    const end = Math.min(askedTo, first + (limit - 1) * width);
    const rows: unknown[] = [];
    for (let at = first; at <= end; at += width) {
      const row = candleRow(trades, at, width, now);
      if (row !== null) rows.push(row);
    }
    // Only what had ended when it was asked about is known to be told in full.
    const to = Math.min(Math.floor(askedTo / width) * width, first + rows.length * width);
    const isHeard = () => {
      const now = time.now();
      this.told.tell(trades.symbol, { from: first, to, width, now });
      if (asked < from) this.told.lose(trades.symbol, { from: asked, to: first, now });
    };
    return { body: JSON.stringify(rows), isHeard };
  }
}

type Made =
  | {
    readonly status?: number;
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly isHeard?: () => void;
  }
  | null;

/** A row of `/klines`; of a candle that has not ended, what has happened yet. */
function candleRow(trades: Trades, at: number, width: number, now: number): unknown[] | null {
  const candle = candleOf(trades, at, Math.min(at + width, now + 1));
  if (candle === null) return null;
  const { open, high, low, close, first, last } = candle;
  const count = first === -1 ? 0 : last - first + 1;
  const volume = count.toFixed(8);
  return [
    ...[at, written(open), written(high), written(low), written(close), volume, at + width - 1],
    ...[volume, count, volume, volume, "0"],
  ];
}

/** A price as an exchange writes it. */
export function written(price: number): string {
  return price.toFixed(8);
}
