/** Twelve base assets, for markets that are made up. */
export const TWELVE_ASSETS = [
  ...["BTC", "ETH", "SOL", "XRP", "ADA", "DOGE"],
  ...["DOT", "LTC", "LINK", "AVAX", "UNI", "BCH"],
];
