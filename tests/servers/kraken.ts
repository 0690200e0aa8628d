import type { Fault } from "./fault.ts";
import { marketBars, type MarketPrice } from "./market_bars.ts";
import { PriceServer, type PriceServerOptions, type Reply } from "./price_server.ts";

/** A pair as Kraken names it, with its last price. */
export interface KrakenPair {
  readonly altname: string;
  readonly wsname: string;
  readonly status?: string;
  readonly price: unknown;
}

const NEWEST = 720;
const INTERVALS = [1, 5, 15, 30, 60, 240, 1_440];

/** Speaks Kraken's `/0/public/AssetPairs`, `Ticker` and `OHLC`; its refusals have status 200. */
export class KrakenServer extends PriceServer {
  /** Answered, with status 200, instead of everything else while it is set: `EAPI:Rate limit exceeded`. */
  error: string | null = null;
  readonly #pairs = new Map<string, KrakenPair>();
  readonly #markets = new Map<string, MarketPrice>();

  /** `key` as answers call it: `XXBTZUSD`. A number is sent as a decimal string, as Kraken does. */
  setPair(key: string, pair: KrakenPair): void {
    this.#pairs.set(key, pair);
  }

  /** Makes the pair's bars. */
  setMarket(key: string, priceAt: MarketPrice): void {
    this.#markets.set(key, priceAt);
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
    const bars = marketBars(market, { from, to: this.now() + 1, stepMs });
    const rows = bars.map(({ at, open, high, low, close }) => {
      const prices = [open, high, low, close].map((price) => fault.nan ? "NaN" : price.toFixed(10));
      return [at / 1000, ...prices, "1.0", "2.5", 7];
    });
    return ok({ [fault.wrongSymbols ? `X${key}` : key]: rows, last: this.now() / 1000 });
  }

  #named(name: string): [string, KrakenPair] | undefined {
    return [...this.#pairs].find(([key, { altname }]) => key === name || altname === name);
  }
}

/** Starts a Kraken on a free local port. */
export function startKraken(options?: PriceServerOptions): KrakenServer {
  return new KrakenServer(options);
}

function ok(result: unknown): Reply {
  return { status: 200, body: JSON.stringify({ error: [], result }) };
}

function refused(error: string): Reply {
  return { status: 200, body: JSON.stringify({ error: [error] }) };
}
