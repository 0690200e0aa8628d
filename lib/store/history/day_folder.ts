import { join } from "node:path";
import { type Candle, joinCandles } from "@/lib/market/candle.ts";
import {
  type FileSystem,
  replaceFile,
  TEMPORARY_ENDING,
  writeAll,
} from "@/lib/store/file/file_system.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { doAtOnce, doInTurns, Turns } from "@/lib/time/turns.ts";
import { BLOCKS_ENDING, type DayEntry, decodeBlocks, encodeBlocks, isThin } from "./candle_blocks.ts";
import { formatEntry, isCandle, parseDayFile } from "./day_lines.ts";

/** So many newest lines of a day wait to become a block: six hours of slots. */
const MOST_LINES = 1_440;
/** So many entries that come together, as those of the past do, are a block at once. */
const ENTRIES_FOR_A_BLOCK = 64;
/** For how long (ms) the files of the version before stay, so that one can go back to it. */
const BEFORE_KEPT_MS = 7 * DAY_MS;

/** The work of all folders is one: a start that reads a thousand of them waits for as few turns as it can. */
const turns = new Turns();

/** How long entries stay as written, and at all; both in milliseconds. */
interface Ages {
  readonly rawMs: number;
  readonly keptMs: number;
}

/** Which files of a day there are. */
interface DayFiles {
  lines: boolean;
  blocks: boolean;
}

/**
 * The prices of one pair by UTC days: blocks in `data/history/BTCUSDT/2024-01-15.candles`, and what came since in
 * lines beside it (`….ndjson`). Lines of days before `since` (ms) are from the version before, and only kept once
 * there are blocks of their day.
 */
export class DayFolder {
  #exists = false;
  #days = new Map<number, DayFiles>();
  /** Days whose last line has no end: the next one must not be glued to it. */
  readonly #torn = new Set<number>();
  readonly #lineCounts = new Map<number, number>();
  /** Days that are over and of which nothing is to be done. */
  readonly #settled = new Set<number>();

  constructor(
    private readonly fs: FileSystem,
    private readonly path: string,
    private readonly ages: Ages,
    private readonly since: number,
  ) {}

  /**
   * Adds entries to the files of their days, to those of the others also where one day's failed; then rejects with the
   * first failure. It may leave a torn line or block, which reading leaves out. What is told of the past is on disk day
   * by day, as given, and nothing after a failure: what a crash leaves out is then its end.
   */
  async append(entries: readonly DayEntry[], isPast = false): Promise<void> {
    const byDay = Map.groupBy(entries, ({ at }) => Math.floor(at / DAY_MS) * DAY_MS);
    const failures: unknown[] = [];
    for (const [day, ofDay] of byDay) {
      this.#settled.delete(day);
      const added = this.#takesBlocks(day, ofDay.length)
        ? this.#addBlocks(day, ofDay, isPast)
        : this.#addLines(day, ofDay, isPast);
      await added.catch((error) => void failures.push(error));
      if (isPast && failures.length > 0) break;
    }
    if (failures.length > 0) throw failures[0];
  }

