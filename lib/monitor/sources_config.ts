import type { Config } from "@/lib/config.ts";
import type { SourcesConfig } from "@/lib/sources/create_sources.ts";

/** The part of the settings that price sources need. */
export function sourcesConfig(config: Config): SourcesConfig {
  return {
    mode: config.PRICE_SOURCE,
    coingecko: {
      apiUrl: config.COINGECKO_API_URL,
      apiKey: config.COINGECKO_API_KEY,
      plan: config.COINGECKO_PLAN,
    },
    binance: { apiUrl: config.BINANCE_API_URL },
  };
}
