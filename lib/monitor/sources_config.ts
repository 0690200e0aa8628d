import { join } from "node:path";
import type { Config } from "@/lib/config.ts";
import type { SourcesConfig } from "@/lib/sources/create_sources.ts";
import { MonthFile } from "./month_file.ts";

/** The part of the settings that price sources need. */
export function sourcesConfig(config: Config): SourcesConfig {
  return {
    mode: config.PRICE_SOURCE,
    coingecko: {
      apiUrl: config.COINGECKO_API_URL,
      apiKey: config.COINGECKO_API_KEY,
      plan: config.COINGECKO_PLAN,
      month: new MonthFile(join(config.DATA_DIR, "coingecko_month.json")),
    },
    binance: { apiUrl: config.BINANCE_API_URL, streamUrl: config.BINANCE_STREAM_URL },
    coinbase: { apiUrl: config.COINBASE_API_URL, streamUrl: config.COINBASE_STREAM_URL },
    kraken: { apiUrl: config.KRAKEN_API_URL, streamUrl: config.KRAKEN_STREAM_URL },
  };
}
