import type { SourceName } from "@/lib/sources/source.ts";

/** Price sources as a person knows them. */
export const SOURCE_TITLES: Readonly<Record<SourceName, string>> = {
  binance: "Binance",
  coingecko: "CoinGecko",
  coinbase: "Coinbase",
  kraken: "Kraken",
  demo: "Demo market",
};
