/** A price at a moment (milliseconds since the Unix epoch). */
export interface TimedPrice {
  readonly at: number;
  readonly price: number;
}

/** What the rules need to know of a pair's past. */
export interface HistoryView {
  /** Moment of the oldest price that is known; null when there is none. */
  readonly oldestAt: number | null;
  /** The first known price at this moment or after it. */
  firstAtOrAfter(at: number): TimedPrice | null;
  /** The price in force at a moment: the last one at it or before it, as closely as that is known; null before the oldest. */
  priceAt(at: number): number | null;
}

/** Nothing is known of the past. */
export const NO_HISTORY: HistoryView = {
  oldestAt: null,
  firstAtOrAfter: () => null,
  priceAt: () => null,
};
