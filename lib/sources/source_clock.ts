/** Two clocks that differ by no more than this count as the same, in milliseconds. */
export const CLOCK_SKEW_MS = 5_000;

/**
 * How far a source's clock is behind ours, by the dates of its answers. An answer out of a cache is dated back as well:
 * of what came after its date it knows nothing either.
 */
export class SourceClock {
  #behindMs = 0;

  /** Takes the `Date` header of an answer to a question asked at that moment (ms since the epoch). */
  learn(date: string | null, askedAt: number): void {
    const at = Date.parse(date ?? "");
    // The answer was made after the question: the way it took is not in the difference.
    this.#behindMs = Number.isNaN(at) ? 0 : askedAt - at;
  }

  /** Up to when the source can know anything at this moment of ours, in milliseconds since the epoch. */
  knownUntil(now: number): number {
    return this.#behindMs > CLOCK_SKEW_MS ? now - this.#behindMs : now;
  }
}
