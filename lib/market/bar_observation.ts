import type { Bar } from "./bar.ts";
import type { Observation } from "./observation.ts";

/**
 * What a bar of `stepMs` milliseconds is seen as: its close, at the last moment of the bar so that the
 * next one is newer, with its first price, its low and its high.
 */
export function barObservation(bar: Bar, stepMs: number): Observation {
  const { at: since, open, close: price, low, high, trades } = bar;
  const at = since + Math.max(0, stepMs - 1);
  // A price of one moment has no low and high.
  if (stepMs === 0) return { price, at };
  const told = { price, at, since, first: open, low, high, open };
  return trades === undefined ? told : { ...told, trades };
}
