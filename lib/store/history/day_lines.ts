import { crc32 } from "@/lib/store/file/crc32.ts";
import { type Candle, isVolume } from "@/lib/market/candle.ts";
import type { SlotCandle } from "@/lib/market/history/fine_prices.ts";
import { recordIn } from "@/lib/store/file/decode.ts";
import { isoTime } from "@/lib/time/clock.ts";
import type { DayEntry } from "./candle_blocks.ts";

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
