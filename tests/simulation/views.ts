import type { PairPath, SimulatedMarket } from "./market.ts";
import type { Cells } from "./plain_model.ts";

/** Every second as it was. */
export function ticksOf({ start }: SimulatedMarket, { prices }: PairPath): Cells {
  const at = Float64Array.from(prices, (_, second) => start + second * 1000);
  return { at, price: prices, low: prices, high: prices };
}

/** The first second, and all that follow in bars of so many seconds, dated by their end. */
export function barsOf({ start }: SimulatedMarket, { prices }: PairPath, width: number): Cells {
  const count = 1 + Math.ceil(prices.length / width);
  const [at, price] = [new Float64Array(count), new Float64Array(count)];
  const [low, high] = [new Float64Array(count), new Float64Array(count)];
  at[0] = start;
  for (const each of [price, low, high]) each[0] = prices[0] ?? NaN;
  for (let index = 1; index < count; index++) {
    const span = prices.subarray((index - 1) * width, index * width);
    at[index] = start + ((index - 1) * width + span.length) * 1000 - 1;
    price[index] = span.at(-1) ?? NaN;
    low[index] = span.reduce((a, b) => Math.min(a, b), Infinity);
    high[index] = span.reduce((a, b) => Math.max(a, b), -Infinity);
  }
  return { at, price, low, high };
}
