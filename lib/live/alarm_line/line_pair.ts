import type { PairPrices } from "@/lib/alarms/pair_prices.ts";
import type { PairName } from "@/lib/market/symbol.ts";

/** A pair that a line may mean. */
export type LinePair = PairName & PairPrices;
