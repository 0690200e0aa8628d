import { join } from "node:path";
import {
  type FileSystem,
  replaceFile,
  TEMPORARY_ENDING,
  writeAll,
} from "@/lib/store/file/file_system.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { doAtOnce, doInTurns, Turns } from "@/lib/time/turns.ts";
import {
  BLOCKS_ENDING,
  type DayEntry,
  decodeBlocks,
  encodeBlocks,
  isOneOfMinutes,
  isThin,
} from "./candle_blocks.ts";
import {
  type DayFiles,
  dayName,
  dayOfFile,
  formatEntry,
  joined,
  LINES_ENDING,
  shiftsIn,
  shiftsName,
  thinToMinutes,
  withShift,
} from "./day_files.ts";
import { DayReader } from "./day_reader.ts";

/** So many newest lines of a day wait to become a block: an hour of slots, since a start reads them all. */
const MOST_LINES = 240;
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

/**
 * The prices of one pair by UTC days: blocks in `data/history/BTCUSDT/2024-01-15.candles`, and what came since in
 * lines beside it (`….ndjson`). Lines of days before `since` (ms) are from the version before, and only kept once
 * there are blocks of their day.
 */
export class DayFolder {
  #exists = false;
  /** What is there of each day. */
  readonly kept: DayReader;
  /** Days that are over and of which nothing is to be done. */
  readonly #settled = new Set<number>();

  constructor(
    private readonly fs: FileSystem,
    private readonly path: string,
    private readonly ages: Ages,
    private readonly since: number,
  ) {
    this.kept = new DayReader(fs, path, since);
  }

  /**
   * Adds entries to the files of their days, to those of the others also where one day's failed; then rejects with the
   * first failure. It may leave a torn line or block, which reading leaves out. What is told of the past is on disk day
   * by day, as given, and nothing after a failure: what a crash leaves out is then its end.
   */
  async append(entries: readonly DayEntry[], isPast = false): Promise<void> {
    const byDay = Map.groupBy(entries, ({ at }) => Math.floor(at / DAY_MS) * DAY_MS);
    const failures: unknown[] = [];
    await this.#noteShifts(entries).catch((error) => void failures.push(error));
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
        const isDone = this.#isDueForThinning(day, now) && !this.kept.hasOwnLines(day);
        if (isDone && isThin(ofDay)) this.#settled.add(day);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return entries;
  }

  /** Finds out which days there are. */
  look(clockShiftMs = 0): void {
    this.#learn(this.fs.namesNow(this.path));
    // The version before left no word of it.
    this.kept.shifts = withShift(this.kept.shifts, { clockShiftMs });
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
    if (!this.#settled.has(day) && !await this.#isInOrder(day, now)) await this.#settle(day, now);
    if (this.#hasOldLines(day, now)) await this.#removeLines(day);
  }

  async remove(): Promise<void> {
    this.kept.torn.clear();
    this.#settled.clear();
    this.kept.lineCounts.clear();
    this.kept.files = new Map();
    this.kept.shifts = { from: 0, to: 0 };
    this.#exists = false;
    try {
      await this.fs.remove(this.path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** The name of an empty file says it, so that finding a day takes no reading of all. */
  async #noteShifts(entries: readonly DayEntry[]): Promise<void> {
    const shifts = entries.reduce(withShift, this.kept.shifts);
    if (shifts === this.kept.shifts) return;
    await this.fs.makeFolder(this.path);
    (await this.fs.openAppend(join(this.path, shiftsName(shifts)))).close();
    this.kept.shifts = shifts;
  }

  /** Lines of a day of the version before go on as lines until all of them become blocks. */
  #takesBlocks(day: number, count: number): boolean {
    const { lines = false, blocks = false } = this.kept.files.get(day) ?? {};
    if (this.kept.isOfBefore(day)) return blocks || !lines;
    return count >= ENTRIES_FOR_A_BLOCK;
  }

  /** Whether the version before wrote lines that are blocks too and that it need not read any more. */
  #hasOldLines(day: number, now: number): boolean {
    const { lines = false, blocks = false } = this.kept.files.get(day) ?? {};
    return this.kept.isOfBefore(day) && now >= this.since + BEFORE_KEPT_MS && lines && blocks;
  }

  async #addBlocks(day: number, entries: readonly DayEntry[], isSynced: boolean): Promise<void> {
    const steps = encodeBlocks(entries);
    // A few prices are the newest: waiting for a turn, they would be lost by a kill.
    const isShort = entries.length < ENTRIES_FOR_A_BLOCK;
    const blocks = isShort ? doAtOnce(steps) : await doInTurns(steps, turns);
    await this.#append(day, BLOCKS_ENDING, blocks, isSynced);
    this.kept.filesOf(day).blocks = true;
  }

  async #addLines(day: number, entries: readonly DayEntry[], isSynced: boolean): Promise<void> {
    const lines = entries.map(formatEntry).join("");
    const text = this.kept.torn.has(day) ? `\n${lines}` : lines;
    try {
      await this.#append(day, LINES_ENDING, new TextEncoder().encode(text), isSynced);
    } catch (error) {
      this.kept.torn.add(day);
      throw error;
    }
    this.kept.torn.delete(day);
    this.kept.filesOf(day).lines = true;
    const count = (this.kept.lineCounts.get(day) ?? 0) + entries.length;
    this.kept.lineCounts.set(day, count);
    if (count >= MOST_LINES && !this.kept.isOfBefore(day)) await this.#makeBlocks(day);
  }

