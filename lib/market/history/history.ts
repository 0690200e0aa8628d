import { type Candle, HISTORY_SLOT_MS, joinCandles } from "@/lib/market/candle.ts";
import { MinuteCandles } from "./minute_candles.ts";
import type { HistoryView, TimedPrice } from "./history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { RawCandles, SecondPrices, SECONDS_KEPT_MS, type SlotCandle } from "./fine_prices.ts";

/** Kept beyond `days`: after a gap the window's first price would else be gone, and a window of all days never warm. */
const SPARE_MS = HOUR_MS;

/** What a source told of the time since the price before. */
type Told = Pick<Observation, "low" | "high" | "volume">;

/** How long a price is kept in a candle of its slot, and how long as part of a one-minute candle. */
export interface HistorySpan {
  readonly rawHours?: number;
  readonly days?: number;
}

/** How long prices are kept in all, in milliseconds: a window of `days` finds a price at its very start. */
export function keptMs({ days = 30 }: HistorySpan): number {
  return days * 24 * HOUR_MS + SPARE_MS;
}

/**
 * The prices of one pair: half an hour to the second, 24 hours as candles of 15 seconds, 30 days and an hour as one-minute
 * candles (all before the newest price). Of a slot the first and the last price are known with their moments, of a minute
 * only the first, at its start.
 */
export class PriceHistory implements HistoryView {
  #raw = new RawCandles();
  readonly #candles = new MinuteCandles();
  #seconds = new SecondPrices();
  readonly #rawMs: number;
  readonly #keptMs: number;
  /** Newest moment, as kept: by the clock as it was when the first price came. */
  #newestAt: number | null = null;
  #clockShiftMs: number;

  /** @param clockShiftMs by how much the clock was set since the pair was added, in milliseconds */
  constructor(span: HistorySpan = {}, clockShiftMs = 0) {
    const { rawHours = 24 } = span;
    this.#rawMs = rawHours * HOUR_MS;
    this.#keptMs = keptMs(span);
    this.#clockShiftMs = clockShiftMs;
  }

  /** By how much the clock that gives the moments was set since the pair was added, in milliseconds. */
  get clockShiftMs(): number {
    return this.#clockShiftMs;
  }

  /** Moment of the oldest price; up to a minute early where only its candle is left. */
  get oldestAt(): number | null {
    const oldest = this.#candles.oldestAt ?? (this.#raw.length > 0 ? this.#raw.timeOf(0) : null);
    return oldest === null ? null : oldest + this.#clockShiftMs;
  }

  /** Moment of the newest price. */
  get newestAt(): number | null {
    return this.#newestAt === null ? null : this.#newestAt + this.#clockShiftMs;
  }

  /** The candle of the newest price's slot, which the next price may still change. */
  get newestCandle(): SlotCandle | null {
    const candle = this.#raw.last();
    if (candle === null) return null;
    const shift = this.#clockShiftMs;
    return { ...candle, at: candle.at + shift, closeAt: candle.closeAt + shift };
  }

  /** Bytes that its arrays take in memory. */
  get bytes(): number {
    return this.#raw.bytes + this.#candles.bytes + this.#seconds.bytes;
  }

  /** Moves every moment, because the clock that gave them was set: what was a minute ago still is. */
  shift(deltaMs: number): void {
    this.#clockShiftMs += deltaMs;
  }

