import type { Bar } from "./bar.ts";
import type { Observation } from "./observation.ts";

/**
 * What a bar of `stepMs` milliseconds is seen as: its close, at the last moment of the bar so that the
 * next one is newer, with its low and high.
 */
export function barObservation(bar: Bar, stepMs: number): Observation {
  const { at: since, open, close: price, low, high, trades } = bar;
  const at = since + Math.max(0, stepMs - 1);
  // A price of one moment has no low and high.
  if (stepMs === 0) return { price, at };
  return { price, at, since, open, low, high, ...(trades === undefined ? {} : { trades }) };
}
