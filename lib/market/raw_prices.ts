import type { TimedPrice } from "./history_view.ts";

const FIRST_CAPACITY = 64;

/** A queue of prices in order of time, in typed arrays: added at the end, dropped from the front. */
export class RawPrices {
  #times = new Float64Array(FIRST_CAPACITY);
  #prices = new Float64Array(FIRST_CAPACITY);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  get bytes(): number {
    return this.#times.byteLength + this.#prices.byteLength;
  }

  at(index: number): TimedPrice {
    const place = this.#start + index;
    return { at: this.#times[place] ?? NaN, price: this.#prices[place] ?? NaN };
  }

  push(at: number, price: number): void {
    if (this.#end === this.#times.length) this.#makeRoom();
    this.#times[this.#end] = at;
    this.#prices[this.#end] = price;
    this.#end++;
  }

  dropFirst(count: number): void {
    this.#start += Math.min(count, this.length);
  }

  /** Index of the first price at this moment or later; `length` when there is none. */
  indexAtOrAfter(at: number): number {
    let low = this.#start;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? Infinity) < at) low = middle + 1;
      else high = middle;
    }
    return low - this.#start;
  }

  /** Moves the prices to the front when enough of it is free, else grows by a quarter: both are amortised O(1). */
  #makeRoom(): void {
    const { length } = this;
    const capacity = this.#start * 8 >= this.#end
      ? this.#times.length
      : Math.ceil(this.#end * 1.25);
    this.#times = moved(this.#times, this.#start, this.#end, capacity);
    this.#prices = moved(this.#prices, this.#start, this.#end, capacity);
    this.#start = 0;
    this.#end = length;
  }
}

function moved(
  from: Float64Array<ArrayBuffer>,
  start: number,
  end: number,
  capacity: number,
): Float64Array<ArrayBuffer> {
  if (capacity === from.length) return from.copyWithin(0, start, end);
  const to = new Float64Array(capacity);
  to.set(from.subarray(start, end));
  return to;
}