  /**
   * Adds a price, with what its source told since the price before it; false when it is not
   * newer than the newest, which then changes nothing.
   */
  append(moment: number, price: number, told: Told = {}): boolean {
    const { low = price, high = price, volume } = told;
    const at = moment - this.#clockShiftMs;
    if (this.#newestAt !== null && at <= this.#newestAt) return false;
    this.#seconds.add(at, price);
    const [lowest, highest] = [Math.min(low, price), Math.max(high, price)];
    const prices = { open: price, high: highest, low: lowest, close: price };
    this.#add({ at, ...prices, closeAt: at, ...(volume === undefined ? {} : { volume }) });
    return true;
  }

  /**
   * Adds a candle of a slot or of a minute, as read from an archive; false when it is not newer than the
   * newest price. A candle that begins with the newest price's candle is that candle, as it was known later.
   */
  appendCandle({ closeAt: lastMoment, ...candle }: Candle & Partial<SlotCandle>): boolean {
    const at = candle.at - this.#clockShiftMs;
    const closeAt = (lastMoment ?? candle.at) - this.#clockShiftMs;
    const newest = this.#newestAt ?? -Infinity;
    const isSameCandle = this.#raw.timeOf(this.#raw.length - 1) === at && closeAt >= newest;
    if (!isSameCandle && at <= newest) return false;
    const known = isSameCandle ? this.#raw.last()?.volume : undefined;
    this.#add({ ...candle, at, closeAt });
    if (known !== undefined) this.#setVolume(Math.max(known, candle.volume ?? 0));
    return true;
  }

  /**
   * Adds candles of a minute or more, oldest first, from before the minute of the oldest price; answers
   * those it took. What is known of later minutes stays as it is.
   */
  prepend(candles: readonly Candle[]): Candle[] {
    const { oldestAt } = this;
    const before = oldestAt === null ? Infinity : minuteOf(oldestAt - this.#clockShiftMs);
    const newestAt = this.#newestAt ?? (candles.at(-1)?.at ?? 0) - this.#clockShiftMs;
    const since = newestAt - this.#keptMs;
    const older = candles.filter(({ at }) => {
      const kept = at - this.#clockShiftMs;
      return kept >= since && minuteOf(kept) < before;
    });
    if (older.length > 0) this.#newestAt = newestAt;
    this.#candles.prepend(
      older.map((candle) => ({ ...candle, at: candle.at - this.#clockShiftMs })),
    );
    return older;
  }

  /**
   * Adds prices, oldest first, that were told after newer ones had come; `next` is the one after them. Answers what they are
   * of each slot, as far as it is kept so closely.
   */
  insert(prices: readonly Observation[], next: TimedPrice): SlotCandle[] {
    const shift = this.#clockShiftMs;
    const newest = this.#newestAt ?? -Infinity;
    const moved = prices.map((each) => ({ ...each, at: each.at - shift }))
      .filter(({ at }) => at > newest - this.#rawMs && at < newest);
    if (moved.length === 0) return [];
    const inserted = slotsOf(moved);
    const before = Array.from({ length: this.#raw.length }, (_, index) => ({
      ...this.#raw.at(index),
      closeAt: this.#raw.closeAtOf(index),
    }));
    this.#raw = new RawCandles();
    for (const candle of mergedSlots(before, inserted)) this.#raw.push(candle);
    const told = [...moved.map(({ at, price }) => ({ at: at + shift, price })), next];
    this.restoreSeconds([...this.secondsAfter(-Infinity), ...told]);
    return inserted.map((candle) => ({
      ...candle,
      at: candle.at + shift,
      closeAt: candle.closeAt + shift,
    }));
  }

  /** Takes the changes that were kept to their second; where some are missing, the ends of the slots tell. */
  restoreSeconds(kept: readonly TimedPrice[]): void {
    const since = (this.#newestAt ?? 0) - SECONDS_KEPT_MS;
    const points = kept.map(({ at, price }) => ({ at: at - this.#clockShiftMs, price }));
    for (let index = this.#raw.indexAtOrAfter(since); index < this.#raw.length; index++) {
      const { at, open, close } = this.#raw.at(index);
      points.push({ at, price: open }, { at: this.#raw.closeAtOf(index), price: close });
    }
    this.#seconds = new SecondPrices();
    for (const { at, price } of points.sort((a, b) => a.at - b.at)) this.#seconds.add(at, price);
  }

  /** The changes of the price after a moment, to the second, as far as they are known so; oldest first. */
  *secondsAfter(moment: number): Generator<TimedPrice> {
    for (const { at, price } of this.#seconds.after(moment - this.#clockShiftMs)) {
      yield { at: at + this.#clockShiftMs, price };
    }
  }

  priceAt(moment: number): number | null {
    const at = moment - this.#clockShiftMs;
    return this.#seconds.priceAt(at) ?? this.#raw.priceAt(at) ?? this.#candles.priceAt(at);
  }

  firstAtOrAfter(moment: number): TimedPrice | null {
    const found = this.#firstKept(moment - this.#clockShiftMs);
    return found === null ? null : { at: found.at + this.#clockShiftMs, price: found.price };
  }

  /**
   * Candles of `stepMs` milliseconds over the prices from `from` to `to` (both included), aligned to
   * multiples of the step; spans without a price are left out. Throws a RangeError on a step below 1.
   */
  candles(from: number, to: number, stepMs: number): Candle[] {
    if (!(stepMs >= 1)) {
      throw new RangeError(`Cannot make candles of ${stepMs} ms: give at least 1`);
    }
    const candles: Candle[] = [];
    const shift = this.#clockShiftMs;
    for (const candle of this.#between(from - shift, to - shift)) {
      const at = Math.floor((candle.at + shift) / stepMs) * stepMs;
      const last = candles.at(-1);
      if (last?.at === at) candles[candles.length - 1] = joinCandles(last, candle);
      else candles.push({ ...candle, at });
    }
    return candles;
  }

  #firstKept(at: number): TimedPrice | null {
    const minute = this.#candles.from(at).next().value;
    if (minute !== undefined) return { at: minute.at, price: minute.open };
    const index = this.#raw.indexAtOrAfter(at);
    // The candle before began earlier, but its last price may be late enough.
    const closeAt = this.#raw.closeAtOf(index - 1);
    if (index > 0 && closeAt >= at) return { at: closeAt, price: this.#raw.at(index - 1).close };
    if (index === this.#raw.length) return null;
    const candle = this.#raw.at(index);
    return { at: candle.at, price: candle.open };
  }

  *#between(from: number, to: number): Generator<Candle> {
    for (const candle of this.#candles.from(from)) {
      if (candle.at > to) return;
      yield candle;
    }
    for (let index = this.#raw.indexAtOrAfter(from); index < this.#raw.length; index++) {
      const candle = this.#raw.at(index);
      if (candle.at > to) return;
      yield candle;
    }
  }

  #add(candle: SlotCandle): void {
    const { closeAt } = candle;
    const isSameSlot = slotOf(this.#raw.timeOf(this.#raw.length - 1)) === slotOf(candle.at);
    const last = isSameSlot ? this.#raw.last() : null;
    if (last === null) this.#raw.push(candle);
    else this.#raw.replaceLast({ ...joinCandles(last, candle), closeAt });
    this.#newestAt = closeAt;
    this.#thin(closeAt - this.#rawMs);
    this.#candles.dropBefore(closeAt - this.#keptMs);
  }

  /** What is told once more was not traded twice. */
  #setVolume(volume: number): void {
    const last = this.#raw.last();
    if (last !== null) this.#raw.replaceLast({ ...last, volume });
  }

  /** Turns the whole minutes before this moment into one-minute candles. */
  #thin(before: number): void {
    const limit = minuteOf(before);
    let count = 0;
    while (this.#raw.timeOf(count) < limit && count < this.#raw.length) {
      this.#candles.add(this.#raw.at(count));
      count++;
    }
    this.#raw.dropFirst(count);
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** Prices in order as a candle for each slot. */
function slotsOf(prices: readonly Observation[]): SlotCandle[] {
  const candles = prices.map(({ at, price, low = price, high = price, volume }) => ({
    ...{ at, open: price, high, low, close: price, closeAt: at },
    ...(volume === undefined ? {} : { volume }),
  }));
  return mergedSlots(candles, []);
}

/** Candles of slots in order of time, those of one slot as one. */
function mergedSlots(some: readonly SlotCandle[], others: readonly SlotCandle[]): SlotCandle[] {
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

function slotOf(at: number): number {
  return Math.floor(at / HISTORY_SLOT_MS);
}
