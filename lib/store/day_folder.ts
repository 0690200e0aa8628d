import { join } from "node:path";
import { replaceFile, TEMPORARY_ENDING, writeAll } from "./atomic_file.ts";
import {
  DAY_MS,
  type DayEntry,
  dayFileName,
  dayOfFile,
  formatEntry,
  parseDayFile,
  thinToMinutes,
} from "./day_file.ts";
import type { FileSystem } from "./file_system.ts";

/** How long day files stay as written, and how long at all, in milliseconds. */
export interface Ages {
  readonly rawMs: number;
  readonly keptMs: number;
}

/** The day files of one pair, `data/history/BTCUSDT/2024-01-15.ndjson`. */
export class DayFolder {
  readonly path: string;
  readonly #fs: FileSystem;
  readonly #ages: Ages;
  #exists = false;
  /** Files whose last line has no end: the next one must not be glued to it. */
  readonly #torn = new Set<string>();
  readonly #thinned = new Set<string>();

  constructor(fs: FileSystem, path: string, ages: Ages) {
    this.#fs = fs;
    this.path = path;
    this.#ages = ages;
  }

  /** Adds entries to the files of their days. A failure may leave a torn line, which reading leaves out. */
  async append(entries: readonly DayEntry[]): Promise<void> {
    const byDay = Map.groupBy(entries, ({ at }) => Math.floor(at / DAY_MS));
    for (const [day, ofDay] of byDay) {
      await this.#appendTo(dayFileName(day * DAY_MS), ofDay.map(formatEntry).join(""));
    }
  }

  /** All entries, day by day as they were written, after tidying. A file that cannot be read is reported and left out. */
  async read(now: number, onError: (error: Error) => void): Promise<DayEntry[]> {
    const entries: DayEntry[] = [];
    for (const name of await this.#dayFiles(now)) {
      try {
        const ofDay = await this.#readFile(name);
        for (const entry of ofDay) entries.push(entry);
        if (this.#isDueForThinning(name, now)) await this.#thin(name, ofDay);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
    return entries;
  }

  /** Thins files that are old enough and deletes those that are too old. */
  async tidy(now: number): Promise<void> {
    for (const name of await this.#dayFiles(now)) {
      if (this.#isDueForThinning(name, now)) await this.#thin(name, await this.#readFile(name));
    }
  }

  async remove(): Promise<void> {
    this.#torn.clear();
    this.#thinned.clear();
    this.#exists = false;
    try {
      await this.#fs.remove(this.path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #appendTo(name: string, lines: string): Promise<void> {
    if (!this.#exists) await this.#fs.makeFolder(this.path);
    this.#exists = true;
    try {
      const file = await this.#fs.openAppend(join(this.path, name));
      try {
        const text = this.#torn.has(name) ? `\n${lines}` : lines;
        await writeAll(file, new TextEncoder().encode(text));
      } finally {
        file.close();
      }
    } catch (error) {
      this.#torn.add(name);
      this.#exists = false;
      throw error;
    }
    this.#torn.delete(name);
    this.#thinned.delete(name);
  }

  /** Names of the day files, oldest first, without those that are too old and are deleted now. */
  async #dayFiles(now: number): Promise<string[]> {
    const names: string[] = [];
    for (const { name } of await this.#fs.list(this.path)) {
      const day = dayOfFile(name);
      const isTooOld = day !== null && day + DAY_MS <= now - this.#ages.keptMs;
      if (isTooOld || name.endsWith(TEMPORARY_ENDING)) {
        // What cannot be deleted today is no reason to miss the rest; tomorrow it is tried again.
        await this.#fs.remove(join(this.path, name)).catch(() => {});
      } else if (day !== null) names.push(name);
    }
    return names;
  }

  async #readFile(name: string): Promise<DayEntry[]> {
    const text = new TextDecoder().decode(await this.#fs.read(join(this.path, name)));
    if (text !== "" && !text.endsWith("\n")) this.#torn.add(name);
    return parseDayFile(text);
  }

  async #thin(name: string, entries: readonly DayEntry[]): Promise<void> {
    const thinned = thinToMinutes(entries);
    if (thinned.length < entries.length) {
      const text = thinned.map(formatEntry).join("");
      await replaceFile(this.#fs, join(this.path, name), new TextEncoder().encode(text));
      this.#torn.delete(name);
    }
    this.#thinned.add(name);
  }

  #isDueForThinning(name: string, now: number): boolean {
    const day = dayOfFile(name);
    return day !== null && !this.#thinned.has(name) && day + DAY_MS <= now - this.#ages.rawMs;
  }
}
