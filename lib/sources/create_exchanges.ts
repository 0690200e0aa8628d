import { CoinbaseSource } from "./coinbase.ts";
import type { HttpTools } from "./http_client.ts";
import { KrakenSource } from "./kraken.ts";
import type { MarketSource, SourceCare } from "./market_source.ts";
import type { StreamTools } from "./price_stream.ts";
import type { SourceName } from "@/lib/market/source_name.ts";

/** Where an exchange is asked and listened to; its public hosts where nothing is said. */
export interface Addresses {
  readonly apiUrl?: string | undefined;
  readonly streamUrl?: string | undefined;
}

export interface ExchangesConfig {
  readonly coinbase?: Addresses;
  readonly kraken?: Addresses;
}

export interface SourceTools extends HttpTools {
  readonly stream?: StreamTools;
}

/** Makes the exchanges beside Binance; nothing is asked yet. */
export function createExchanges(
  { coinbase, kraken }: ExchangesConfig,
  tools: SourceTools = {},
): ReadonlyMap<SourceName, MarketSource & SourceCare> {
  return new Map<SourceName, MarketSource & SourceCare>([
    ["coinbase", new CoinbaseSource({ ...tools, ...coinbase })],
    ["kraken", new KrakenSource({ ...tools, ...kraken })],
  ]);
}
