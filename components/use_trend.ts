import { useRef } from "preact/hooks";

interface Trend {
  /** The way of the last move that was seen here; null before the first. */
  readonly trend: "up" | "down" | null;
  /** How many moves were seen: an animation begins anew when its name changes. */
  readonly turn: number;
}

/** Which way a price went while it was on the screen. */
export function useTrend(price: number | null): Trend {
  const seen = useRef<Trend & { price: number | null }>({ price, trend: null, turn: 0 });
  const { price: before, turn } = seen.current;
  if (price !== null && before !== null && price !== before) {
    seen.current = { price, trend: price > before ? "up" : "down", turn: turn + 1 };
  } else if (before === null) seen.current = { ...seen.current, price };
  return seen.current;
}
