import { BinanceSource } from "./binance.ts";
import { CoinGeckoSource } from "./coingecko.ts";
import type { CoinGeckoLimits, CoinGeckoPlan } from "./coingecko_limits.ts";
import {
  type Addresses,
  createExchanges,
  type ExchangesConfig,
  type SourceTools,
} from "./create_exchanges.ts";
import { DemoSource } from "./demo.ts";
import type { MarketSource } from "./market_source.ts";
import { type SourceMode, SourceRouter } from "./router.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { MonthKeeper } from "./weight_budget.ts";

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
