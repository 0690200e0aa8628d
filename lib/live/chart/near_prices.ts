import type { ChartContent } from "./chart_content.ts";

/** The lowest and the highest price in view. */
export interface PriceReach {
  readonly minValue: number;
  readonly maxValue: number;
}

/** The view with the alarms that are not too far away: half as much again leaves the prices readable. */
export function withNearPrices(
  { minValue, maxValue }: PriceReach,
  { levels, bands }: Pick<ChartContent, "levels" | "bands">,
): PriceReach {
  const reach = (maxValue - minValue) / 2;
  const prices = [...levels, ...bands.flatMap(({ edges }) => edges)].map(({ price }) => price);
  const near = prices.filter((price) => price > minValue - reach && price < maxValue + reach);
  return { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) };
}
