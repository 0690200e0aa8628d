import type { Candle } from "@/lib/market/candle.ts";
import type { OlderPrices, SlotCandle } from "@/lib/market/history/fine_prices.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import type { DayEntry } from "./candle_blocks.ts";
import type { DayReader } from "./day_reader.ts";
import { isCandle } from "./day_lines.ts";

type KeptCandle = Candle & Partial<SlotCandle>;

interface DiskOptions {
  /** Another one once the pair was removed and added again. */
  readonly folder: () => DayReader;
  readonly onError: (error: unknown) => void;
}

/** A pair's prices on disk, read when they are asked for. */
export class DaysOnDisk implements OlderPrices {
  /** @param ownSince what is older (ms, as kept) is left from another pair of that name */
  constructor(private readonly options: DiskOptions, private ownSince: number) {}

  oldestSince(from: number): number | null {
    if (this.#isSet) return this.between(from, Infinity)[0]?.at ?? null;
    for (const day of this.#days(from, Infinity)) {
      const oldest = this.#oldestIn(day);
      if (oldest !== null && oldest >= Math.max(from, this.ownSince)) return oldest;
      const [first] = this.#dayFrom(day, from, Infinity);
      if (first !== undefined) return first.at;
    }
    return null;
  }

  between(from: number, to: number): KeptCandle[] {
    const told = this.#days(from, to).flatMap((day) => this.#dayFrom(day, from, to));
    return this.#isSet ? told.sort((a, b) => a.at - b.at) : told;
  }

  isOwnSince(from: number): void {
    this.ownSince = Math.min(this.ownSince, from);
  }

  /** Null where it takes reading the day to know. */
  #oldestIn(day: number): number | null {
    try {
      return this.options.folder().spanNow(day)?.from ?? null;
    } catch {
      return null;
    }
  }

  /** Days are named by the clock as it was; entries are as kept. */
  #days(from: number, to: number): number[] {
    const folder = this.options.folder();
    const [first, last] = [from + folder.shifts.from, to + folder.shifts.to];
    return folder.days().filter((day) => day + DAY_MS > first && day < last);
  }

  /** Whether the clock was set while prices were written. */
  get #isSet(): boolean {
    const { from, to } = this.options.folder().shifts;
    return from !== to;
  }

  /** A day that cannot be read is reported and left out. */
  #dayFrom(day: number, from: number, to: number): KeptCandle[] {
    const since = Math.max(from, this.ownSince);
    const folder = this.options.folder();
    const [first, last] = [since + folder.shifts.from, to + folder.shifts.to];
    try {
      return inOrder(folder.readNow(day, first, last), since, to);
    } catch (error) {
      this.options.onError(error);
      return [];
    }
  }
}

/** Entries of a stretch as candles in order, by the clock as it was when the pair's first price came. */
export function inOrder(entries: readonly DayEntry[], from: number, to: number): KeptCandle[] {
  const candles: KeptCandle[] = [];
  let isInOrder = true;
  for (const entry of entries) {
    const candle = asKept(entry);
    if (candle.at < from || candle.at >= to) continue;
    isInOrder &&= candle.at > (candles.at(-1)?.at ?? -Infinity);
    candles.push(candle);
  }
  // As nearly always: a month is read so while somebody waits.
  if (isInOrder) return candles;
  candles.sort((a, b) => a.at - b.at);
  return candles.filter((candle, nth) => !isToldAgain(candle, candles[nth + 1]));
}

/** A crash leaves entries twice, and a slot as it was known before. */
function isToldAgain(candle: KeptCandle, next: KeptCandle | undefined): boolean {
  return next?.at === candle.at && (next.closeAt ?? next.at) >= (candle.closeAt ?? candle.at);
}

function asKept(entry: DayEntry): KeptCandle {
  const candle = asCandle(entry);
  if (!entry.clockShiftMs) return candle;
  const { clockShiftMs: _, ...kept } = { ...candle, clockShiftMs: 0 };
  const moved = { ...kept, at: entry.at - entry.clockShiftMs };
  return candle.closeAt === undefined
    ? moved
    : { ...moved, closeAt: candle.closeAt - entry.clockShiftMs };
}

/** A lone price as a candle. */
function asCandle(entry: DayEntry): KeptCandle {
  if (isCandle(entry)) return entry;
  const { at, price } = entry;
  return { at, open: price, high: price, low: price, close: price };
}
