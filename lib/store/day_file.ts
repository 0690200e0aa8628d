import { type Bar, joinBars } from "@/lib/market/bar.ts";
import type { SlotBar } from "@/lib/market/raw_bars.ts";
import type { TimedPrice } from "@/lib/market/history_view.ts";
import { isRecord } from "./is_record.ts";
import { isoTime } from "./iso_time.ts";

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;
const ENDING = ".ndjson";

/**
 * A line of a day file: `{"t":"2024-01-15T10:29:45Z","p":50000}` or, for a slot or a minute,
 * `{"t":…,"o":…,"h":…,"l":…,"c":…}`, where `"d"` says how long after `t` the last price was (ms), if that is known.
 * It keeps the moment of its time, and in `"s"` by how much the clock had been set by then, if at all.
 */
export type DayEntry = (TimedPrice | Bar & Partial<SlotBar>) & { readonly clockShiftMs?: number };

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

export function isBar(entry: DayEntry): entry is Bar & Partial<SlotBar> & DayEntry {
  return "open" in entry;
}

/** The line of an entry, with its line feed. */
export function formatEntry(entry: DayEntry): string {
  const t = `{"t":"${isoTime(entry.at)}"`;
  const s = entry.clockShiftMs ? `,"s":${entry.clockShiftMs}` : "";
  if (!isBar(entry)) return `${t},"p":${entry.price}${s}}\n`;
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
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
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

/** One entry a minute: a lone price stays as it is, several become a bar that starts with the minute. */
export function thinToMinutes(entries: readonly DayEntry[]): DayEntry[] {
  const thinned: DayEntry[] = [];
  for (const entry of entries) {
    const last = thinned.at(-1);
    const minute = minuteOf(entry.at);
    if (last === undefined || minuteOf(last.at) !== minute || isByAnotherClock(last, entry)) {
      thinned.push(entry);
    } else {
      const joined = joinBars({ ...barOf(last), at: minute }, barOf(entry));
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

function barOf(entry: DayEntry): Bar {
  if (isBar(entry)) return entry;
  const { at, price } = entry;
  return { at, open: price, high: price, low: price, close: price };
}
