/** A price as a screen draws it; the time is ISO 8601 in UTC. */
interface Point {
  readonly price: number;
  readonly timestamp: string;
}

/** Of the prices of one such span (ms) only the first and the newest are points: ticks of every second would push out the minutes before. */
const SLOT_MS = 15_000;

/** The points with a newer one at their end, at most so many. */
export function withNewestPoint<P extends Point>(
  points: readonly P[],
  point: P,
  limit: number,
): P[] {
  const [first, last] = points.slice(-2);
  const isThird = first !== undefined && last !== undefined && slotOf(first) === slotOf(point) &&
    slotOf(last) === slotOf(point);
  return [...(isThird ? points.slice(0, -1) : points), point].slice(-limit);
}

function slotOf({ timestamp }: Point): number {
  return Math.floor(Date.parse(timestamp) / SLOT_MS);
}
