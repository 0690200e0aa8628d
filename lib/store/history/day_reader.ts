import { stepStart } from "@/lib/market/candle.ts";
import { type OlderPrices, RawCandles } from "@/lib/market/history/raw_candles.ts";
import type { FileSystem } from "@/lib/store/file/file_system.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { Collected } from "./collected.ts";
import {
  type Block,
  BLOCKS_ENDING,
  Cursor,
  type DayEntry,
  type Span,
  wholeBlocks,
} from "./candle_blocks.ts";
import {
  type DayFiles,
  dayName,
  LINES_ENDING,
  newestOf,
  oldestOf,
  parseDayFile,
} from "./day_files.ts";

const LINE_FEED = 10;
/** So much of the end of a file of lines has at least the slots of the newest hour. */
const TAIL_BYTES = 48 * 1024;
const LONGEST_LINE_BYTES = 130;

/** The files of one pair that were read in this turn: of a day, its windows ask for one hour after the other. */
interface LastRead {
  readonly of: DayReader;
  readonly days: Map<number, readonly Block[]>;
  /** Bytes of `room` that they fill. */
  used: number;
}

let lastRead: LastRead | null = null;

/** Files of one pair are read into it, and those of the next one over them. */
let room: Uint8Array | null = null;
const ROOM_BYTES = 512 * 1024;

/** Which files of a pair's days there are, and what is in them, read at once. `DayFolder` writes them. */
export class DayReader {
  files = new Map<number, DayFiles>();
  /** By how much the clock had been set when entries were written, at least and at most (ms): so far they may lie from their day. */
  shifts: Span = { from: 0, to: 0 };
  /** Days whose last line has no end: the next one must not be glued to it. */
  readonly torn = new Set<number>();
  readonly lineCounts = new Map<number, number>();
  /** The days of `files`, oldest first: none of them ever goes alone. */
  #sorted = { of: this.files, days: [] as readonly number[] };

  constructor(
    private readonly fs: FileSystem,
    private readonly path: string,
    /** Since when (ms) there are blocks. */
    private readonly since: number,
  ) {}

  /** The days that there are, oldest first. */
  days(): readonly number[] {
    const { of, days } = this.#sorted;
    if (of === this.files && days.length === of.size) return days;
    const sorted = [...this.files.keys()].sort((a, b) => a - b);
    this.#sorted = { of: this.files, days: sorted };
    return sorted;
  }

