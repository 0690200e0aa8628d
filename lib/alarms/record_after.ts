import type { Observation } from "@/lib/market/observation.ts";
import type { PairPrices } from "./pair_prices.ts";

/** The highest and lowest price on record after an observation. */
export function recordAfter(
  { maxPrice, minPrice }: Pick<PairPrices, "maxPrice" | "minPrice">,
  { price, high = price, low = price }: Observation,
): { readonly maxPrice: number; readonly minPrice: number } {
  return {
    maxPrice: Math.max(maxPrice ?? price, price, high),
    minPrice: Math.min(minPrice ?? price, price, low),
  };
}
