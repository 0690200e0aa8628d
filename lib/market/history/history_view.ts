import { HOUR_MS } from "@/lib/time/durations.ts";

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

/** A history with newer prices that are not part of it yet. */
export class OverlayHistory implements HistoryView {
  readonly #newer: TimedPrice[] = [];

  constructor(private readonly base: HistoryView) {}

  get oldestAt(): number | null {
    return this.base.oldestAt ?? this.#newer[0]?.at ?? null;
  }

  /** Adds a price newer than all before it. */
  add(at: number, price: number): void {
    this.#newer.push({ at, price });
  }

  firstAtOrAfter(at: number): TimedPrice | null {
    return this.base.firstAtOrAfter(at) ?? this.#newer[this.#indexAtOrAfter(at)] ?? null;
  }

  priceAt(at: number): number | null {
    const newer = this.#newer[this.#indexAtOrAfter(at + 1) - 1];
    return newer?.price ?? this.base.priceAt(at);
  }

  #indexAtOrAfter(at: number): number {
    let [low, high] = [0, this.#newer.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#newer[middle]?.at ?? Infinity) >= at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** A history as it was at a moment (ms): without what came later. */
export class HistoryUntil implements HistoryView {
  constructor(private readonly base: HistoryView, private readonly until: number) {}

  get oldestAt(): number | null {
    const { oldestAt } = this.base;
    return oldestAt !== null && oldestAt <= this.until ? oldestAt : null;
  }

  firstAtOrAfter(at: number): TimedPrice | null {
    const first = this.base.firstAtOrAfter(at);
    return first !== null && first.at <= this.until ? first : null;
  }

  priceAt(at: number): number | null {
    return this.base.priceAt(Math.min(at, this.until));
  }
}

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
