import { HISTORY_SLOT_MS } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";

/** A candle that knows when its last price was. */
export interface SlotCandle extends Candle {
  /** Moment of `close`, in milliseconds since the Unix epoch. */
  readonly closeAt: number;
}

const FIRST_CANDLES = 64;
/** The moment of a candle's first price, its four prices, its volume, the moment of its last price. */
const CANDLE_FIELDS = 7;
/** Four prices and the volume. */
const PRICE_FIELDS = 5;

/** Takes the candle of a moment: its prices and its volume (NaN where that is not known) stand in an array from a place on. */
export type TakePrices = (at: number, values: Float64Array, place: number) => void;

/** A queue of candles in order of time, 56 bytes each in a typed array: added at the end, dropped from the front. */
export class RawCandles {
  #values: Float64Array;
  #start = 0;
  #end = 0;

  /** @param count for so many there is room at first */
  constructor(count = FIRST_CANDLES) {
    this.#values = new Float64Array(count * CANDLE_FIELDS);
  }

  /** Those of a list, oldest first. */
  static of(list: readonly SlotCandle[]): RawCandles {
    const candles = new RawCandles(list.length);
    for (const candle of list) candles.push(candle);
    return candles;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  get bytes(): number {
    return this.#values.byteLength;
  }

  /** The candle at an index below `length`. */
  at(index: number): Candle {
    const place = this.#start + index;
    return candleIn(this.#timeAt(place), this.#values, place * CANDLE_FIELDS + 1);
  }

  /** The candles from one index up to another, the second not included. */
  some(from: number, to: number): Candle[] {
    const candles: Candle[] = [];
    for (let index = from; index < Math.min(to, this.length); index++) candles.push(this.at(index));
    return candles;
  }

  /** The highest and the lowest price of all candles; infinite where there are none. */
  extremes(): { readonly high: number; readonly low: number } {
    let [high, low] = [-Infinity, Infinity];
    for (let place = this.#start; place < this.#end; place++) {
      high = Math.max(high, this.#values[place * CANDLE_FIELDS + 2] ?? NaN);
      low = Math.min(low, this.#values[place * CANDLE_FIELDS + 3] ?? NaN);
    }
    return { high, low };
  }

  /** Hands on the candles from one moment to another (both included), without an object for each. */
  handOn(from: number, to: number, take: TakePrices): void {
    let place = this.#start + this.indexAtOrAfter(from);
    for (; place < this.#end && this.#timeAt(place) <= to; place++) {
      take(this.#timeAt(place), this.#values, place * CANDLE_FIELDS + 1);
    }
  }

  /** All candles, oldest first. */
  all(): SlotCandle[] {
    return Array.from({ length: this.length }, (_, index) => ({
      ...this.at(index),
      closeAt: this.closeAtOf(index),
    }));
  }

  /** Those of a moment and later, in an array of their size. */
  since(at: number): RawCandles {
    const kept = new RawCandles();
    for (let index = this.indexAtOrAfter(at); index < this.length; index++) {
      kept.push({ ...this.at(index), closeAt: this.closeAtOf(index) });
    }
    return kept;
  }

  /** The newest candle; null when there is none. */
  last(): SlotCandle | null {
    const index = this.length - 1;
    return index < 0 ? null : { ...this.at(index), closeAt: this.closeAtOf(index) };
  }

  /** The newest candle, where it is that of the slot in which a moment (ms) lies. */
  lastIn(at: number): SlotCandle | null {
    return slotOf(this.timeOf(this.length - 1)) === slotOf(at) ? this.last() : null;
  }

  /** The moment of the last price of the candle at an index; NaN where there is none. */
  closeAtOf(index: number): number {
    return this.#values[(this.#start + index) * CANDLE_FIELDS + 6] ?? NaN;
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
    this.#roomForOne();
    this.#set(this.#end, candle);
    this.#end++;
  }

  /** Adds the candle of another queue at an index. */
  pushFrom(other: RawCandles, index: number): void {
    this.#roomForOne();
    const from = (other.#start + index) * CANDLE_FIELDS;
    const to = this.#end * CANDLE_FIELDS;
    for (let field = 0; field < CANDLE_FIELDS; field++) {
      this.#values[to + field] = other.#values[from + field] ?? NaN;
    }
    this.#end++;
  }

  /** The same where it is not of the newest one's slot; false, and nothing is added, where it is. */
  pushLater(other: RawCandles, index: number): boolean {
    if (slotOf(other.timeOf(index)) === slotOf(this.timeOf(this.length - 1))) return false;
    this.pushFrom(other, index);
    return true;
  }

  /** Adds a candle that is handed on: to the newest one, where that is of the same moment. */
  addPrices(at: number, from: Float64Array, place: number): void {
    if (this.length > 0 && this.#timeAt(this.#end - 1) === at) {
      return joinPrices(this.#values, (this.#end - 1) * CANDLE_FIELDS + 1, from, place);
    }
    this.#roomForOne();
    const first = this.#end * CANDLE_FIELDS;
    this.#values[first] = at;
    copyPrices(from, place, this.#values, first + 1);
    this.#values[first + 6] = at;
    this.#end++;
  }

  /** Copies the four prices and the volume of the candle at an index. */
  copyPrices(index: number, to: Float64Array, place: number): void {
    copyPrices(this.#values, (this.#start + index) * CANDLE_FIELDS + 1, to, place);
  }

  /** The same candles in an array of their own, of their size. */
  copy(): RawCandles {
    const copy = new RawCandles(0);
    copy.#values = this.#values.slice(this.#start * CANDLE_FIELDS, this.#end * CANDLE_FIELDS);
    copy.#end = this.length;
    return copy;
  }

  /** Forgets all, and keeps the room that they had. */
  clear(): void {
    this.#start = this.#end = 0;
  }

  /** Forgets the newest ones over a count. */
  keepFirst(count: number): void {
    this.#end = Math.min(this.#end, this.#start + count);
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
    return this.#values[place * CANDLE_FIELDS] ?? NaN;
  }

  #set(place: number, { at, open, high, low, close, closeAt, volume }: SlotCandle): void {
    const first = place * CANDLE_FIELDS;
    this.#values[first] = at;
    this.#values[first + 1] = open;
    this.#values[first + 2] = high;
    this.#values[first + 3] = low;
    this.#values[first + 4] = close;
    this.#values[first + 5] = volume ?? NaN;
    this.#values[first + 6] = closeAt;
  }

  /** Makes room for so many before the first one, and for a few that come later. */
  reserve(count: number): void {
    if (this.length > 0 || this.#values.length >= count * CANDLE_FIELDS) return;
    this.#values = new Float64Array((count + FIRST_CANDLES / 4) * CANDLE_FIELDS);
    this.#start = this.#end = 0;
  }

  /** Moves the candles to the front when enough of it is free, else grows by a quarter: both are amortised O(1). */
  #roomForOne(): void {
    if ((this.#end + 1) * CANDLE_FIELDS <= this.#values.length) return;
    const { length } = this;
    const [from, to] = [this.#start * CANDLE_FIELDS, this.#end * CANDLE_FIELDS];
    if (this.#start > 0 && this.#start * 8 >= this.#end) this.#values.copyWithin(0, from, to);
    else {
      const larger = new Float64Array(Math.ceil(this.#end * 1.25 + 1) * CANDLE_FIELDS);
      larger.set(this.#values.subarray(from, to));
      this.#values = larger;
    }
    this.#start = 0;
    this.#end = length;
  }
}

/** The candle of a moment whose prices and volume stand in an array. */
export function candleIn(at: number, values: Float64Array, place: number): Candle {
  const open = values[place] ?? NaN;
  const high = values[place + 1] ?? NaN;
  const low = values[place + 2] ?? NaN;
  const close = values[place + 3] ?? NaN;
  const volume = values[place + 4] ?? NaN;
  return Number.isNaN(volume)
    ? { at, open, high, low, close }
    : { at, open, high, low, close, volume };
}

function copyPrices(from: Float64Array, place: number, to: Float64Array, start: number): void {
  for (let field = 0; field < PRICE_FIELDS; field++) to[start + field] = from[place + field] ?? NaN;
}

/** What `joinCandles` makes of two candles. */
function joinPrices(values: Float64Array, first: number, from: Float64Array, place: number): void {
  values[first + 1] = Math.max(values[first + 1] ?? NaN, from[place + 1] ?? NaN);
  values[first + 2] = Math.min(values[first + 2] ?? NaN, from[place + 2] ?? NaN);
  values[first + 3] = from[place + 3] ?? NaN;
  const [before, more] = [values[first + 4] ?? NaN, from[place + 4] ?? NaN];
  if (Number.isNaN(more)) return;
  values[first + 4] = Number.isNaN(before) ? more : before + more;
}

/** The number of the slot in which a moment (ms) lies. */
export function slotOf(at: number): number {
  return Math.floor(at / HISTORY_SLOT_MS);
}

/**
 * What is kept of a pair's past outside of memory and read, at once, when it is asked for. Moments are in milliseconds, by
 * the clock as it was when the first price came.
 */
export interface OlderPrices {
  /** The moment of the first candle at this moment or after it; null when there is none. */
  oldestSince(from: number): number | null;
  /** The candles from one moment up to another, the second not included; oldest first. They last until more is asked for. */
  between(from: number, to: number): RawCandles;
  /** What is kept from this moment on is the pair's own: its source has told of that time. */
  isOwnSince(from: number): void;
}