  /** Adds bytes to a file; synced where what they replace is removed afterwards, or what comes next must not outlive them. */
  async #append(day: number, ending: string, bytes: Uint8Array, isSynced = false): Promise<void> {
    if (!this.#exists) await this.fs.makeFolder(this.path);
    this.#exists = true;
    try {
      const file = await this.fs.openAppend(this.kept.pathOf(day, ending));
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
    this.kept.lineCounts.set(day, 0);
    if (entries.length > 0) {
      await this.#append(day, BLOCKS_ENDING, await doInTurns(encodeBlocks(entries), turns), true);
      this.kept.filesOf(day).blocks = true;
    }
    await this.#removeLines(day);
  }

  /** Whether a day is as thin as it is to become: a start need not read the entries of a month. */
  async #isInOrder(day: number, now: number): Promise<boolean> {
    const isDone = this.#isDueForThinning(day, now) && !this.kept.hasOwnLines(day);
    if (!isDone || !this.kept.files.get(day)?.blocks) return false;
    if (!isOneOfMinutes(await this.fs.read(this.kept.pathOf(day, BLOCKS_ENDING)))) return false;
    this.#settled.add(day);
    return true;
  }

  /** Everything of a day that is over in one file of blocks. */
  async #settle(day: number, now: number): Promise<void> {
    const written = await this.#readDay(day);
    const entries = this.#isDueForThinning(day, now) ? thinToMinutes(written) : written;
    if (this.kept.hasOwnLines(day) || entries.length < written.length) {
      const blocks = await doInTurns(encodeBlocks(entries), turns);
      await replaceFile(this.fs, this.kept.pathOf(day, BLOCKS_ENDING), blocks);
      this.kept.filesOf(day).blocks = true;
      if (this.kept.files.get(day)?.lines && !this.kept.isOfBefore(day)) {
        await this.#removeLines(day);
      }
    }
    if (this.#isDueForThinning(day, now)) this.#settled.add(day);
  }

  async #removeLines(day: number): Promise<void> {
    await this.fs.remove(this.kept.pathOf(day, LINES_ENDING));
    this.kept.filesOf(day).lines = false;
    this.kept.lineCounts.delete(day);
    this.kept.torn.delete(day);
  }

  /** The days that there are files of, oldest first, without those that are too old and are deleted now. */
  async #list(now: number): Promise<readonly number[]> {
    const names = (await this.fs.list(this.path)).map(({ name }) => name);
    const isOver = (name: string) => {
      const day = dayOfFile(name);
      return name.endsWith(TEMPORARY_ENDING) ||
        day !== null && day + DAY_MS <= now - this.ages.keptMs;
    };
    this.#learn(names.filter((name) => !isOver(name)));
    for (const name of names.filter(isOver)) {
      // What cannot be deleted today is no reason to miss the rest; tomorrow it is tried again.
      await this.fs.remove(join(this.path, name)).catch(() => {});
    }
    return this.kept.days();
  }

  /** Which days there are, by the names of their files. */
  #learn(names: readonly string[]): void {
    this.#exists ||= names.length > 0;
    const days = new Map<number, DayFiles>();
    for (const name of names) {
      const day = dayOfFile(name);
      const shifts = shiftsIn(name);
      if (shifts !== null) this.kept.shifts = joined(this.kept.shifts, shifts);
      if (day === null) continue;
      const files = days.get(day) ?? { lines: false, blocks: false };
      days.set(day, files);
      if (name.endsWith(LINES_ENDING)) files.lines = true;
      else files.blocks = true;
    }
    this.kept.files = days;
  }

  /** Also while another process makes blocks of lines, or removes a day. */
  async #readDay(day: number): Promise<DayEntry[]> {
    try {
      return await this.#readFiles(day);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      const names = (await this.fs.list(this.path)).map(({ name }) => name);
      const [lines, blocks] = [LINES_ENDING, BLOCKS_ENDING].map((ending) =>
        names.includes(dayName(day) + ending)
      );
      Object.assign(this.kept.filesOf(day), { lines, blocks });
      return await this.#readFiles(day);
    }
  }

  /** Lines come first: what leaves them meanwhile stands in the blocks already. */
  async #readFiles(day: number): Promise<DayEntry[]> {
    const lines = this.kept.hasOwnLines(day) ? await this.#readLines(day) : [];
    if (!this.kept.files.get(day)?.blocks) return lines;
    const bytes = await this.fs.read(this.kept.pathOf(day, BLOCKS_ENDING));
    const { entries } = await doInTurns(decodeBlocks(bytes), turns);
    return lines.length === 0 ? entries : [...entries, ...lines];
  }

  async #readLines(day: number): Promise<DayEntry[]> {
    return this.kept.entriesIn(day, await this.fs.read(this.kept.pathOf(day, LINES_ENDING)));
  }

  #isDueForThinning(day: number, now: number): boolean {
    return day + DAY_MS <= now - this.ages.rawMs;
  }
}
