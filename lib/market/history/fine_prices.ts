import type { Observation } from "@/lib/market/accept.ts";
import { joinCandles } from "@/lib/market/candle.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import type { TimedPrice } from "./history_view.ts";
import { type RawCandles, type SlotCandle, slotOf } from "./raw_candles.ts";

/** How far back a price is known to its second, in milliseconds: half an hour, and a little more for late evaluation. */
export const SECONDS_KEPT_MS = 31 * 60_000;
const FIRST_CHANGES = 32;
/** A moment and the price from then on. */
const CHANGE_FIELDS = 2;

/**
 * Which price was in force at each second of the newest half hour: one moment and price where it changed,
 * the last one of its second, 16 bytes each; a quiet pair takes next to nothing.
 */
export class SecondPrices {
  #values: Float64Array;
  #start = 0;
  #end = 0;

  /** @param count for so many changes there is room at first */
  constructor(count = FIRST_CHANGES) {
    this.#values = new Float64Array(count * CHANGE_FIELDS);
  }

  /** Those that were kept, oldest first; where some are missing, the ends of slots tell. `newest` is of the newest price (ms). */
  static of(kept: readonly TimedPrice[], slots: RawCandles, newest: number): SecondPrices {
    const since = slots.indexAtOrAfter(newest - SECONDS_KEPT_MS);
    const seconds = new SecondPrices(Math.max(FIRST_CHANGES, kept.length + slots.length - since));
    let next = 0;
    const addKeptTo = (moment: number) => {
      for (let point; (point = kept[next]) !== undefined && point.at <= moment; next++) {
        seconds.add(point.at, point.price);
      }
    };
    for (let nth = since; nth < slots.length; nth++) {
      const { at, open, close } = slots.at(nth);
      const closeAt = slots.closeAtOf(nth);
      addKeptTo(at);
      seconds.add(at, open);
      addKeptTo(closeAt);
      seconds.add(closeAt, close);
    }
    addKeptTo(Infinity);
    return seconds;
  }

  get bytes(): number {
    return this.#values.byteLength;
  }

  /** From when on prices are known; null when there is none. */
  get oldestAt(): number | null {
    return this.#end > this.#start ? this.#timeAt(this.#start) : null;
  }

  /** Takes a price; one that is not newer than the last change, or is no change, leaves all as it is. */
  add(at: number, price: number): void {
    const last = this.#end - 1;
    if (last >= this.#start && (this.#priceOf(last) === price || this.#timeAt(last) >= at)) return;
    const isSameSecond = last > this.#start && secondOf(this.#timeAt(last)) === secondOf(at);
    if (isSameSecond) this.#end--;
    this.#push(at, price);
    this.#dropBefore(at - SECONDS_KEPT_MS);
  }

  /** The price in force at a moment; null before the oldest. */
  priceAt(at: number): number | null {
    let [low, high] = [this.#start, this.#end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timeAt(middle) <= at) low = middle + 1;
      else high = middle;
    }
    return low === this.#start ? null : this.#priceOf(low - 1);
  }

  /** The changes after a moment, oldest first. */
  *after(moment: number): Generator<TimedPrice> {
    for (let place = this.#start; place < this.#end; place++) {
      const at = this.#timeAt(place);
      if (at > moment) yield { at, price: this.#priceOf(place) };
    }
  }

  /** The price in force at this moment stays known, however long ago it began. */
  #dropBefore(at: number): void {
    while (this.#start + 1 < this.#end && this.#timeAt(this.#start + 1) <= at) this.#start++;
  }

  #push(at: number, price: number): void {
    if ((this.#end + 1) * CHANGE_FIELDS > this.#values.length) this.#makeRoom();
    this.#values[this.#end * CHANGE_FIELDS] = at;
    this.#values[this.#end * CHANGE_FIELDS + 1] = price;
    this.#end++;
  }

  #timeAt(place: number): number {
    return this.#values[place * CHANGE_FIELDS] ?? NaN;
  }

  #priceOf(place: number): number {
    return this.#values[place * CHANGE_FIELDS + 1] ?? NaN;
  }

  /** Moves all to the front when enough of that is free, else grows by a half: both are amortised O(1). */
  #makeRoom(): void {
    const kept = this.#values.subarray(this.#start * CHANGE_FIELDS, this.#end * CHANGE_FIELDS);
    const count = this.#end - this.#start;
    if (this.#start * 4 >= this.#end) this.#values.copyWithin(0, this.#start * CHANGE_FIELDS);
    else {
      const larger = new Float64Array(Math.ceil(count * 1.5) * CHANGE_FIELDS);
      larger.set(kept);
      this.#values = larger;
    }
    this.#start = 0;
    this.#end = count;
  }
}

function secondOf(at: number): number {
  return Math.floor(at / SECOND_MS);
}

/** Prices in order as a candle for each slot. */
export function slotsOf(prices: readonly Observation[]): SlotCandle[] {
  const candles = prices.map(({ at, price, low = price, high = price, volume }) => ({
    ...{ at, open: price, high, low, close: price, closeAt: at },
    ...(volume === undefined ? {} : { volume }),
  }));
  return mergedSlots(candles, []);
}

/** Candles of slots in order of time, those of one slot as one. */
export function mergedSlots(
  some: readonly SlotCandle[],
  others: readonly SlotCandle[],
): SlotCandle[] {
  const merged: SlotCandle[] = [];
  for (const candle of [...some, ...others].sort((a, b) => a.at - b.at)) {
    const last = merged.at(-1);
    if (last === undefined || slotOf(last.at) !== slotOf(candle.at)) {
      merged.push(candle);
      continue;
    }
    const { close, closeAt } = candle.closeAt > last.closeAt ? candle : last;
    merged[merged.length - 1] = { ...joinCandles(last, candle), close, closeAt };
  }
  return merged;
}
