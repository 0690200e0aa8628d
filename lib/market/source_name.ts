/** The price sources that a pair may have, by the names they are stored under. */
export const SOURCE_NAMES = ["binance", "coingecko", "coinbase", "kraken", "demo"] as const;
export type SourceName = typeof SOURCE_NAMES[number];

/** How a source is called in sentences for a person. */
export const SOURCE_LABELS: Readonly<Record<SourceName, string>> = {
  binance: "Binance",
  coingecko: "CoinGecko",
  coinbase: "Coinbase",
  kraken: "Kraken",
  demo: "The demo market",
};

/** Price sources as a person knows them. */
export const SOURCE_TITLES: Readonly<Record<SourceName, string>> = {
  binance: "Binance",
  coingecko: "CoinGecko",
  coinbase: "Coinbase",
  kraken: "Kraken",
  demo: "Demo market",
};
