import { HOUR_MS } from "@/lib/time/durations.ts";

/** Kept beyond `days`: after a gap the window's first price would else be gone, and a window of all days never warm. */
const SPARE_MS = HOUR_MS;

/** How long a price is kept in a candle of its slot, and how long as part of a one-minute candle. */
export interface HistorySpan {
  readonly rawHours?: number;
  readonly days?: number;
}

/** How long prices are kept in all, in milliseconds: a window of `days` finds a price at its very start. */
export function keptMs({ days = 30 }: HistorySpan): number {
  return days * 24 * HOUR_MS + SPARE_MS;
}
