/** The price sources that a pair may have, by the names they are stored under. */
export const SOURCE_NAMES = ["binance", "coingecko", "coinbase", "kraken", "demo"] as const;
export type SourceName = typeof SOURCE_NAMES[number];
