import type { SourceName } from "@/lib/market/source_name.ts";

/** Price sources as a person knows them. */
export const SOURCE_TITLES: Readonly<Record<SourceName, string>> = {
  binance: "Binance",
  coingecko: "CoinGecko",
  coinbase: "Coinbase",
  kraken: "Kraken",
  demo: "Demo market",
};