  /** All entries, day by day as they were written. A file that cannot be read is reported and left out. */
  async read(now: number, onError: (error: Error) => void): Promise<DayEntry[]> {
    const entries: DayEntry[] = [];
    for (const day of await this.#list(now)) {
      try {
        const ofDay = await this.#readDay(day);
        for (const entry of ofDay) entries.push(entry);
        const isDone = this.#isDueForThinning(day, now) && !this.#hasOwnLines(day);
        if (isDone && isThin(ofDay)) this.#settled.add(day);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return entries;
  }

  /** Deletes what is too old; answers the days that are over and of which something may be left to do. */
  async untidyDays(now: number): Promise<number[]> {
    const days = await this.#list(now);
    return days.filter((day) =>
      day + DAY_MS <= now && !this.#settled.has(day) || this.#hasOldLines(day, now)
    );
  }

  /** Makes blocks of the lines of such a day, thins it when it is old enough, and deletes lines that are kept no longer. */
  async tidy(day: number, now: number): Promise<void> {
    if (!this.#settled.has(day)) await this.#settle(day, now);
    if (this.#hasOldLines(day, now)) await this.#removeLines(day);
  }

  async remove(): Promise<void> {
    this.#torn.clear();
    this.#settled.clear();
    this.#lineCounts.clear();
    this.#days.clear();
    this.#exists = false;
    try {
      await this.fs.remove(this.path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Lines of a day of the version before go on as lines until all of them become blocks. */
  #takesBlocks(day: number, count: number): boolean {
    const { lines = false, blocks = false } = this.#days.get(day) ?? {};
    if (this.#isOfBefore(day)) return blocks || !lines;
    return count >= ENTRIES_FOR_A_BLOCK;
  }

  #isOfBefore(day: number): boolean {
    return day + DAY_MS <= this.since;
  }

  /** Whether a day has lines that no block has. */
  #hasOwnLines(day: number): boolean {
    const { lines = false, blocks = false } = this.#days.get(day) ?? {};
    return lines && !(blocks && this.#isOfBefore(day));
  }

  /** Whether the version before wrote lines that are blocks too and that it need not read any more. */
  #hasOldLines(day: number, now: number): boolean {
    const { lines = false, blocks = false } = this.#days.get(day) ?? {};
    return this.#isOfBefore(day) && now >= this.since + BEFORE_KEPT_MS && lines && blocks;
  }

  async #addBlocks(day: number, entries: readonly DayEntry[], isSynced: boolean): Promise<void> {
    const steps = encodeBlocks(entries);
    // A few prices are the newest: waiting for a turn, they would be lost by a kill.
    const isShort = entries.length < ENTRIES_FOR_A_BLOCK;
    const blocks = isShort ? doAtOnce(steps) : await doInTurns(steps, turns);
    await this.#append(day, BLOCKS_ENDING, blocks, isSynced);
    this.#filesOf(day).blocks = true;
  }

  async #addLines(day: number, entries: readonly DayEntry[], isSynced: boolean): Promise<void> {
    const lines = entries.map(formatEntry).join("");
    const text = this.#torn.has(day) ? `\n${lines}` : lines;
    try {
      await this.#append(day, ENDING, new TextEncoder().encode(text), isSynced);
    } catch (error) {
      this.#torn.add(day);
      throw error;
    }
    this.#torn.delete(day);
    this.#filesOf(day).lines = true;
    const count = (this.#lineCounts.get(day) ?? 0) + entries.length;
    this.#lineCounts.set(day, count);
    if (count >= MOST_LINES && !this.#isOfBefore(day)) await this.#makeBlocks(day);
  }

  /** Adds bytes to a file; synced where what they replace is removed afterwards, or what comes next must not outlive them. */
  async #append(day: number, ending: string, bytes: Uint8Array, isSynced = false): Promise<void> {
    if (!this.#exists) await this.fs.makeFolder(this.path);
    this.#exists = true;
    try {
      const file = await this.fs.openAppend(this.#pathOf(day, ending));
      try {
        await writeAll(file, bytes);
        if (isSynced) await file.sync();
      } finally {
        file.close();
      }
      if (isSynced) await this.fs.syncFolder(this.path);
    } catch (error) {
      this.#exists = false;
      throw error;
    }
  }

  /** Between the two steps a crash leaves entries twice, which are read as once. */
  async #makeBlocks(day: number): Promise<void> {
    const entries = await this.#readLines(day);
    // Where it fails it is tried again after as many lines: each time may add the same blocks once more.
    this.#lineCounts.set(day, 0);
    if (entries.length > 0) {
      await this.#append(day, BLOCKS_ENDING, await doInTurns(encodeBlocks(entries), turns), true);
      this.#filesOf(day).blocks = true;
    }
    await this.#removeLines(day);
  }

  /** Everything of a day that is over in one file of blocks. */
  async #settle(day: number, now: number): Promise<void> {
    const written = await this.#readDay(day);
    const entries = this.#isDueForThinning(day, now) ? thinToMinutes(written) : written;
    if (this.#hasOwnLines(day) || entries.length < written.length) {
      const blocks = await doInTurns(encodeBlocks(entries), turns);
      await replaceFile(this.fs, this.#pathOf(day, BLOCKS_ENDING), blocks);
      this.#filesOf(day).blocks = true;
      if (this.#days.get(day)?.lines && !this.#isOfBefore(day)) await this.#removeLines(day);
    }
    if (this.#isDueForThinning(day, now)) this.#settled.add(day);
  }

  async #removeLines(day: number): Promise<void> {
    await this.fs.remove(this.#pathOf(day, ENDING));
    this.#filesOf(day).lines = false;
    this.#lineCounts.delete(day);
    this.#torn.delete(day);
  }

  /** The days that there are files of, oldest first, without those that are too old and are deleted now. */
  async #list(now: number): Promise<number[]> {
    const days = new Map<number, DayFiles>();
    for (const { name } of await this.fs.list(this.path)) {
      const day = dayOfFile(name);
      const isTooOld = day !== null && day + DAY_MS <= now - this.ages.keptMs;
      if (isTooOld || name.endsWith(TEMPORARY_ENDING)) {
        // What cannot be deleted today is no reason to miss the rest; tomorrow it is tried again.
        await this.fs.remove(join(this.path, name)).catch(() => {});
      } else if (day !== null) {
        const files = days.get(day) ?? { lines: false, blocks: false };
        days.set(day, files);
        if (name.endsWith(ENDING)) files.lines = true;
        else files.blocks = true;
      }
    }
    this.#days = days;
    return [...days.keys()].sort((a, b) => a - b);
  }

  /** Also while another process makes blocks of lines, or removes a day. */
  async #readDay(day: number): Promise<DayEntry[]> {
    try {
      return await this.#readFiles(day);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      const names = (await this.fs.list(this.path)).map(({ name }) => name);
      const [lines, blocks] = [ENDING, BLOCKS_ENDING].map((ending) =>
        names.includes(dayName(day) + ending)
      );
      Object.assign(this.#filesOf(day), { lines, blocks });
      return await this.#readFiles(day);
    }
  }

  /** Lines come first: what leaves them meanwhile stands in the blocks already. */
  async #readFiles(day: number): Promise<DayEntry[]> {
    const lines = this.#hasOwnLines(day) ? await this.#readLines(day) : [];
    if (!this.#days.get(day)?.blocks) return lines;
    const bytes = await this.fs.read(this.#pathOf(day, BLOCKS_ENDING));
    const { entries } = await doInTurns(decodeBlocks(bytes), turns);
    return lines.length === 0 ? entries : [...entries, ...lines];
  }

  async #readLines(day: number): Promise<DayEntry[]> {
    const text = new TextDecoder().decode(await this.fs.read(this.#pathOf(day, ENDING)));
    if (text !== "" && !text.endsWith("\n")) this.#torn.add(day);
    const entries = parseDayFile(text);
    this.#lineCounts.set(day, entries.length);
    return entries;
  }

  #filesOf(day: number): DayFiles {
    let files = this.#days.get(day);
    if (files === undefined) this.#days.set(day, files = { lines: false, blocks: false });
    return files;
  }

  #pathOf(day: number, ending: string): string {
    return join(this.path, dayName(day) + ending);
  }

  #isDueForThinning(day: number, now: number): boolean {
    return day + DAY_MS <= now - this.ages.rawMs;
  }
}

const ENDING = ".ndjson";

/** Name of the file for the UTC day of a moment: `2024-01-15.ndjson`. */
export function dayFileName(at: number): string {
  return dayName(at) + ENDING;
}

function dayName(at: number): string {
  return isoTime(at).slice(0, 10);
}

/** First moment of the UTC day a file of lines or blocks is for, in milliseconds; null for other files. */
export function dayOfFile(name: string): number | null {
  const ending = [ENDING, BLOCKS_ENDING].find((each) => name.endsWith(each));
  const day = Date.parse(name.slice(0, 10));
  return name.length === 10 + (ending ?? "-").length && ending && !Number.isNaN(day) ? day : null;
}

/** One entry a minute: a lone price stays as it is, several become a candle that starts with the minute. */
function thinToMinutes(entries: readonly DayEntry[]): DayEntry[] {
  const thinned: DayEntry[] = [];
  for (const entry of entries) {
    const last = thinned.at(-1);
    const minute = minuteOf(entry.at);
    if (last === undefined || minuteOf(last.at) !== minute || isByAnotherClock(last, entry)) {
      thinned.push(entry);
    } else {
      const joined = joinCandles({ ...candleOf(last), at: minute }, candleOf(entry));
      const { clockShiftMs } = entry;
      thinned[thinned.length - 1] = clockShiftMs ? { ...joined, clockShiftMs } : joined;
    }
  }
  return thinned;
}

function isByAnotherClock(a: DayEntry, b: DayEntry): boolean {
  return (a.clockShiftMs ?? 0) !== (b.clockShiftMs ?? 0);
}

function minuteOf(at: number): number {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

function candleOf(entry: DayEntry): Candle {
  if (isCandle(entry)) return entry;
  const { at, price } = entry;
  return { at, open: price, high: price, low: price, close: price };
}
