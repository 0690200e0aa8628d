/** What is recorded of a pair's price; null before the first one. */
export interface PairPrices {
  readonly currentPrice: number | null;
  readonly maxPrice: number | null;
  readonly minPrice: number | null;
}
