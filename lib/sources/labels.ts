import type { SourceName } from "@/lib/market/source_name.ts";

/** How a source is called in sentences for a person. */
export const SOURCE_LABELS: Readonly<Record<SourceName, string>> = {
  binance: "Binance",
  coingecko: "CoinGecko",
  coinbase: "Coinbase",
  kraken: "Kraken",
  demo: "The demo market",
};
