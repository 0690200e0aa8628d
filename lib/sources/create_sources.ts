import { BinanceSource } from "./binance.ts";
import { type CoinGeckoPlan, CoinGeckoSource } from "./coingecko.ts";
import { DemoSource } from "./demo.ts";
import type { HttpTools } from "./http_client.ts";
import { type SourceMode, SourceRouter } from "./router.ts";
import type { MarketSource } from "./market_source.ts";
import type { SourceName } from "./source.ts";

/** What the settings say about sources. */
export interface SourcesConfig {
  readonly mode: SourceMode;
  readonly coingecko: {
    readonly apiUrl?: string | undefined;
    readonly apiKey?: string | undefined;
    readonly plan: CoinGeckoPlan;
  };
  readonly binance: {
    readonly apiUrl?: string | undefined;
    readonly streamUrl?: string | undefined;
  };
  readonly demo?: { readonly seed?: number };
}

export interface Sources {
  /** All sources, whatever the mode: pairs keep the source they were added with. */
  readonly sources: ReadonlyMap<SourceName, MarketSource<SourceName>>;
  readonly router: SourceRouter;
}

/** Makes the sources and the router over them; nothing is asked yet. */
export function createSources(config: SourcesConfig, tools: HttpTools = {}): Sources {
  const { apiUrl, apiKey, plan } = config.coingecko;
  const binanceUrl = config.binance.apiUrl;
  const sources = new Map<SourceName, MarketSource<SourceName>>([
    ["binance", new BinanceSource({ ...tools, ...(binanceUrl ? { apiUrl: binanceUrl } : {}) })],
    [
      "coingecko",
      new CoinGeckoSource({
        ...tools,
        ...(apiUrl ? { apiUrl } : {}),
        ...(apiKey ? { apiKey } : {}),
        plan,
      }),
    ],
    ["demo", new DemoSource({ ...(tools.now ? { now: tools.now } : {}), ...config.demo })],
  ]);
  return { sources, router: new SourceRouter({ mode: config.mode, sources }) };
}
