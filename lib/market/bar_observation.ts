import { isJump } from "./accept.ts";
import type { Bar } from "./bar.ts";
import type { Observation } from "./observation.ts";

/**
 * What a bar of `stepMs` milliseconds is seen as: its close, at the last moment of the bar so that the
 * next one is newer, with its low and high. `before` is the price before the bar, if there was one.
 */
export function barObservation(bar: Bar, stepMs: number, before: number | null): Observation {
  const { at: since, close: price } = bar;
  const at = since + Math.max(0, stepMs - 1);
  // A price of one moment has no low and high.
  return stepMs === 0 ? { price, at } : { price, at, since, ...trustedExtremes(bar, before) };
}

/** A low or high far from the prices on both sides of it is a bad tick: nothing confirms it. */
function trustedExtremes({ low, high, close }: Bar, before: number | null) {
  const isBad = (price: number) => isJump(close, price) && isJump(before ?? close, price);
  return { ...(isBad(low) ? {} : { low }), ...(isBad(high) ? {} : { high }) };
}
