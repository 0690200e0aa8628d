import { type Candle, isVolume, joinCandles } from "@/lib/market/candle.ts";
import type { SlotCandle } from "@/lib/market/history/raw_candles.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { BLOCKS_ENDING, type DayEntry, type Span } from "./candle_blocks.ts";
import { crc32, sumOf } from "@/lib/store/file/bytes.ts";
import { recordIn } from "@/lib/store/file/decode.ts";

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

const LINE_FEED = 10;

/** The entries of a day file as they were written; lines that are torn, damaged or not understood are left out. */
export function parseDayFile(content: string | Uint8Array): DayEntry[] {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const reader = new LineReader(bytes);
  const decoder = new TextDecoder();
  const entries: DayEntry[] = [];
  for (let from = 0; from < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed < 0 ? bytes.length : feed;
    const entry = reader.entry(from, end) ?? parseLine(decoder.decode(bytes.subarray(from, end)));
    if (entry !== null) entries.push(entry);
    from = end + 1;
  }
  return entries;
}

function parseLine(line: string): DayEntry | null {
  const value = recordIn(line);
  if (value === null || !isWhole(line, value)) return null;
  const at = Date.parse(String(value.t));
  if (Number.isNaN(at)) return null;
  return entryOf(at, value);
}

/** Fields of a line, by their names; what is no number there is as if it were missing. */
type Fields = Readonly<Record<string, unknown>>;

function entryOf(at: number, { p, o, h, l, c, d, v, s }: Fields): DayEntry | null {
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

/** Bytes of `,"k":"5b0c1d2e"}`. */
const SUM_BYTES = 16;
/** Whole numbers of so many digits are exact, and so are powers of ten of as many zeros. */
const EXACT_DIGITS = 15;
const [ZERO, LETTER_A, POINT, COMMA, Z] = [48, 97, 46, 44, 90];

/**
 * Reads lines as they are written, byte by byte: a start reads the newest ones of a thousand pairs. Whatever looks
 * otherwise is left to `parseLine`.
 */
class LineReader {
  #at = 0;
  #end = 0;
  /** The day that was read last, as its digits are, and its first moment. */
  #day = NaN;
  #dayMs = NaN;

  constructor(private readonly bytes: Uint8Array) {}

  /** The entry in a line; null where that takes another look. */
  entry(from: number, end: number): DayEntry | null {
    this.#end = end - SUM_BYTES;
    if (this.#end <= from || !this.#isWhole(from)) return null;
    this.#at = from;
    if (!this.#passes('{"t":"')) return null;
    const at = this.#moment();
    const p = this.#field("p");
    const [o, h] = [this.#field("o"), this.#field("h")];
    const [l, c] = [this.#field("l"), this.#field("c")];
    const [d, v, s] = [this.#field("d"), this.#field("v"), this.#field("s")];
    if (this.#at !== this.#end || Number.isNaN(at)) return null;
    return entryOf(at, { p, o, h, l, c, d, v, s });
  }

  #isWhole(from: number): boolean {
    this.#at = this.#end;
    if (!this.#passes(',"k":"')) return false;
    let sum = 0;
    for (let digit = 0; digit < 8; digit++) {
      const sign = this.bytes[this.#at++] ?? 0;
      sum = sum * 16 + (sign < LETTER_A ? sign - ZERO : sign - LETTER_A + 10);
    }
    return this.#passes('"}') && sumOf(this.bytes, from, this.#end) === sum;
  }

  /** Goes over a text, where it stands here. */
  #passes(text: string): boolean {
    for (let nth = 0; nth < text.length; nth++) {
      if (this.bytes[this.#at + nth] !== text.charCodeAt(nth)) return false;
    }
    this.#at += text.length;
    return true;
  }

  /** The number of a field; NaN where another one or none stands here. */
  #field(name: string): number {
    const { bytes } = this;
    const at = this.#at;
    const isNext = bytes[at] === COMMA && bytes[at + 2] === name.charCodeAt(0) && at < this.#end;
    if (!isNext) return NaN;
    // `,"p":`
    this.#at += 5;
    return this.#number();
  }

  /** As `Number` has it. */
  #number(): number {
    const from = this.#at;
    let [units, point] = [0, -1];
    for (; this.#at < this.#end; this.#at++) {
      const sign = this.bytes[this.#at] ?? 0;
      if (sign === POINT && point < 0) point = this.#at;
      else if (sign >= ZERO && sign < ZERO + 10) units = units * 10 + sign - ZERO;
      else break;
    }
    const decimals = point < 0 ? 0 : this.#at - point - 1;
    const isPlain = this.#at === this.#end || this.bytes[this.#at] === COMMA;
    if (isPlain && this.#at - from <= EXACT_DIGITS) return units / 10 ** decimals;
    while (this.#at < this.#end && this.bytes[this.#at] !== COMMA) this.#at++;
    return Number(String.fromCharCode(...this.bytes.subarray(from, this.#at)));
  }

  /** `2024-01-15T10:29:45Z"`, with milliseconds where there are some; NaN where it is none. */
  #moment(): number {
    const from = this.#at;
    const isShort = this.bytes[from + 19] === Z;
    if (!isShort && this.bytes[from + 19] !== POINT) return NaN;
    const [year, month, date] = [
      this.#digits(from, 4),
      this.#digits(from + 5, 2),
      this.#digits(from + 8, 2),
    ];
    const day = (year * 100 + month) * 100 + date;
    if (day !== this.#day) [this.#day, this.#dayMs] = [day, Date.UTC(year, month - 1, date)];
    const [hours, minutes] = [this.#digits(from + 11, 2), this.#digits(from + 14, 2)];
    const seconds = (hours * 60 + minutes) * 60 + this.#digits(from + 17, 2);
    this.#at = from + (isShort ? 19 : 23);
    if (!this.#passes('Z"')) return NaN;
    return this.#dayMs + seconds * 1000 + (isShort ? 0 : this.#digits(from + 20, 3));
  }

  #digits(from: number, count: number): number {
    let value = 0;
    for (let at = from; at < from + count; at++) value = value * 10 + (this.bytes[at] ?? 0) - ZERO;
    return value;
  }
}
