import type { PriceServer } from "../servers/price_server.ts";
import { binanceRig, coinbaseRig, coinGeckoRig, demoRig, krakenRig, type Rig } from "./rig.ts";
import {
  binanceStreamRig,
  coinbaseStreamRig,
  krakenStreamRig,
  type StreamRig,
} from "./stream_rig.ts";
import type { HttpTools } from "@/lib/sources/http/http_client.ts";
import type { MarketSource, SourceCare } from "@/lib/sources/market_source.ts";

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
  /** It has bars, or points, also of spans without a trade: where they end, its knowledge ends. */
  readonly barsAlways: boolean;
}

/** All sources. */
export const SOURCES_UNDER_TEST: readonly SourceUnderTest[] = [
  {
    ...{ name: "BinanceSource", start: binanceRig, startServed: binanceRig },
    ...{ startStream: binanceStreamRig, datesPrices: false, barsAlways: true },
  },
  {
    ...{ name: "CoinGeckoSource", start: coinGeckoRig, startServed: coinGeckoRig },
    ...{ startStream: null, datesPrices: true, barsAlways: true },
  },
  {
    ...{ name: "CoinbaseSource", start: coinbaseRig, startServed: coinbaseRig },
    ...{ startStream: coinbaseStreamRig, datesPrices: true, barsAlways: false },
  },
  {
    ...{ name: "KrakenSource", start: krakenRig, startServed: krakenRig },
    ...{ startStream: krakenStreamRig, datesPrices: false, barsAlways: false },
  },
  {
    ...{ name: "DemoSource", start: demoRig, startServed: null },
    ...{ startStream: null, datesPrices: false, barsAlways: true },
  },
];
