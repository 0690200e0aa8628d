import { type Candle, joinCandles, stepStart } from "@/lib/market/candle.ts";
import { MinuteCandles, PastSpots } from "./minute_candles.ts";
import { type HistorySpan, type HistoryView, keptMs, type TimedPrice } from "./history_view.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { mergedSlots, SecondPrices, slotsOf } from "./fine_prices.ts";
import {
  candleIn,
  type OlderPrices,
  RawCandles,
  type SlotCandle,
  type TakePrices,
} from "./raw_candles.ts";

/** From when to when candles are wanted, and how wide; in milliseconds. */
type Range = Readonly<Record<"from" | "to" | "stepMs", number>>;

/**
 * The prices of one pair: half an hour to the second, 24 hours as candles of 15 seconds, 30 days and an hour as one-minute
 * candles (all before the newest price). Of a slot the first and the last price are known with their moments, of a minute
 * only the first, at its start. What is older than its own prices may be kept elsewhere: it is read when it is asked for, a
 * day at a time, and let go again when nobody has asked for long.
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
  #older: OlderPrices | null = null;
  #spots: PastSpots | null = null;
  /** From here on (ms, as kept) nothing is missing in memory. */
  #wholeFrom = -Infinity;
  /** Moment of the oldest price that is kept anywhere, as long as that is not in memory. */
  #oldestElsewhere: number | null = null;
  /** How far back from the newest price somebody asked since the last `release`, in milliseconds. */
  #askedMs = 0;

  /** @param clockShiftMs by how much the clock was set since the pair was added, in milliseconds */
  constructor(private readonly span: HistorySpan = {}, clockShiftMs = 0) {
    this.#rawMs = (span.rawHours ?? 24) * HOUR_MS;
    this.#keptMs = keptMs(span);
    this.#clockShiftMs = clockShiftMs;
  }

  /** By how much the clock that gives the moments was set since the pair was added, in milliseconds. */
  get clockShiftMs(): number {
    return this.#clockShiftMs;
  }

  /** Moment of the oldest price; up to a minute early where only its candle is left. */
  get oldestAt(): number | null {
    const elsewhere = this.#oldestOlder();
    if (elsewhere !== null) return elsewhere + this.#clockShiftMs;
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
    return this.#raw.bytes + this.#candles.bytes + this.#seconds.bytes + (this.#spots?.bytes ?? 0);
  }

  /** What is older than `from` (ms, as kept) is to be read from elsewhere; all since then must have been added. */
  readFrom(older: OlderPrices, from: number): void {
    this.#older = older;
    this.#spots = new PastSpots(older);
    this.#wholeFrom = from;
    this.#oldestElsewhere = from === -Infinity ? null : older.oldestSince(this.#keptFrom());
  }

  /**
   * Reads what is missing in memory since a moment; `isDay` stops it after a day, so that a long past can be read in turns.
   * False when nothing is missing any more.
   */
  read(since: number, isDay = false): boolean {
    const at = since - this.#clockShiftMs;
    this.#reach(isDay ? Math.max(at, this.#wholeFrom - 1) : at);
    return at < this.#wholeFrom;
  }

  /** Lets go of days that nobody has asked for since the last time; all of them must be kept elsewhere. */
  release(): void {
    const newest = this.#newestAt;
    const needed = this.#askedMs;
    this.#askedMs = 0;
    if (this.#older === null || newest === null) return;
    const from = stepStart(newest - Math.max(needed, 2 * HOUR_MS), DAY_MS);
    const oldest = (this.oldestAt ?? Infinity) - this.#clockShiftMs;
    if (from <= this.#wholeFrom || oldest >= from) return;
    this.#oldestElsewhere = oldest;
    this.#wholeFrom = from;
    this.#candles.dropBefore(from);
    this.#raw = this.#raw.since(from);
    // What was let go of may belong to an hour that was read without it.
    this.#spots?.forget();
  }

  /** Moves every moment, because the clock that gave them was set: what was a minute ago still is. */
  shift(deltaMs: number): void {
    this.#clockShiftMs += deltaMs;
  }

  /**
   * Adds a price, with what its source told since the price before it; false when it is not
   * newer than the newest, which then changes nothing.
   */
  append(
    moment: number,
    price: number,
    { low = price, high = price, volume }: Pick<Observation, "low" | "high" | "volume"> = {},
  ): boolean {
    const at = moment - this.#clockShiftMs;
    if (this.#newestAt !== null && at <= this.#newestAt) return false;
    this.#seconds.add(at, price);
    const [lowest, highest] = [Math.min(low, price), Math.max(high, price)];
    const prices = { open: price, high: highest, low: lowest, close: price };
    this.#add({ at, ...prices, closeAt: at, ...(volume === undefined ? {} : { volume }) });
    return true;
  }

  /**
   * Adds candles of a slot or of a minute as they are kept, oldest first, but for those that are not newer than the newest
   * price. One that begins with the newest price's candle is that candle, as it was known later.
   */
  appendAll(candles: RawCandles): void {
    this.#raw.reserve(candles.length);
    for (let index = 0; index < candles.length; index++) {
      // As nearly all are: the first of its slot.
      const isLater = candles.timeOf(index) > (this.#newestAt ?? -Infinity);
      if (isLater && this.#raw.pushLater(candles, index)) this.#newestAt = candles.closeAtOf(index);
      else this.#appendKept({ ...candles.at(index), closeAt: candles.closeAtOf(index) });
    }
    this.#thinAll();
  }

  #appendKept(candle: SlotCandle): void {
    const { at, closeAt } = candle;
    const newest = this.#newestAt ?? -Infinity;
    const isSameCandle = this.#raw.timeOf(this.#raw.length - 1) === at && closeAt >= newest;
    if (!isSameCandle && at <= newest) return;
    const { volume: known, ...last } = (isSameCandle ? this.#raw.last() : null) ?? {};
    if (known !== undefined && "open" in last) {
      // What is told once more was not traded twice.
      this.#raw.replaceLast({ ...last, volume: Math.max(0, known - (candle.volume ?? 0)) });
    }
    this.#add(candle);
  }

  /**
   * Adds candles of a minute or more, oldest first, from before the minute of the oldest price; answers
   * those it took. What is known of later minutes stays as it is.
   */
  prepend(candles: readonly Candle[]): Candle[] {
    this.#reach(-Infinity);
    const { oldestAt } = this;
    const before = oldestAt === null
      ? Infinity
      : stepStart(oldestAt - this.#clockShiftMs, MINUTE_MS);
    const newestAt = this.#newestAt ?? (candles.at(-1)?.at ?? 0) - this.#clockShiftMs;
    const since = newestAt - this.#keptMs;
    const older = candles.filter(({ at }) => {
      const kept = at - this.#clockShiftMs;
      return kept >= since && stepStart(kept, MINUTE_MS) < before;
    });
    if (older.length > 0) this.#newestAt = newestAt;
    this.#older?.isOwnSince((older[0]?.at ?? Infinity) - this.#clockShiftMs);
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
    this.#reach(inserted[0]?.at ?? Infinity);
    const before = this.#raw.all();
    this.#raw = RawCandles.of(mergedSlots(before, inserted));
    const told = [...moved.map(({ at, price }) => ({ at: at + shift, price })), next];
    const seconds = [...this.secondsAfter(-Infinity), ...told];
    this.restoreSeconds(seconds.sort((a, b) => a.at - b.at));
    return inserted.map((candle) => ({
      ...candle,
      at: candle.at + shift,
      closeAt: candle.closeAt + shift,
    }));
  }

  /** Takes the changes that were kept to their second, oldest first; where some are missing, the ends of the slots tell. */
  restoreSeconds(kept: readonly TimedPrice[]): void {
    const points = kept.map(({ at, price }) => ({ at: at - this.#clockShiftMs, price }));
    this.#seconds = SecondPrices.of(points, this.#raw, this.#newestAt ?? 0);
  }

  /** The changes of the price after a moment, to the second, as far as they are known so; oldest first. */
  *secondsAfter(moment: number): Generator<TimedPrice> {
    for (const { at, price } of this.#seconds.after(moment - this.#clockShiftMs)) {
      yield { at: at + this.#clockShiftMs, price };
    }
  }

  priceAt(moment: number): number | null {
    const at = moment - this.#clockShiftMs;
    const newer = this.#seconds.priceAt(at);
    if (newer !== null) return newer;
    const inMemory = this.#raw.priceAt(at) ?? this.#candles.priceAt(at);
    if (inMemory !== null || this.#wholeFrom === -Infinity) return inMemory;
    const kept = { fineFrom: this.#fineFrom, keptFrom: this.#keptFrom() };
    const spot = at < this.#wholeFrom ? this.#spots?.priceAt(at, kept) ?? null : null;
    if (spot !== null) return spot;
    // The one in force may be from days before.
    for (this.#reach(at);; this.#reach(this.#wholeFrom - 1)) {
      const price = this.#raw.priceAt(at) ?? this.#candles.priceAt(at);
      if (price !== null || this.#wholeFrom === -Infinity) return price;
    }
  }

  /** From here on (ms, as kept) slots are told apart; before it minutes are. */
  get #fineFrom(): number {
    return stepStart((this.#newestAt ?? 0) - this.#rawMs, MINUTE_MS);
  }

  firstAtOrAfter(moment: number): TimedPrice | null {
    this.read(moment);
    const found = this.#firstKept(moment - this.#clockShiftMs);
    return found === null ? null : { at: found.at + this.#clockShiftMs, price: found.price };
  }

  /**
   * Candles of `stepMs` milliseconds over the prices from `from` to `to` (both included), aligned to
   * multiples of the step; spans without a price are left out. Throws a RangeError on a step below 1.
   */
  candles(from: number, to: number, stepMs: number): Candle[] {
    const candles: Candle[] = [];
    this.#handOn({ from, to, stepMs }, (at, values, place) => {
      const candle = candleIn(at, values, place);
      const last = candles.at(-1);
      if (last?.at === at) candles[candles.length - 1] = joinCandles(last, candle);
      else candles.push(candle);
    });
    return candles;
  }

  /** The same, added to others that end before them: a month of minutes is no object each so. */
  addCandles(range: Range, candles: RawCandles): void {
    this.#handOn(range, (at, values, place) => candles.addPrices(at, values, place));
  }

  #handOn({ from, to, stepMs }: Range, take: TakePrices): void {
    if (!(stepMs >= 1)) {
      throw new RangeError(`Cannot make candles of ${stepMs} ms: give at least 1`);
    }
    const shift = this.#clockShiftMs;
    this.#reach(from - shift);
    const onGrid: TakePrices = (at, values, place) =>
      take(Math.floor((at + shift) / stepMs) * stepMs, values, place);
    this.#candles.handOn(from - shift, to - shift, onGrid);
    this.#raw.handOn(from - shift, to - shift, onGrid);
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

  /** The oldest moment that is to be kept, as far as whole blocks of minutes are let go. */
  #keptFrom(): number {
    return stepStart((this.#newestAt ?? 0) - this.#keptMs, 3 * HOUR_MS);
  }

  #oldestOlder(): number | null {
    const oldest = this.#oldestElsewhere;
    if (this.#wholeFrom === -Infinity || oldest === null) return null;
    const from = this.#keptFrom();
    if (oldest < from) this.#oldestElsewhere = this.#older?.oldestSince(from) ?? null;
    const found = this.#oldestElsewhere;
    if (found === null || found >= this.#wholeFrom) return null;
    return found < this.#fineFrom ? stepStart(found, MINUTE_MS) : found;
  }

  /** Reads whole days from elsewhere, until nothing is missing since a moment. */
  #reach(at: number): void {
    const newest = this.#newestAt;
    if (newest === null || this.#older === null) return;
    this.#askedMs = Math.max(this.#askedMs, newest - at);
    if (at >= this.#wholeFrom) return;
    const oldest = Math.max(this.#oldestOlder() ?? Infinity, this.#keptFrom());
    const from = stepStart(at, DAY_MS);
    const told = this.#older.between(Math.max(from, this.#keptFrom()), this.#wholeFrom);
    this.#wholeFrom = from > oldest ? from : -Infinity;
    const minutes = told.indexAtOrAfter(this.#fineFrom);
    this.#candles.prependFirst(minutes, told);
    told.dropFirst(minutes);
    if (told.length === 0) return;
    const past = new PriceHistory({ ...this.span, rawHours: Infinity });
    past.#raw.reserve(told.length + this.#raw.length);
    past.appendAll(told);
    for (let slot = 0; slot < this.#raw.length; slot++) past.#raw.pushFrom(this.#raw, slot);
    this.#raw = past.#raw;
  }

  #add(candle: SlotCandle): void {
    const { closeAt } = candle;
    const last = this.#raw.lastIn(candle.at);
    if (last === null) this.#raw.push(candle);
    else this.#raw.replaceLast({ ...joinCandles(last, candle), closeAt });
    this.#newestAt = closeAt;
    this.#thinAll();
  }

  /** Whole minutes of old slots become candles of a minute, and old ones of those go. */
  #thinAll(): void {
    const newest = this.#newestAt ?? NaN;
    const limit = stepStart(newest - this.#rawMs, MINUTE_MS);
    for (; this.#raw.timeOf(0) < limit; this.#raw.dropFirst(1)) this.#candles.add(this.#raw.at(0));
    this.#candles.dropBefore(newest - this.#keptMs);
  }
}
