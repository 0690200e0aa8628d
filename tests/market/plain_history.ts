import fc from "fast-check";
import type { Candle } from "@/lib/market/candle.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";

/** The earliest moment of observations, in milliseconds since the Unix epoch. */
export const FIRST = Date.parse("2024-01-15T00:00:00Z");

/** Up to an hour of prices at any moments, with a low and high since the one before. */
export const observations: fc.Arbitrary<Observed[]> = fc.array(
  fc.record({
    gap: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 90_000 })),
    price: fc.integer({ min: 50, max: 150 }),
    below: fc.integer({ min: 0, max: 9 }),
    above: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 1, maxLength: 200 },
).map((steps) => {
  let at = FIRST - 1;
  return steps.map(({ gap, price, below, above }) => {
    at += gap;
    return { at, price, low: price - below, high: price + above };
  });
});

export type Observed = TimedPrice & { readonly low: number; readonly high: number };

/** The history of these prices. */
export function observed(seen: readonly Observed[], span = {}): PriceHistory {
  const history = new PriceHistory(span);
  for (const { at, price, low, high } of seen) history.append(at, price, { low, high });
  return history;
}

/** The prices of each span of a width (ms) that has any, told as plainly as can be. */
export function slots(seen: readonly Observed[], width: number) {
  const groups = Map.groupBy(seen, ({ at }) => Math.floor(at / width) * width);
  return [...groups].map(([at, prices]) => ({ at, prices }));
}

/** The candle of such a span. */
export function candleOf({ at, prices }: { at: number; prices: readonly Observed[] }): Candle {
  return {
    at,
    open: prices[0]?.price ?? NaN,
    high: Math.max(...prices.map(({ high }) => high)),
    low: Math.min(...prices.map(({ low }) => low)),
    close: prices.at(-1)?.price ?? NaN,
  };
}
