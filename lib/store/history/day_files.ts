import { type Candle, isVolume, joinCandles } from "@/lib/market/candle.ts";
import type { SlotCandle } from "@/lib/market/history/fine_prices.ts";
import { crc32 } from "@/lib/store/file/bytes.ts";
import { recordIn } from "@/lib/store/file/decode.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { BLOCKS_ENDING, type DayEntry, type Span } from "./candle_blocks.ts";

/** Which files of a day there are. */
export interface DayFiles {
  lines: boolean;
  blocks: boolean;
}

/** How the names of files of lines end. */
export const LINES_ENDING = ".ndjson";

/** What the names of the files of a UTC day begin with: `2024-01-15`. */
export function dayName(at: number): string {
  return isoTime(at).slice(0, 10);
}

/** First moment of the UTC day a file of lines or blocks is for, in milliseconds; null for other files. */
export function dayOfFile(name: string): number | null {
  const ending = [LINES_ENDING, BLOCKS_ENDING].find((each) => name.endsWith(each));
  const day = Date.parse(name.slice(0, 10));
  return name.length === 10 + (ending ?? "-").length && ending && !Number.isNaN(day) ? day : null;
}

/** The moment of the newest entry; minus infinity when there is none. */
export function newestOf(entries: readonly DayEntry[]): number {
  return entries.reduce((newest, { at }) => Math.max(newest, at), -Infinity);
}

/** The moment of the oldest entry; infinity when there is none. */
export function oldestOf(entries: readonly DayEntry[]): number {
  return entries.reduce((oldest, { at }) => Math.min(oldest, at), Infinity);
}

/** One entry a minute: a lone price stays as it is, several become a candle that starts with the minute. */
export function thinToMinutes(entries: readonly DayEntry[]): DayEntry[] {
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

const SHIFTS_NAME = /^clock-set\.(-?\d+)\.(-?\d+)$/;

/** The name of the empty file that says by how much the clock had been set when entries were written. */
export function shiftsName({ from, to }: Span): string {
  return `clock-set.${from}.${to}`;
}

/** What such a name says; null for other files. */
export function shiftsIn(name: string): Span | null {
  const [, from, to] = SHIFTS_NAME.exec(name) ?? [];
  return from === undefined || to === undefined ? null : { from: Number(from), to: Number(to) };
}

/** The shifts with that of one more entry; the same ones when it is within them. */
export function withShift(
  shifts: Span,
  { clockShiftMs = 0 }: Pick<DayEntry, "clockShiftMs">,
): Span {
  const isWithin = clockShiftMs >= shifts.from && clockShiftMs <= shifts.to;
  return isWithin ? shifts : joined(shifts, { from: clockShiftMs, to: clockShiftMs });
}

/** The shortest span that holds both. */
export function joined(a: Span, b: Span): Span {
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

export function isCandle(entry: DayEntry): entry is Candle & Partial<SlotCandle> & DayEntry {
  return "open" in entry;
}

/**
 * The line of an entry, with its line feed: `{"t":"2024-01-15T10:29:45Z","p":50000,"k":"5b0c1d2e"}` or, for a slot or a
 * minute, `{"t":…,"o":…,"h":…,"l":…,"c":…,"k":…}`, where `"d"` says how long after `t` the last price was (ms), if that
 * is known, `"v"` how much was traded, if that is known, `"s"` by how much the clock had been set by then, if at all, and
 * `"k"` is the CRC-32 of what stands before it.
 */
export function formatEntry(entry: DayEntry): string {
  const line = `{"t":"${isoTime(entry.at)}"${pricesIn(entry)}${shiftIn(entry)}`;
  return `${line},"k":"${checksumOf(line)}"}\n`;
}

function pricesIn(entry: DayEntry): string {
  if (!isCandle(entry)) return `,"p":${entry.price}`;
  const { at, open, high, low, close, closeAt = at, volume } = entry;
  const d = closeAt > at ? `,"d":${closeAt - at}` : "";
  const v = volume === undefined ? "" : `,"v":${volume}`;
  return `,"o":${open},"h":${high},"l":${low},"c":${close}${d}${v}`;
}

function shiftIn({ clockShiftMs }: DayEntry): string {
  return clockShiftMs ? `,"s":${clockShiftMs}` : "";
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

/** What has a checksum, and that. */
const CHECKED = /^(.*),"k":"([0-9a-f]{8})"\}$/;
/** The version before wrote lines without a checksum, of these fields. */
const UNCHECKED_FIELDS = new Set(["t", "p", "o", "h", "l", "c", "d", "s"]);

/** The entries of a day file as they were written; lines that are torn, damaged or not understood are left out. */
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
  if (value === null || !isWhole(line, value)) return null;
  const at = Date.parse(String(value.t));
  if (Number.isNaN(at)) return null;
  const { p, o, h, l, c, d, s, v } = value;
  const shift = Number.isSafeInteger(s) ? { clockShiftMs: Number(s) } : {};
  if (isPositive(p)) return { at, price: p, ...shift };
  if (!isPositive(o) || !isPositive(h) || !isPositive(l) || !isPositive(c)) return null;
  const end = isPositive(d) ? { closeAt: at + d } : {};
  const volume = isVolume(v) ? { volume: v } : {};
  return { at, open: o, high: h, low: l, close: c, ...end, ...volume, ...shift };
}

/** Damage to the checksum's own name leaves a field that no version wrote without one. */
function isWhole(line: string, value: Readonly<Record<string, unknown>>): boolean {
  const [, text, checksum] = CHECKED.exec(line) ?? [];
  if (text !== undefined) return checksumOf(text) === checksum;
  return Object.entries(value).every(([name, given]) =>
    UNCHECKED_FIELDS.has(name) && (name === "t" || typeof given === "number")
  );
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Infinity;
}
