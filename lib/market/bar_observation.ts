import type { Bar } from "./bar.ts";
import type { Observation } from "./observation.ts";

/**
 * What a bar of `stepMs` milliseconds is seen as: its close, at the last moment of the bar so that the
 * next one is newer, with its low and high.
 */
export function barObservation(bar: Bar, stepMs: number): Observation {
  const { at: since, close: price, low, high } = bar;
  const at = since + Math.max(0, stepMs - 1);
  // A price of one moment has no low and high.
  return stepMs === 0 ? { price, at } : { price, at, since, low, high };
}
