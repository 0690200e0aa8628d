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

const FIRST_PRICES = 16;

/** A history with newer prices that are not part of it yet. */
export class OverlayHistory implements HistoryView {
  /** Moments and prices by turns: a replay adds a month of minutes, which are no object each. */
  #values = new Float64Array(0);
  #count = 0;
  /** What was found last: windows that follow each other begin a candle further on. */
  #found = 0;

  constructor(private readonly base: HistoryView) {}

  get oldestAt(): number | null {
    return this.base.oldestAt ?? (this.#count === 0 ? null : this.#momentOf(0));
  }

  /** Adds a price newer than all before it. */
  add(at: number, price: number): void {
    const place = 2 * this.#count++;
    if (place === this.#values.length) this.#grow();
    this.#values[place] = at;
    this.#values[place + 1] = price;
  }

  firstAtOrAfter(at: number): TimedPrice | null {
    const first = this.base.firstAtOrAfter(at);
    if (first !== null) return first;
    const index = this.#indexAtOrAfter(at);
    if (index === this.#count) return null;
    return { at: this.#momentOf(index), price: this.#priceOf(index) };
  }

  priceAt(at: number): number | null {
    const index = this.#indexAtOrAfter(at + 1) - 1;
    return index < 0 ? this.base.priceAt(at) : this.#priceOf(index);
  }

  #grow(): void {
    const values = new Float64Array(Math.max(2 * FIRST_PRICES, 2 * this.#values.length));
    values.set(this.#values);
    this.#values = values;
  }

  #momentOf(index: number): number {
    return this.#values[2 * index] ?? NaN;
  }

  #priceOf(index: number): number {
    return this.#values[2 * index + 1] ?? NaN;
  }

  #indexAtOrAfter(at: number): number {
    if (this.#isFirst(this.#found + 1, at)) return ++this.#found;
    if (this.#isFirst(this.#found, at)) return this.#found;
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#momentOf(middle) >= at) high = middle;
      else low = middle + 1;
    }
    return this.#found = low;
  }

  /** Whether the price at an index is the first at a moment or after it, and not the oldest. */
  #isFirst(index: number, at: number): boolean {
    if (index < 1 || index >= this.#count) return false;
    return this.#momentOf(index - 1) < at && this.#momentOf(index) >= at;
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