  /** Takes what a day has of a stretch, at once. Throws where a file cannot be read. */
  readNow(day: number, into: Collected): void {
    into.takeBlocks(this.#blocksOf(day));
    if (!this.hasOwnLines(day)) return;
    const bytes = this.#bytesNow(day, LINES_ENDING);
    if (bytes !== null) into.takeEntries(this.entriesIn(day, bytes));
  }

  /**
   * Takes what was written of the newest entry and of `spanMs` before it; answers since when (ms, as kept) nothing is missing.
   * What is newer than `until` is not meant.
   */
  readNewest(spanMs: number, until: number, since: number): { candles: RawCandles; from: number } {
    const days = this.days();
    const { from: least, to: most } = this.shifts;
    for (let nth = days.length - 1; nth >= 0; nth--) {
      const [day = 0, dayBefore] = [days[nth], days[nth - 1]];
      const lines = this.hasOwnLines(day) ? this.#newestLines(day, spanMs + most - least) : [];
      const newest = Math.max(newestOf(lines), newestIn(this.#blocksOf(day)));
      if (newest === -Infinity) continue;
      const from = Math.min(newest, until + most) - spanMs - (most - least);
      const whole = stepStart(from - least, MINUTE_MS) + MINUTE_MS;
      const into = new Collected(Math.max(whole, since), until, this.shifts);
      if (dayBefore !== undefined && from < day) this.readNow(dayBefore, into);
      into.takeBlocks(this.#blocksOf(day));
      into.takeEntries(lines);
      return { candles: into.inOrder(), from: whole };
    }
    return { candles: new RawCandles(0), from: -Infinity };
  }

  /** The moment of the oldest entry (ms); null where it cannot be told without reading all of it. */
  oldestNow(day: number): number | null {
    if (this.hasOwnLines(day)) return null;
    const spans = this.#blocksOf(day).map(({ span }) => span?.from ?? NaN);
    const oldest = Math.min(...spans);
    return Number.isFinite(oldest) ? oldest : null;
  }

  /** Lines are in order of time but for what was told late, so the end of the file is enough where it reaches back so far. */
  #newestLines(day: number, spanMs: number): DayEntry[] {
    const bytes = this.#bytesNow(day, LINES_ENDING);
    if (bytes === null) return [];
    if (bytes.length > TAIL_BYTES) {
      const end = bytes.subarray(-TAIL_BYTES);
      const entries = parseDayFile(end.subarray(end.indexOf(LINE_FEED) + 1));
      if (oldestOf(entries) < newestOf(entries) - spanMs) {
        // How many there are is not known; they become a block with the next ones.
        this.lineCounts.set(day, Math.ceil(bytes.length / LONGEST_LINE_BYTES));
        if (bytes.at(-1) !== LINE_FEED) this.torn.add(day);
        return entries;
      }
    }
    return this.entriesIn(day, bytes);
  }

  #blocksOf(day: number): readonly Block[] {
    if (!this.files.get(day)?.blocks) return [];
    const { days } = this.#lastRead();
    let blocks = days.get(day);
    if (blocks === undefined) {
      const bytes = this.#bytesNow(day, BLOCKS_ENDING);
      days.set(day, blocks = bytes === null ? [] : wholeBlocks(bytes));
    }
    return blocks;
  }

  #lastRead(): LastRead {
    if (lastRead?.of === this) return lastRead;
    queueMicrotask(() => lastRead = null);
    return lastRead = { of: this, days: new Map(), used: 0 };
  }

  /** Null where it is gone meanwhile; its bytes last for this turn, until those of another pair are read. */
  #bytesNow(day: number, ending: string): Uint8Array | null {
    const read = this.#lastRead();
    room ??= new Uint8Array(ROOM_BYTES);
    try {
      const bytes = this.fs.readNow(this.pathOf(day, ending), room.subarray(read.used));
      if (bytes.buffer === room.buffer) read.used += bytes.length;
      return bytes;
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
    if (bytes.length > 0 && bytes.at(-1) !== LINE_FEED) this.torn.add(day);
    const entries = parseDayFile(bytes);
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
    return `${this.path}/${dayName(day)}${ending}`;
  }
}

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
    const since = Math.max(from, this.ownSince);
    if (!this.#isSet) {
      for (const day of this.#days(since, Infinity)) {
        const oldest = this.#oldestIn(day);
        if (oldest !== null && oldest >= since) return oldest;
        const candles = this.#read([day], since, Infinity);
        if (candles.length > 0) return candles.timeOf(0);
      }
      return null;
    }
    const candles = this.between(from, Infinity);
    return candles.length === 0 ? null : candles.timeOf(0);
  }

  between(from: number, to: number): RawCandles {
    return this.#read(this.#days(from, to), Math.max(from, this.ownSince), to);
  }

  isOwnSince(from: number): void {
    this.ownSince = Math.min(this.ownSince, from);
  }

  /** Null where it takes reading the day to know. */
  #oldestIn(day: number): number | null {
    try {
      return this.options.folder().oldestNow(day);
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
  #read(days: readonly number[], from: number, to: number): RawCandles {
    const folder = this.options.folder();
    const into = new Collected(from, to, folder.shifts);
    for (const day of days) {
      try {
        folder.readNow(day, into);
      } catch (error) {
        this.options.onError(error);
      }
    }
    return into.inOrder();
  }
}

/** The moment (ms) of the newest entry of blocks. */
function newestIn(blocks: readonly Block[]): number {
  let newest = -Infinity;
  for (const block of blocks) {
    if (block.span !== null) newest = Math.max(newest, block.span.to);
    else {for (const cursor = new Cursor(block); cursor.next();) {
        newest = Math.max(newest, cursor.at);
      }}
  }
  return newest;
}
