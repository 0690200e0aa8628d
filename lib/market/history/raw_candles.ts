import type { Candle } from "@/lib/market/candle.ts";

/** A candle that knows when its last price was. */
export interface SlotCandle extends Candle {
  /** Moment of `close`, in milliseconds since the Unix epoch. */
  readonly closeAt: number;
}

const FIRST_CAPACITY = 64;
/** The moments of a bar's first and last price, and its four prices. */
const FIELDS = 6;

/** A queue of candles in order of time, 48 bytes each in a typed array: added at the end, dropped from the front. */
export class RawCandles {
  #values = new Float64Array(FIRST_CAPACITY * FIELDS);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  get bytes(): number {
    return this.#values.byteLength;
  }

  /** The candle at an index below `length`. */
  at(index: number): Candle {
    const first = (this.#start + index) * FIELDS;
    const values = this.#values;
    return {
      at: values[first] ?? NaN,
      open: values[first + 1] ?? NaN,
      high: values[first + 2] ?? NaN,
      low: values[first + 3] ?? NaN,
      close: values[first + 4] ?? NaN,
    };
  }

  /** The newest candle; null when there is none. */
  last(): SlotCandle | null {
    const index = this.length - 1;
    return index < 0 ? null : { ...this.at(index), closeAt: this.closeAtOf(index) };
  }

  /** The moment of the last price of the candle at an index; NaN where there is none. */
  closeAtOf(index: number): number {
    return this.#values[(this.#start + index) * FIELDS + 5] ?? NaN;
  }

  /** The moment of the candle at an index; NaN where there is none. */
  timeOf(index: number): number {
    return index < 0 || index >= this.length ? NaN : this.#timeAt(this.#start + index);
  }

  /** The price in force at a moment: of a candle under way, its first; null before the oldest candle. */
  priceAt(at: number): number | null {
    const index = this.indexAtOrAfter(at + 1) - 1;
    if (index < 0) return null;
    const { open, close } = this.at(index);
    return this.closeAtOf(index) <= at ? close : open;
  }

  push(candle: SlotCandle): void {
    if ((this.#end + 1) * FIELDS > this.#values.length) this.#makeRoom();
    this.#set(this.#end, candle);
    this.#end++;
  }

  /** Puts another candle in place of the newest one. */
  replaceLast(candle: SlotCandle): void {
    if (this.length > 0) this.#set(this.#end - 1, candle);
  }

  dropFirst(count: number): void {
    this.#start += Math.min(count, this.length);
  }

  /** Index of the first candle of this moment or later; `length` when there is none. */
  indexAtOrAfter(at: number): number {
    let low = this.#start;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timeAt(middle) < at) low = middle + 1;
      else high = middle;
    }
    return low - this.#start;
  }

  #timeAt(place: number): number {
    return this.#values[place * FIELDS] ?? NaN;
  }

  #set(place: number, { at, open, high, low, close, closeAt }: SlotCandle): void {
    const first = place * FIELDS;
    this.#values[first] = at;
    this.#values[first + 1] = open;
    this.#values[first + 2] = high;
    this.#values[first + 3] = low;
    this.#values[first + 4] = close;
    this.#values[first + 5] = closeAt;
  }

  /** Moves the candles to the front when enough of it is free, else grows by a quarter: both are amortised O(1). */
  #makeRoom(): void {
    const { length } = this;
    const [from, to] = [this.#start * FIELDS, this.#end * FIELDS];
    if (this.#start * 8 >= this.#end) this.#values.copyWithin(0, from, to);
    else {
      const larger = new Float64Array(Math.ceil(this.#end * 1.25) * FIELDS);
      larger.set(this.#values.subarray(from, to));
      this.#values = larger;
    }
    this.#start = 0;
    this.#end = length;
  }
}
