import { join } from "node:path";
import { type Candle, joinCandles } from "@/lib/market/candle.ts";
import type { TimedPrice } from "@/lib/market/history/history_view.ts";
import type { SlotCandle } from "@/lib/market/history/fine_prices.ts";
import {
  type FileSystem,
  replaceFile,
  TEMPORARY_ENDING,
  writeAll,
} from "@/lib/store/file/file_system.ts";
import { recordIn } from "@/lib/store/file/decode.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";

/** The day files of one pair, `data/history/BTCUSDT/2024-01-15.ndjson`; `ages`: how long they stay as written, and at all (ms). */
export class DayFolder {
  #exists = false;
  /** Files whose last line has no end: the next one must not be glued to it. */
  readonly #torn = new Set<string>();
  readonly #thinned = new Set<string>();

  constructor(
    private readonly fs: FileSystem,
    private readonly path: string,
    private readonly ages: { readonly rawMs: number; readonly keptMs: number },
  ) {}

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
      await this.fs.remove(this.path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #appendTo(name: string, lines: string): Promise<void> {
    if (!this.#exists) await this.fs.makeFolder(this.path);
    this.#exists = true;
    try {
      const file = await this.fs.openAppend(join(this.path, name));
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
    for (const { name } of await this.fs.list(this.path)) {
      const day = dayOfFile(name);
      const isTooOld = day !== null && day + DAY_MS <= now - this.ages.keptMs;
      if (isTooOld || name.endsWith(TEMPORARY_ENDING)) {
        // What cannot be deleted today is no reason to miss the rest; tomorrow it is tried again.
        await this.fs.remove(join(this.path, name)).catch(() => {});
      } else if (day !== null) names.push(name);
    }
    return names;
  }

  async #readFile(name: string): Promise<DayEntry[]> {
    const text = new TextDecoder().decode(await this.fs.read(join(this.path, name)));
    if (text !== "" && !text.endsWith("\n")) this.#torn.add(name);
    return parseDayFile(text);
  }

  async #thin(name: string, entries: readonly DayEntry[]): Promise<void> {
    const thinned = thinToMinutes(entries);
    if (thinned.length < entries.length) {
      const text = thinned.map(formatEntry).join("");
      await replaceFile(this.fs, join(this.path, name), new TextEncoder().encode(text));
      this.#torn.delete(name);
    }
    this.#thinned.add(name);
  }

  #isDueForThinning(name: string, now: number): boolean {
    const day = dayOfFile(name);
    return day !== null && !this.#thinned.has(name) && day + DAY_MS <= now - this.ages.rawMs;
  }
}

const ENDING = ".ndjson";

/**
 * A line of a day file: `{"t":"2024-01-15T10:29:45Z","p":50000}` or, for a slot or a minute,
 * `{"t":…,"o":…,"h":…,"l":…,"c":…}`, where `"d"` says how long after `t` the last price was (ms), if that is known.
 * It keeps the moment of its time, and in `"s"` by how much the clock had been set by then, if at all.
 */
export type DayEntry = (TimedPrice | Candle & Partial<SlotCandle>) & {
  readonly clockShiftMs?: number;
};

/** Name of the file for the UTC day of a moment: `2024-01-15.ndjson`. */
export function dayFileName(at: number): string {
  return isoTime(at).slice(0, 10) + ENDING;
}

/** First moment of the UTC day a file is for, in milliseconds; null for other files. */
export function dayOfFile(name: string): number | null {
  const day = Date.parse(name.slice(0, -ENDING.length));
  return name.endsWith(ENDING) && name.length === 10 + ENDING.length && !Number.isNaN(day)
    ? day
    : null;
}

export function isCandle(entry: DayEntry): entry is Candle & Partial<SlotCandle> & DayEntry {
  return "open" in entry;
}

/** The line of an entry, with its line feed. */
export function formatEntry(entry: DayEntry): string {
  const t = `{"t":"${isoTime(entry.at)}"`;
  const s = entry.clockShiftMs ? `,"s":${entry.clockShiftMs}` : "";
  if (!isCandle(entry)) return `${t},"p":${entry.price}${s}}\n`;
  const { at, open, high, low, close, closeAt = at } = entry;
  const d = closeAt > at ? `,"d":${closeAt - at}` : "";
  return `${t},"o":${open},"h":${high},"l":${low},"c":${close}${d}${s}}\n`;
}

/** The entries of a day file as they were written; lines that are torn or not understood are left out. */
export function parseDayFile(text: string): DayEntry[] {
  const entries: DayEntry[] = [];
  for (const line of text.split("\n")) {
    const entry = line === "" ? null : parseLine(line);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

function parseLine(line: string): DayEntry | null {
  const value = recordIn(line);
  if (value === null) return null;
  const at = Date.parse(String(value.t));
  if (Number.isNaN(at)) return null;
  const { p, o, h, l, c, d, s } = value;
  const shift = Number.isSafeInteger(s) ? { clockShiftMs: Number(s) } : {};
  if (isPositive(p)) return { at, price: p, ...shift };
  if (!isPositive(o) || !isPositive(h) || !isPositive(l) || !isPositive(c)) return null;
  const end = isPositive(d) ? { closeAt: at + d } : {};
  return { at, open: o, high: h, low: l, close: c, ...end, ...shift };
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Infinity;
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
