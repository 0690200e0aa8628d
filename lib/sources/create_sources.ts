import type { SourceName } from "@/lib/market/source_name.ts";
import { BinanceSource } from "@/lib/sources/binance/binance.ts";
import type { MonthKeeper } from "@/lib/sources/budget/weight_budget.ts";
import { CoinbaseSource } from "@/lib/sources/coinbase/coinbase.ts";
import {
  type CoinGeckoLimits,
  type CoinGeckoPlan,
  CoinGeckoSource,
} from "@/lib/sources/coingecko/coingecko.ts";
import { DemoSource } from "@/lib/sources/demo/demo.ts";
import type { HttpTools } from "@/lib/sources/http/http_client.ts";
import { KrakenSource } from "@/lib/sources/kraken/kraken.ts";
import type { StreamTools } from "@/lib/sources/stream/protocol.ts";
import type { MarketSource, SourceCare } from "./market_source.ts";
import { type SourceMode, SourceRouter } from "./router.ts";

/** What the settings say about sources. */
export interface SourcesConfig extends ExchangesConfig {
  readonly mode: SourceMode;
  readonly coingecko: {
    readonly apiUrl?: string | undefined;
    readonly apiKey?: string | undefined;
    readonly plan: CoinGeckoPlan;
    readonly limits?: CoinGeckoLimits | undefined;
    readonly month?: MonthKeeper | undefined;
  };
  readonly binance: Addresses;
  readonly demo?: { readonly seed?: number };
}

export interface Sources {
  /** All sources, whatever the mode: pairs keep the source they were added with. */
  readonly sources: ReadonlyMap<SourceName, MarketSource>;
  readonly router: SourceRouter;
}

/** Makes the sources and the router over them; nothing is asked yet. */
export function createSources(config: SourcesConfig, tools: SourceTools = {}): Sources {
  const { stream: _stream, ...http } = tools;
  const demo = { ...(tools.now ? { now: tools.now } : {}), ...config.demo };
  const sources = new Map<SourceName, MarketSource>([
    ["binance", new BinanceSource({ ...tools, ...config.binance })],
    ["coingecko", new CoinGeckoSource({ ...http, ...config.coingecko })],
    ...createExchanges(config, tools),
    ["demo", new DemoSource(demo)],
  ]);
  return { sources, router: new SourceRouter({ mode: config.mode, sources }) };
}

/** Where an exchange is asked and listened to; its public hosts where nothing is said. */
interface Addresses {
  readonly apiUrl?: string | undefined;
  readonly streamUrl?: string | undefined;
}

interface ExchangesConfig {
  readonly coinbase?: Addresses;
  readonly kraken?: Addresses;
}

interface SourceTools extends HttpTools {
  readonly stream?: StreamTools;
}

/** Makes the exchanges beside Binance; nothing is asked yet. */
function createExchanges(
  { coinbase, kraken }: ExchangesConfig,
  tools: SourceTools = {},
): ReadonlyMap<SourceName, MarketSource & SourceCare> {
  return new Map<SourceName, MarketSource & SourceCare>([
    ["coinbase", new CoinbaseSource({ ...tools, ...coinbase })],
    ["kraken", new KrakenSource({ ...tools, ...kraken })],
  ]);
}
