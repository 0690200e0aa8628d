import { join } from "node:path";
import type { Candle } from "@/lib/market/candle.ts";
import type { OlderPrices, SlotCandle } from "@/lib/market/history/fine_prices.ts";
import type { FileSystem } from "@/lib/store/file/file_system.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { doAtOnce } from "@/lib/time/turns.ts";
import { BLOCKS_ENDING, type DayEntry, decodeBlocks, type Span, spanOf } from "./candle_blocks.ts";
import {
  type DayFiles,
  dayName,
  isCandle,
  LINES_ENDING,
  newestOf,
  oldestOf,
  parseDayFile,
} from "./day_files.ts";

const LINE_FEED = 10;
/** So much of the end of a file of lines has at least the slots of the newest hour. */
const TAIL_BYTES = 48 * 1024;
const LONGEST_LINE_BYTES = 130;

/** Which files of a pair's days there are, and what is in them, read at once. `DayFolder` writes them. */
export class DayReader {
  files = new Map<number, DayFiles>();
  /** By how much the clock had been set when entries were written, at least and at most (ms): so far they may lie from their day. */
  shifts: Span = { from: 0, to: 0 };
  /** Days whose last line has no end: the next one must not be glued to it. */
  readonly torn = new Set<number>();
  readonly lineCounts = new Map<number, number>();

  constructor(
    private readonly fs: FileSystem,
    private readonly path: string,
    /** Since when (ms) there are blocks. */
    private readonly since: number,
  ) {}

  /** The days that there are, oldest first. */
  days(): number[] {
    return [...this.files.keys()].sort((a, b) => a - b);
  }

  /**
   * The entries of a day as they were written, at once; blocks without one of a stretch (ms) are left out. Throws where a
   * file cannot be read.
   */
  readNow(day: number, since = -Infinity, until = Infinity): DayEntry[] {
    const lines = this.hasOwnLines(day) ? this.#bytesNow(day, LINES_ENDING) : null;
    const entries = this.#blocksNow(day, since, until);
    return lines === null ? entries : entries.concat(this.entriesIn(day, lines));
  }

  /**
   * What was written of the newest entry and of `spanMs` before it, and perhaps of a while before that; `from` is since when
   * (ms) nothing is missing. What is newer than `until` is not meant.
   */
  readNewest(
    spanMs: number,
    until: number,
  ): { readonly entries: DayEntry[]; readonly from: number } {
    const days = this.days();
    const { from: least, to: most } = this.shifts;
    const fromOf = (newest: number) => Math.min(newest, until + most) - spanMs - (most - least);
    for (let nth = days.length - 1; nth >= 0; nth--) {
      const [day = 0, dayBefore] = [days[nth], days[nth - 1]];
      const lines = this.hasOwnLines(day) ? this.#newestLines(day, spanMs + most - least) : [];
      const newest = Math.max(newestOf(lines), this.#newestBlockOf(day));
      const entries = [...this.#blocksNow(day, fromOf(newest)), ...lines];
      if (entries.length === 0) continue;
      const from = fromOf(newestOf(entries));
      const before = dayBefore === undefined || from >= day ? [] : this.readNow(dayBefore, from);
      return { entries: [...before, ...entries], from: from - least };
    }
    return { entries: [], from: -Infinity };
  }

  #newestBlockOf(day: number): number {
    const bytes = this.files.get(day)?.blocks ? this.#bytesNow(day, BLOCKS_ENDING) : null;
    return (bytes === null ? null : spanOf(bytes))?.to ?? -Infinity;
  }

  /** From when to when (ms) a day has entries; null where it cannot be told without reading all of it. */
  spanNow(day: number): Span | null {
    const { lines, blocks } = this.files.get(day) ?? {};
    if (!blocks || (lines && this.hasOwnLines(day))) return null;
    const bytes = this.#bytesNow(day, BLOCKS_ENDING);
    return bytes === null ? null : spanOf(bytes);
  }

  #blocksNow(day: number, since: number, until = Infinity): DayEntry[] {
    const bytes = this.files.get(day)?.blocks ? this.#bytesNow(day, BLOCKS_ENDING) : null;
    return bytes === null ? [] : doAtOnce(decodeBlocks(bytes, since, until)).entries;
  }

  /** Lines are in order of time but for what was told late, so the end of the file is enough where it reaches back so far. */
  #newestLines(day: number, spanMs: number): DayEntry[] {
    const bytes = this.#bytesNow(day, LINES_ENDING);
    if (bytes === null) return [];
    if (bytes.length > TAIL_BYTES) {
      const end = bytes.subarray(-TAIL_BYTES);
      const entries = parseDayFile(new TextDecoder().decode(end.subarray(end.indexOf(LINE_FEED))));
      if (oldestOf(entries) < newestOf(entries) - spanMs) {
        // How many there are is not known; they become a block with the next ones.
        this.lineCounts.set(day, Math.ceil(bytes.length / LONGEST_LINE_BYTES));
        if (bytes.at(-1) !== LINE_FEED) this.torn.add(day);
        return entries;
      }
    }
    return this.entriesIn(day, bytes);
  }

  /** Null where it is gone meanwhile. */
  #bytesNow(day: number, ending: string): Uint8Array | null {
    try {
      return this.fs.readNow(this.pathOf(day, ending));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw error;
    }
  }

  /** Whether a day is over that the version before wrote. */
  isOfBefore(day: number): boolean {
    return day + DAY_MS <= this.since;
  }

  /** Whether a day has lines that no block has. */
  hasOwnLines(day: number): boolean {
    const { lines = false, blocks = false } = this.files.get(day) ?? {};
    return lines && !(blocks && this.isOfBefore(day));
  }

  /** The entries of a file of lines. */
  entriesIn(day: number, bytes: Uint8Array): DayEntry[] {
    const text = new TextDecoder().decode(bytes);
    if (text !== "" && !text.endsWith("\n")) this.torn.add(day);
    const entries = parseDayFile(text);
    this.lineCounts.set(day, entries.length);
    return entries;
  }

  /** What there is of a day, to be changed when it does. */
  filesOf(day: number): DayFiles {
    let files = this.files.get(day);
    if (files === undefined) this.files.set(day, files = { lines: false, blocks: false });
    return files;
  }

  /** Where a file of a day is. */
  pathOf(day: number, ending: string): string {
    return join(this.path, dayName(day) + ending);
  }
}

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
