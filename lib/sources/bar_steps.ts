import type { BarsRange, Stretch } from "./source_bars.ts";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * The width of bars to ask for: the wanted one, else the next wider one that the source has and with which it can give
 * the whole stretch; the widest where there is none.
 */
export function pickStep(
  offered: readonly number[],
  wantedMs: number,
  isEnough: (stepMs: number) => boolean,
): number {
  const fit = offered.filter((stepMs) => stepMs >= wantedMs);
  return fit.find(isEnough) ?? offered.at(-1) ?? wantedMs;
}

/** How many bars of a width a stretch has. */
export function barCount({ from, to }: Stretch, stepMs: number): number {
  return Math.ceil(to / stepMs) - Math.floor(from / stepMs);
}

/** A stretch in parts of so many whole bars, oldest first. */
export function* pages(range: BarsRange, stepMs: number, barsPerPage: number): Generator<Stretch> {
  const end = Math.ceil(range.to / stepMs) * stepMs;
  const width = stepMs * barsPerPage;
  for (let from = Math.floor(range.from / stepMs) * stepMs; from < end; from += width) {
    yield { from, to: Math.min(from + width, end) };
  }
}
