import type { MarketName } from "./source.ts";

/** How a source is called in sentences for a person. */
export const SOURCE_LABELS: Readonly<Record<MarketName, string>> = {
  binance: "Binance",
  coingecko: "CoinGecko",
  coinbase: "Coinbase",
  kraken: "Kraken",
  demo: "The demo market",
};
