import type { PairName } from "@/lib/market/symbol.ts";
import type { Pair } from "@/lib/store/state.ts";

/** A pair as it is before its first price; `addedAt` in milliseconds since the Unix epoch. */
export function newPair(
  { symbol, base, quote }: PairName,
  { source, sourceId, coinName }: Pick<Pair, "source" | "sourceId"> & { coinName?: string },
  addedAt: number,
): Pair {
  return {
    symbol,
    base,
    quote,
    source,
    sourceId,
    ...(coinName === undefined ? {} : { coinName }),
    addedAt: new Date(addedAt).toISOString(),
    firstPrice: null,
    currentPrice: null,
    maxPrice: null,
    minPrice: null,
    lastUpdate: null,
    unconfirmed: null,
    trouble: null,
    priceHistory: [],
    alarms: [],
  };
}
