import { type Candle, joinCandles } from "@/lib/market/candle.ts";
import { HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { candleIn, type OlderPrices, RawCandles, type TakePrices } from "./raw_candles.ts";

const MINUTES_PER_BLOCK = 180;
const FIELDS = 5;

/** Three hours of candles; a minute without prices has NaN in its place. */
interface Block {
  readonly number: number;
  readonly values: Float64Array;
}

/** One-minute candles in order of time, 40 bytes each, dropped from the front by blocks of three hours. */
export class MinuteCandles {
  readonly #blocks: Block[] = [];
  #oldestMinute: number | null = null;
  #newest: Candle | null = null;

  get oldestAt(): number | null {
    return this.#oldestMinute === null ? null : this.#oldestMinute * MINUTE_MS;
  }

  get newestAt(): number | null {
    return this.#newest?.at ?? null;
  }

  get bytes(): number {
    return this.#blocks.reduce((sum, { values }) => sum + values.byteLength, 0);
  }

  /** Adds a candle to the newest minute or to a later one; `candle.at` is taken down to its minute. */
  add(candle: Candle): void {
    const minute = Math.floor(candle.at / MINUTE_MS);
    const at = minute * MINUTE_MS;
    const newest = this.#newest?.at === at ? joinCandles(this.#newest, candle) : { ...candle, at };
    this.#newest = newest;
    this.#oldestMinute ??= minute;
    put(this.#blockOf(minute).values, minute, newest);
  }

  /** Adds candles, oldest first, in front of the oldest minute; what is not older than that is left out. */
  prepend(candles: readonly Candle[]): void {
    const before = this.#oldestMinute ?? Infinity;
    for (const candle of candles.toReversed()) {
      const minute = Math.floor(candle.at / MINUTE_MS);
      if (minute < before) this.#putInFront(minute, candle);
    }
  }

  /** The same with the first ones of a queue, of which there may be a month. */
  prependFirst(count: number, candles: RawCandles): void {
    const before = this.#oldestMinute ?? Infinity;
    const room = new BlockRoom(Math.floor(count / MINUTES_PER_BLOCK));
    for (let index = count - 1; index >= 0; index--) {
      const minute = Math.floor(candles.timeOf(index) / MINUTE_MS);
      if (minute >= before) continue;
      const [block] = this.#blocks;
      const isOfBlock = block?.number === Math.floor(minute / MINUTES_PER_BLOCK);
      if (isOfBlock && minute < (this.#oldestMinute ?? -Infinity)) {
        candles.copyPrices(index, block.values, slotOf(minute));
        this.#oldestMinute = minute;
      } else this.#putInFront(minute, candles.at(index), room);
    }
  }

  /** Drops whole blocks that end at this moment or before it. */
  dropBefore(at: number): void {
    const firstKept = Math.floor(at / MINUTE_MS / MINUTES_PER_BLOCK);
    let dropped = 0;
    while ((this.#blocks[dropped]?.number ?? Infinity) < firstKept) dropped++;
    if (dropped === 0) return;
    this.#blocks.splice(0, dropped);
    if (this.#blocks.length === 0) this.#newest = null;
    const oldest = this.from(-Infinity).next().value;
    this.#oldestMinute = oldest ? oldest.at / MINUTE_MS : null;
  }

  /** Candles that start at this moment or later. */
  *from(at: number): Generator<Candle, undefined> {
    const firstMinute = Math.ceil(at / MINUTE_MS);
    for (let index = this.#indexOf(firstMinute); index < this.#blocks.length; index++) {
      const block = this.#blocks[index];
      if (block === undefined) return;
      const start = block.number * MINUTES_PER_BLOCK;
      for (
        let minute = Math.max(start, firstMinute);
        minute < start + MINUTES_PER_BLOCK;
        minute++
      ) {
        const candle = candleAt(block.values, minute);
        if (candle !== null) yield candle;
      }
    }
  }

  /** Hands on the candles that start from one moment to another (both included), without an object for each. */
  handOn(from: number, to: number, take: TakePrices): void {
    const firstMinute = Math.ceil(from / MINUTE_MS);
    const lastMinute = Math.floor(to / MINUTE_MS);
    for (let index = this.#indexOf(firstMinute); index < this.#blocks.length; index++) {
      const block = this.#blocks[index];
      if (block === undefined) return;
      const start = block.number * MINUTES_PER_BLOCK;
      const last = Math.min(lastMinute, start + MINUTES_PER_BLOCK - 1);
      for (let minute = Math.max(start, firstMinute); minute <= last; minute++) {
        const place = slotOf(minute);
        if (!Number.isNaN(block.values[place])) take(minute * MINUTE_MS, block.values, place);
      }
    }
  }

  /** The price in force at a moment: within a minute its first, after it its last; null before the oldest minute. */
  priceAt(at: number): number | null {
    const minute = Math.floor(at / MINUTE_MS);
    const candle = this.#newestUpTo(minute);
    if (candle === null) return null;
    return candle.at === minute * MINUTE_MS ? candle.open : candle.close;
  }

  #newestUpTo(minute: number): Candle | null {
    for (let index = this.#indexOf(minute + 1); index >= 0; index--) {
      const block = this.#blocks[index];
      if (block === undefined) continue;
      const start = block.number * MINUTES_PER_BLOCK;
      for (let at = Math.min(minute, start + MINUTES_PER_BLOCK - 1); at >= start; at--) {
        const candle = candleAt(block.values, at);
        if (candle !== null) return candle;
      }
    }
    return null;
  }

  /** Index of the first block that holds this minute or later ones. */
  #indexOf(minute: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const end = ((this.#blocks[middle]?.number ?? 0) + 1) * MINUTES_PER_BLOCK;
      if (end <= minute) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts a candle in, at the oldest minute or before it. */
  #putInFront(minute: number, candle: Candle, room?: BlockRoom): void {
    const number = Math.floor(minute / MINUTES_PER_BLOCK);
    let [block] = this.#blocks;
    if (block?.number !== number) {
      this.#blocks.unshift(block = room?.block(number) ?? emptyBlock(number));
    }
    const later = candleAt(block.values, minute);
    const at = minute * MINUTE_MS;
    const moved = candle.at === at ? candle : { ...candle, at };
    const joined = later === null ? moved : joinCandles(moved, later);
    this.#newest ??= joined;
    if (this.#newest.at === at) this.#newest = joined;
    this.#oldestMinute = minute;
    put(block.values, minute, joined);
  }

  #blockOf(minute: number): Block {
    const number = Math.floor(minute / MINUTES_PER_BLOCK);
    const last = this.#blocks.at(-1);
    if (last?.number === number) return last;
    const block = emptyBlock(number);
    this.#blocks.push(block);
    return block;
  }
}

function emptyBlock(number: number): Block {
  return { number, values: new Float64Array(MINUTES_PER_BLOCK * FIELDS).fill(NaN) };
}

/** Room for some blocks in one array: hundreds of small ones for a month cost more than reading it. */
class BlockRoom {
  readonly #values: Float64Array;
  #used = 0;

  constructor(blocks: number) {
    this.#values = new Float64Array(blocks * MINUTES_PER_BLOCK * FIELDS).fill(NaN);
  }

  /** The next block; undefined where there is room for none. */
  block(number: number): Block | undefined {
    const from = this.#used;
    const to = from + MINUTES_PER_BLOCK * FIELDS;
    if (to > this.#values.length) return undefined;
    this.#used = to;
    return { number, values: this.#values.subarray(from, to) };
  }
}

function put(
  values: Float64Array,
  minute: number,
  { open, high, low, close, volume }: Candle,
): void {
  const slot = slotOf(minute);
  values[slot] = open;
  values[slot + 1] = high;
  values[slot + 2] = low;
  values[slot + 3] = close;
  values[slot + 4] = volume ?? NaN;
}

function slotOf(minute: number): number {
  return (minute % MINUTES_PER_BLOCK) * FIELDS;
}

function candleAt(values: Float64Array, minute: number): Candle | null {
  const place = slotOf(minute);
  if (Number.isNaN(values[place] ?? NaN)) return null;
  return candleIn(minute * MINUTE_MS, values, place);
}

/** So many hours are in memory at once: those in which windows begin, and a day ago. */
const MOST_HOURS = 12;
/** Where an hour begins without a price, so many before it are looked at; what is older takes reading days. */
const HOURS_BEFORE = 3;

/** Single prices of a past that is kept elsewhere: the hours around them are in memory, the others are not. */
export class PastSpots {
  /** Those that were asked for last stand last. */
  readonly #hours = new Map<number, RawCandles>();

  constructor(private readonly older: OlderPrices) {}

  /** Bytes that its arrays take in memory. */
  get bytes(): number {
    return [...this.#hours.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * The price in force at a moment, as a history has it that is in memory from before it: in minutes where it is older than
   * `fineFrom`; null when nothing is known of that hour up to the moment, nor of those before it. What is older than
   * `keptFrom`, the beginning of an hour, counts for nothing. All in milliseconds.
   */
  priceAt(at: number, { fineFrom, keptFrom }: Record<"fineFrom" | "keptFrom", number>) {
    if (at < keptFrom) return null;
    const price = priceIn(this.#hourOf(at), at, fineFrom);
    for (let back = 1; price === null && back <= HOURS_BEFORE; back++) {
      const before = at - back * HOUR_MS;
      const last = before < keptFrom ? null : this.#hourOf(before).last();
      if (last !== null) return last.close;
    }
    return price;
  }

  /** The hours are to be read anew: they may have had another end when they were read. */
  forget(): void {
    this.#hours.clear();
  }

  #hourOf(at: number): RawCandles {
    const hour = Math.floor(at / HOUR_MS);
    const known = this.#hours.get(hour);
    this.#hours.delete(hour);
    const candles = known ?? this.#read(hour);
    this.#hours.set(hour, candles);
    const [oldest] = this.#hours.keys();
    if (this.#hours.size > MOST_HOURS && oldest !== undefined) this.#hours.delete(oldest);
    return candles;
  }

  #read(hour: number): RawCandles {
    return this.older.between(hour * HOUR_MS, (hour + 1) * HOUR_MS).copy();
  }
}

function priceIn(candles: RawCandles, at: number, fineFrom: number): number | null {
  if (at >= fineFrom) return candles.priceAt(at);
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const index = candles.indexAtOrAfter(minute);
  if (candles.timeOf(index) < minute + MINUTE_MS) return candles.at(index).open;
  return index === 0 ? null : candles.at(index - 1).close;
}
