/** So many newest points of a pair stand in the store file, so that a commit stays small, and are its sparkline. */
export const NEWEST_POINTS = 40;

/** A price as a screen draws it; the time is ISO 8601 in UTC. */
interface Point {
  readonly price: number;
  readonly timestamp: string;
}

/**
 * The points with a newer one at their end, at most {@linkcode NEWEST_POINTS}. Of the prices of one slot only the first and
 * the newest are points: ticks of every second would push out the minutes before.
 */
export function withNewestPoint<P extends Point>(points: readonly P[], point: P): P[] {
  const [first, last] = points.slice(-2);
  const isThird = first !== undefined && last !== undefined && slotOf(first) === slotOf(point) &&
    slotOf(last) === slotOf(point);
  return [...(isThird ? points.slice(0, -1) : points), point].slice(-NEWEST_POINTS);
}

function slotOf({ timestamp }: Point): number {
  return Math.floor(Date.parse(timestamp) / HISTORY_SLOT_MS);
}

/** Prices of one such span of time are kept as one candle, as long as they are not a part of a minute's; in milliseconds. */
export const HISTORY_SLOT_MS = 15_000;
