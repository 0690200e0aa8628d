import { BinanceSource } from "@/lib/sources/binance.ts";
import { type CoinGeckoOptions, CoinGeckoSource } from "@/lib/sources/coingecko.ts";
import { DemoSource } from "@/lib/sources/demo.ts";
import type { HttpTools } from "@/lib/sources/http_client.ts";
import type { ListedPair, PriceSource } from "@/lib/sources/source.ts";
import type { PriceServer } from "../servers/price_server.ts";
import { startBinance } from "../servers/binance.ts";
import { startCoinGecko } from "../servers/coingecko.ts";
import { FakeTime } from "./fake_time.ts";

/** Never to be seen in any error. */
export const KEY = "CG-SeCrEt-0123456789";

/** A source with the server behind it and a clock moved by hand; closed by `await using`. */
export interface Rig<Source extends PriceSource = PriceSource, Server = PriceServer | null> {
  readonly source: Source;
  readonly server: Server;
  readonly time: FakeTime;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A pair as a person names it. */
export function pairOf(base: string, quote: string) {
  return { symbol: `${base}${quote}`, base, quote };
}

/** A pair as the store keeps it. */
export function listed(base: string, quote: string, sourceId: string | null = null): ListedPair {
  return { ...pairOf(base, quote), sourceId };
}

export const forever = (): AbortSignal => new AbortController().signal;

function tools(time: FakeTime): HttpTools {
  return { now: time.now, sleep: time.sleep, random: () => 0.5, attemptTimeoutMs: 120 };
}

export function coinGeckoRig(options: Partial<CoinGeckoOptions> = {}) {
  const time = new FakeTime();
  const server = startCoinGecko({ now: time.now });
  server.setPrice("bitcoin", { usd: 50_000, eur: 46_000 });
  server.setPrice("ethereum", { usd: 2_500, eur: 2_300 });
  const apiUrl = `${server.url}/api/v3`;
  const source = new CoinGeckoSource({
    ...tools(time),
    apiUrl,
    apiKey: KEY,
    plan: "demo",
    ...options,
  });
  return { source, server, time, [Symbol.asyncDispose]: () => server.close() };
}

export function binanceRig(options: HttpTools = {}) {
  const time = new FakeTime();
  const server = startBinance({ now: time.now });
  server.setPrice("BTCUSDT", 50_000);
  server.setPrice("ETHBTC", 0.05);
  const source = new BinanceSource({ ...tools(time), apiUrl: server.url, ...options });
  return { source, server, time, [Symbol.asyncDispose]: () => server.close() };
}

export function demoRig() {
  const time = new FakeTime();
  const source = new DemoSource({ now: time.now });
  return { source, server: null, time, [Symbol.asyncDispose]: () => Promise.resolve() };
}
