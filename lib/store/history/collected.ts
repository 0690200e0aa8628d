import { HISTORY_SLOT_MS } from "@/lib/market/accept.ts";
import { RawCandles, type SlotCandle } from "@/lib/market/history/raw_candles.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { type Block, Cursor, type DayEntry, type Span } from "./candle_blocks.ts";
import { isCandle } from "./day_files.ts";

/** What is read is copied from here at once: arrays for each of a month's days would keep the garbage collector busy. */
const collected = new RawCandles(DAY_MS / HISTORY_SLOT_MS);

/**
 * What is found of a stretch (ms, as kept; its end not included), by the clock as it was when the pair's first price came.
 * There is one at a time.
 */
export class Collected {
  readonly #candles = collected;
  /** The stretch by the clocks of all entries. */
  readonly #written: Span;
  #isInOrder = true;
  #newest = -Infinity;

  /** @param shifts by how much the clock had been set when the entries were written */
  constructor(private readonly from: number, private readonly to: number, shifts: Span) {
    this.#written = { from: from + shifts.from, to: to + shifts.to };
    collected.clear();
  }

  /** Takes entries of blocks; those of one that cannot be understood are none. */
  takeBlocks(all: readonly Block[]): void {
    const { from, to } = this.#written;
    const blocks = all.filter(({ span }) => span === null || span.from < to && span.to >= from);
    for (const block of blocks) this.#takeBlock(block);
  }

  #takeBlock(block: Block): void {
    const before = this.#candles.length;
    const cursor = new Cursor(block);
    while (cursor.next()) {
      if (cursor.shift === 0) this.#take(cursor);
      else this.#take(unshifted(cursor, cursor.shift));
    }
    if (!cursor.isAtEnd) this.#candles.keepFirst(before);
  }

  /** Takes entries as they were written. */
  takeEntries(entries: readonly DayEntry[]): void {
    for (const entry of entries) {
      const { clockShiftMs = 0 } = entry;
      if (clockShiftMs === 0) this.#take(asCandle(entry));
      else this.#take(unshifted(asCandle(entry), clockShiftMs));
    }
  }

  #take(candle: SlotCandle): void {
    const { at } = candle;
    if (at < this.from || at >= this.to) return;
    this.#isInOrder &&= at > this.#newest;
    this.#newest = at;
    this.#candles.push(candle);
  }

  /** As candles, oldest first; they last until more is read. */
  inOrder(): RawCandles {
    // As nearly always: a month is read so while somebody waits.
    if (this.#isInOrder) return this.#candles;
    const sorted = this.#candles.all().sort((a, b) => a.at - b.at);
    return RawCandles.of(sorted.filter((candle, nth) => !isToldAgain(candle, sorted[nth + 1])));
  }
}

/** A crash leaves entries twice, and a slot as it was known before. */
function isToldAgain(candle: SlotCandle, next: SlotCandle | undefined): boolean {
  return next?.at === candle.at && next.closeAt >= candle.closeAt;
}

function unshifted({ at, open, high, low, close, closeAt, volume }: SlotCandle, shift: number) {
  const prices = { open, high, low, close, ...(volume === undefined ? {} : { volume }) };
  return { at: at - shift, ...prices, closeAt: closeAt - shift };
}

/** A lone price as a candle. */
function asCandle(entry: DayEntry): SlotCandle {
  const { at } = entry;
  if (hasEnd(entry)) return entry;
  if (isCandle(entry)) return { ...entry, closeAt: at };
  const { price } = entry;
  return { at, open: price, high: price, low: price, close: price, closeAt: at };
}

function hasEnd(entry: DayEntry): entry is SlotCandle & DayEntry {
  return isCandle(entry) && entry.closeAt !== undefined;
}
