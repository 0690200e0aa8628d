import type { Bar } from "@/lib/market/candle.ts";

/** A market: the price at any moment (ms since the epoch). */
export type MarketPrice = (at: number) => number;

/** Moments at which the price is looked at within a bar that is wider than a minute; else it is every second. */
const LOOKS = 12;

/** The bars of a market that start in `[from, to)`; `from` is a multiple of the step. */
export function marketBars(
  priceAt: MarketPrice,
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): Bar[] {
  const bars: Bar[] = [];
  for (let at = from; at < to; at += stepMs) bars.push(marketBar(priceAt, at, stepMs));
  return bars;
}

function marketBar(priceAt: MarketPrice, at: number, stepMs: number): Bar {
  const looks = stepMs <= 60_000 ? stepMs / 1_000 : LOOKS;
  const prices = Array.from({ length: looks }, (_, look) => priceAt(at + look * stepMs / looks));
  return {
    at,
    open: prices[0] ?? NaN,
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) ?? NaN,
  };
}

/** A market around 50,000 that moves every second, in cents. */
export function wavyMarket(at: number): number {
  const waves = 0.1 * Math.sin(at / 7_000_000) + 0.01 * Math.sin(at / 9_000);
  return Math.round(50_000 * (1 + waves) * 100) / 100;
}
