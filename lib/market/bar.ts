/** Prices of one span of time: the first, the highest, the lowest and the last. */
export interface Bar {
  /** Start of the span, in milliseconds since the Unix epoch. */
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** How many trades made it, where its source says; none in one that repeats the price before. */
  readonly trades?: number;
}

/** The bar with a later one added to its end; it keeps the earlier start. */
export function joinBars(first: Bar, later: Bar): Bar {
  return {
    at: first.at,
    open: first.open,
    high: Math.max(first.high, later.high),
    low: Math.min(first.low, later.low),
    close: later.close,
  };
}

/** The start of the step in which a moment lies. */
export function stepStart(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}
