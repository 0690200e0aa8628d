import type { Candle } from "@/lib/market/candle.ts";
import { type Fault, faultyResponse, json } from "./fault.ts";
import { type StreamClient, StreamSide } from "./stream_side.ts";

/** One request as it came in. */
export interface LoggedRequest {
  readonly path: string;
  readonly params: URLSearchParams;
  readonly headers: Headers;
  /** Path and query as they stood on the wire. */
  readonly target: string;
  readonly at: number;
}

/** A protocol's right answer: a body with its status. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface PriceServerOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Default: any free port. */
  readonly port?: number;
}

/** A local server that stands in for a price API: prices by hand, a request log and a switch for faults. */
export abstract class PriceServer {
  /** What the server does wrong from now on. */
  fault: Fault = {};
  /** How far the server's clock is ahead of the right time, in milliseconds. */
  skewMs = 0;
  readonly requests: LoggedRequest[] = [];
  /** The stream, on the same port. */
  readonly stream: StreamSide;
  readonly now: () => number;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #closing = new AbortController();

  constructor({ now = Date.now, port = 0 }: PriceServerOptions = {}) {
    this.now = () => now() + this.skewMs;
    this.stream = new StreamSide(
      this.now,
      (client, message) => this.hear(client, message),
      (client) => this.greet(client),
      this.#closing.signal,
    );
    this.#server = Deno.serve(
      { port, hostname: "127.0.0.1", signal: this.#closing.signal, onListen() {}, onError },
      (request) => this.#handle(request),
    );
  }

  /** `http://127.0.0.1:<port>`, without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** `ws://127.0.0.1:<port>`, without a path. */
  get streamUrl(): string {
    return this.url.replace("http", "ws");
  }

  /**
   * Answers as over HTTP, without leaving the process: for tests that are not about connections. What
   * breaks a connection half way cannot be had here.
   */
  readonly fetch: typeof fetch = (input, init) => {
    const { signal } = init ?? {};
    const answer = this.#handle(new Request(input, { headers: init?.headers ?? {} }));
    return signal ? Promise.race([answer, abortOf(signal)]) : answer;
  };

  /** How many requests came in whose path contains this. */
  count(path = ""): number {
    return this.requests.filter((request) => request.path.includes(path)).length;
  }

  /** Stops at once, also what hangs. */
  async close(): Promise<void> {
    this.stream.cut();
    this.#closing.abort();
    await this.#server.finished;
  }

  /** The right answer, made wrong where the fault is one of content. */
  protected abstract reply(path: string, params: URLSearchParams, fault: Fault): Reply;
  protected abstract errorBody(status: number): string;

  /** A client of the stream said something. */
  protected hear(_client: StreamClient, _message: unknown): void {}

  /** A client of the stream has connected. */
  protected greet(_client: StreamClient): void {}

  async #handle(request: Request): Promise<Response> {
    if (request.headers.get("upgrade") === "websocket") return await this.stream.accept(request);
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/(api\/v3|0\/public)(?=\/)/, "");
    const params = url.searchParams;
    const target = url.pathname + url.search;
    this.requests.push({ path, params, headers: request.headers, target, at: this.now() });
    const fault = this.#takeFault(path);
    const { status, body } = this.reply(path, params, fault);
    const right = { body, errorBody: (code: number) => this.errorBody(code) };
    return this.#dated(
      await faultyResponse(fault, right, this.#closing.signal) ?? json(body, status),
    );
  }

  #dated(response: Response): Response {
    response.headers.set("date", new Date(this.now()).toUTCString());
    return response;
  }

  #takeFault(path: string): Fault {
    const { fault } = this;
    if (fault.path !== undefined && !path.includes(fault.path)) return {};
    if (fault.times === undefined) return fault;
    if (fault.times <= 0) return {};
    this.fault = { ...fault, times: fault.times - 1 };
    return fault;
  }
}

/** Rejects once the signal aborts, as a request does. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A connection broken on purpose is no news. */
function onError(): Response {
  return new Response(null, { status: 500 });
}

/** A market: the price at any moment (ms since the epoch). */
export type MarketPrice = (at: number) => number;

/** Moments at which the price is looked at within a candle that is wider than a minute; else it is every second. */
const LOOKS = 12;

/** The candles of a market that start in `[from, to)`; `from` is a multiple of the step. */
export function marketCandles(
  priceAt: MarketPrice,
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): Candle[] {
  const candles: Candle[] = [];
  for (let at = from; at < to; at += stepMs) candles.push(marketCandle(priceAt, at, stepMs));
  return candles;
}

function marketCandle(priceAt: MarketPrice, at: number, stepMs: number): Candle {
  const looks = stepMs <= 60_000 ? stepMs / 1_000 : LOOKS;
  const prices = Array.from({ length: looks }, (_, look) => priceAt(at + look * stepMs / looks));
  return {
    at,
    open: prices[0] ?? NaN,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) ?? NaN,
  };
}

/** A market around 50,000 that moves every second, in cents. */
export function wavyMarket(at: number): number {
  const waves = 0.1 * Math.sin(at / 7_000_000) + 0.01 * Math.sin(at / 9_000);
  return Math.round(50_000 * (1 + waves) * 100) / 100;
}
