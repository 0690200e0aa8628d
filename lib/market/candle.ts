import type { Observation } from "./observation.ts";

/** Prices of one span of time: the first, the highest, the lowest and the last. */
export interface Candle {
  /** Start of the span, in milliseconds since the Unix epoch. */
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** How many trades made it, where its source says; none in one that repeats the price before. */
  readonly trades?: number;
}

/** The start of the step in which a moment lies. */
export function stepStart(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}

/**
 * What a candle of `stepMs` milliseconds is seen as: its close, at the last moment of the candle so that the
 * next one is newer, with its first price, its low and its high.
 */
export function candleObservation(candle: Candle, stepMs: number): Observation {
  const { at: since, open, close: price, low, high, trades } = candle;
  const at = since + Math.max(0, stepMs - 1);
  // A price of one moment has no low and high.
  if (stepMs === 0) return { price, at };
  const told = { price, at, since, first: open, low, high, open };
  return trades === undefined ? told : { ...told, trades };
}

/** The candle with a later one added to its end; it keeps the earlier start. */
export function joinCandles(first: Candle, later: Candle): Candle {
  return {
    at: first.at,
    open: first.open,
    high: Math.max(first.high, later.high),
    low: Math.min(first.low, later.low),
    close: later.close,
  };
}
