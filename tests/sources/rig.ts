import { BinanceSource } from "@/lib/sources/binance/binance.ts";
import { type CoinGeckoOptions, CoinGeckoSource } from "@/lib/sources/coingecko/coingecko.ts";
import { CoinbaseSource } from "@/lib/sources/coinbase/coinbase.ts";
import { DemoSource } from "@/lib/sources/demo/demo.ts";
import type { HttpTools } from "@/lib/sources/http/http_client.ts";
import { demoPriceAt } from "@/lib/sources/demo/market.ts";
import { KrakenSource } from "@/lib/sources/kraken/kraken.ts";
import type { MarketSource, SourceCare } from "@/lib/sources/market_source.ts";
import type { ListedPair } from "@/lib/sources/source.ts";
import { startKraken } from "../servers/kraken.ts";
import { type MarketPrice, type PriceServer, wavyMarket } from "../servers/price_server.ts";
import { startBinance } from "../servers/binance.ts";
import { startCoinbase } from "../servers/coinbase.ts";
import { startCoinGecko } from "../servers/coingecko.ts";
import { FakeTime } from "./fake_time.ts";
import {
  binanceStreamRig,
  coinbaseStreamRig,
  krakenStreamRig,
  type StreamRig,
} from "./stream_rig.ts";

/** Never to be seen in any error. */
export const KEY = "CG-SeCrEt-0123456789";

/** A source with the server behind it and a clock moved by hand; closed by `await using`. */
export interface Rig<
  Source extends MarketSource & SourceCare = MarketSource & SourceCare,
  Server = PriceServer | null,
> {
  readonly source: Source;
  readonly server: Server;
  readonly time: FakeTime;
  /** The market that the candles of BTCUSDT are of. */
  readonly market: MarketPrice;
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

/** Long enough for a machine that is busy with other tests: an answer that only comes slowly is none that fails. */
const PATIENT_MS = 10_000;

function tools(time: FakeTime): HttpTools {
  return { clock: time.clock, random: () => 0.5, attemptTimeoutMs: PATIENT_MS };
}

export function coinGeckoRig(options: Partial<CoinGeckoOptions> = {}) {
  const time = new FakeTime();
  const server = startCoinGecko({ now: time.now });
  server.setPrice("bitcoin", { usd: 50_000, eur: 46_000 });
  server.setPrice("ethereum", { usd: 2_500, eur: 2_300 });
  server.setMarket("bitcoin", wavyMarket);
  server.setMarket("ethereum", (at) => wavyMarket(at) / 20);
  const apiUrl = `${server.url}/api/v3`;
  const source = new CoinGeckoSource({
    ...tools(time),
    apiUrl,
    apiKey: KEY,
    plan: "demo",
    ...options,
  });
  return { source, server, time, market: wavyMarket, [Symbol.asyncDispose]: () => server.close() };
}

export function binanceRig(options: HttpTools = {}) {
  const time = new FakeTime();
  const server = startBinance({ now: time.now });
  server.setPrice("BTCUSDT", 50_000);
  server.setPrice("ETHBTC", 0.05);
  server.setMarket("BTCUSDT", wavyMarket);
  const source = new BinanceSource({ ...tools(time), apiUrl: server.url, ...options });
  return { source, server, time, market: wavyMarket, [Symbol.asyncDispose]: () => server.close() };
}

export function coinbaseRig(options: HttpTools = {}) {
  const time = new FakeTime();
  const server = startCoinbase({ now: time.now });
  server.setProduct("BTC-USDT", { price: 50_000 });
  server.setProduct("ETH-BTC", { price: 0.05 });
  server.setMarket("BTC-USDT", wavyMarket);
  const source = new CoinbaseSource({ ...tools(time), apiUrl: server.url, ...options });
  return { source, server, time, market: wavyMarket, [Symbol.asyncDispose]: () => server.close() };
}

export function krakenRig(options: HttpTools = {}) {
  const time = new FakeTime();
  const server = startKraken({ now: time.now });
  server.setPair("XBTUSDT", { altname: "XBTUSDT", wsname: "XBT/USDT", price: 50_000 });
  server.setPair("XETHXXBT", { altname: "ETHXBT", wsname: "ETH/XBT", price: 0.05 });
  server.setMarket("XBTUSDT", wavyMarket);
  const source = new KrakenSource({ ...tools(time), apiUrl: server.url, ...options });
  return { source, server, time, market: wavyMarket, [Symbol.asyncDispose]: () => server.close() };
}

export function demoRig() {
  const time = new FakeTime();
  const source = new DemoSource({ clock: time.clock });
  const market = (at: number) => demoPriceAt({ base: "BTC", quote: "USDT" }, at) ?? NaN;
  return { source, server: null, time, market, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** A rig whose source asks a server. */
export type ServedRig = Rig<MarketSource & SourceCare, PriceServer>;

/** A source as the contract is tested on it. */
export interface SourceUnderTest {
  readonly name: string;
  readonly start: () => Rig;
  /** Null for the source that asks nobody. */
  readonly startServed: ((tools?: HttpTools) => ServedRig) | null;
  /** Null for a source without a stream. */
  readonly startStream: (() => StreamRig) | null;
  /** Its prices carry a time of its own. */
  readonly datesPrices: boolean;
  /** It has candles, or points, also of spans without a trade: where they end, its knowledge ends. */
  readonly candlesAlways: boolean;
}

/** All sources. */
export const SOURCES_UNDER_TEST: readonly SourceUnderTest[] = [
  {
    ...{ name: "BinanceSource", start: binanceRig, startServed: binanceRig },
    ...{ startStream: binanceStreamRig, datesPrices: false, candlesAlways: true },
  },
  {
    ...{ name: "CoinGeckoSource", start: coinGeckoRig, startServed: coinGeckoRig },
    ...{ startStream: null, datesPrices: true, candlesAlways: true },
  },
  {
    ...{ name: "CoinbaseSource", start: coinbaseRig, startServed: coinbaseRig },
    ...{ startStream: coinbaseStreamRig, datesPrices: true, candlesAlways: false },
  },
  {
    ...{ name: "KrakenSource", start: krakenRig, startServed: krakenRig },
    ...{ startStream: krakenStreamRig, datesPrices: false, candlesAlways: false },
  },
  {
    ...{ name: "DemoSource", start: demoRig, startServed: null },
    ...{ startStream: null, datesPrices: false, candlesAlways: true },
  },
];
