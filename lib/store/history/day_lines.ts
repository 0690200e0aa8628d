import type { Candle } from "@/lib/market/candle.ts";
import type { SlotCandle } from "@/lib/market/history/fine_prices.ts";
import { recordIn } from "@/lib/store/file/decode.ts";
import { isoTime } from "@/lib/time/clock.ts";
import type { DayEntry } from "./candle_blocks.ts";

export function isCandle(entry: DayEntry): entry is Candle & Partial<SlotCandle> & DayEntry {
  return "open" in entry;
}

/**
 * The line of an entry, with its line feed: `{"t":"2024-01-15T10:29:45Z","p":50000}` or, for a slot or a minute,
 * `{"t":…,"o":…,"h":…,"l":…,"c":…}`, where `"d"` says how long after `t` the last price was (ms), if that is known, and
 * `"s"` by how much the clock had been set by then, if at all.
 */
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
