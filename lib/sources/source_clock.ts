import { SOURCE_NAMES, type SourceName, SOURCES } from "@/lib/market/source_name.ts";

/** Two clocks that differ by no more than this count as the same, in milliseconds. */
export const CLOCK_SKEW_MS = 5_000;
/** The `Date` of an answer has no milliseconds. */
const RESOLUTION_MS = 1_000;

/**
 * How far a source's clock and ours are apart, by the dates of its answers. An answer out of a cache is dated back as
 * well: of what came after its date it knows nothing either.
 */
export class SourceClock {
  /** Our clock minus the source's, in milliseconds; 0 where they are about the same. */
  differenceMs = 0;
  #behindMs = 0;

  /** Takes the `Date` header of an answer, and when (ms since the epoch) it was asked for and had come. */
  learn(date: string | null, askedAt: number, answeredAt: number): void {
    const at = Date.parse(date ?? "");
    // The answer was made after the question: the way it took is not in the difference.
    this.#behindMs = Number.isNaN(at) ? 0 : askedAt - at;
    if (!Number.isNaN(at)) this.#measure(askedAt - at - RESOLUTION_MS, answeredAt - at);
  }

  /** Our clock was set by so much. */
  moved(deltaMs: number): void {
    this.#behindMs += deltaMs;
    const moved = this.differenceMs + deltaMs;
    this.differenceMs = Math.abs(moved) > CLOCK_SKEW_MS ? moved : 0;
  }

  /** Up to when, by the source's own clock, it can know anything at this moment of ours; in milliseconds since the epoch. */
  knownUntil(now: number): number {
    return Math.abs(this.#behindMs) > CLOCK_SKEW_MS ? now - this.#behindMs : now;
  }

  /** The difference lies between these. It is kept while it may be right, so that moments stay in order. */
  #measure(least: number, most: number): void {
    const isPossible = (ms: number, slack: number) => ms >= least - slack && ms <= most + slack;
    if (isPossible(this.differenceMs, RESOLUTION_MS)) return;
    this.differenceMs = isPossible(0, CLOCK_SKEW_MS) ? 0 : most;
  }
}

/** Sources whose prices carry the source's own time; those of the others are dated by this computer's clock. */
export const OWN_TIME: ReadonlySet<SourceName> = new Set(
  SOURCE_NAMES.filter((name) => SOURCES[name].datesPrices),
);
