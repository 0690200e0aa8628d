import type { LinePair } from "@/lib/alarms/kinds/line.ts";

const pair = (base: string, quote: string, currentPrice: number): LinePair => ({
  ...{ symbol: base + quote, base, quote, currentPrice },
  ...{ maxPrice: currentPrice * 1.1, minPrice: currentPrice * 0.9 },
});

/** Pairs that are watched while lines are read: BTC in two quotes, DOGE in two of which none is USDT. */
export const WATCHED: readonly LinePair[] = [
  ...[pair("BTC", "EUR", 60_000), pair("BTC", "USDT", 67_000), pair("ETH", "USDT", 3_000)],
  ...[pair("ETH", "BTC", 0.05), pair("SOL", "USDT", 150), pair("1INCH", "USDT", 0.3)],
  ...[pair("DOGE", "EUR", 0.1), pair("DOGE", "GBP", 0.09)],
];
