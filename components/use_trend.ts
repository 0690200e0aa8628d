import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";

/** So long a price that moved is lit up, at least, in milliseconds. */
const LIT_MS = 1_000;

interface Trend {
  /** The way of the last move that was seen here; null before the first. */
  readonly trend: "up" | "down" | null;
  /** It moved just now. */
  readonly isLit: boolean;
}

/** Which way a price went while it was on the screen; `now` is a clock that moves every second. */
export function useTrend(price: number | null, now: ReadonlySignal<number>): Trend {
  const seen = useRef({ price, trend: null as Trend["trend"], movedAt: -Infinity });
  const { price: before } = seen.current;
  if (price !== null && price !== before) {
    seen.current = before === null
      ? { ...seen.current, price }
      : { price, trend: price > before ? "up" : "down", movedAt: now.peek() };
  }
  const { trend, movedAt } = seen.current;
  // The clock is asked only while it matters: a price that stands still is not drawn every second.
  const isLit = now.peek() - movedAt <= LIT_MS && now.value - movedAt <= LIT_MS;
  return { trend, isLit };
}
