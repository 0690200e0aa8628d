import { type Candle, joinCandles } from "@/lib/market/candle.ts";
import type { SlotCandle } from "@/lib/market/history/raw_candles.ts";
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
