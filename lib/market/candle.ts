import { HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { isPrice, type Observation } from "./accept.ts";

/** Prices of one span of time: the first, the highest, the lowest and the last. */
export interface Candle {
  /** Start of the span, in milliseconds since the Unix epoch. */
  readonly at: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** How many trades made it, where its source says; none in one that repeats the price before. */
  readonly trades?: number;
  /** How much was traded, in units of the base asset, as far as the source told it; left out where it told nothing. */
  readonly volume?: number;
}

/** The lengths of candles that traders know, in seconds; a day begins at 00:00 UTC. */
export const INTERVALS = {
  ...{ "1m": 60, "5m": 300, "15m": 900, "1h": 3_600, "4h": 14_400, "1d": 86_400 },
} as const;
export type Interval = keyof typeof INTERVALS;

/** The candle of these prices (open, high, low, close); null when it cannot be one. `trades` and `volume` are left out where they cannot be that. */
export function candleOf(
  at: unknown,
  [open, high, low, close]: readonly unknown[],
  trades?: unknown,
  volume?: unknown,
): Candle | null {
  if (typeof at !== "number" || !Number.isSafeInteger(at)) return null;
  if (!isPrice(open) || !isPrice(high) || !isPrice(low) || !isPrice(close)) return null;
  const holds = low <= Math.min(open, close) && high >= Math.max(open, close);
  if (!holds) return null;
  const isCount = typeof trades === "number" && Number.isSafeInteger(trades) && trades >= 0;
  return {
    ...{ at, open, high, low, close },
    ...(isCount ? { trades } : {}),
    ...(isVolume(volume) ? { volume } : {}),
  };
}

/** Whether a number can be how much was traded. */
export function isVolume(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Infinity;
}

/** The volume in an exchange's answer, a number or the decimal text of one; undefined where it is neither. */
export function parseVolume(value: unknown): number | undefined {
  const volume = typeof value === "string" && /^\d[\d.eE+-]{0,40}$/.test(value)
    ? Number(value)
    : value;
  return isVolume(volume) ? volume : undefined;
}

/** What of two stretches was traded, as far as that is known; as a property to be spread. */
function joinedVolume(
  a: { readonly volume?: number },
  b: { readonly volume?: number },
): { volume?: number } {
  if (a.volume === undefined && b.volume === undefined) return {};
  return { volume: (a.volume ?? 0) + (b.volume ?? 0) };
}

/** The start of the step in which a moment lies. */
export function stepStart(at: number, stepMs: number): number {
  return Math.floor(at / stepMs) * stepMs;
}

/**
 * What a candle of `stepMs` milliseconds is seen as: its close, at the last moment of the candle so that the
 * next one is newer, with its first price, its low and its high.
 */
export function candleObservation(candle: Candle, stepMs: number): Observation {
  const { at: since, open, close: price, low, high, trades, volume } = candle;
  const at = since + Math.max(0, stepMs - 1);
  // A price of one moment has no low and high.
  if (stepMs === 0) return { price, at };
  const told = { price, at, since, first: open, low, high, open };
  if (trades === undefined && volume === undefined) return told;
  return {
    ...told,
    ...(trades === undefined ? {} : { trades }),
    ...(volume === undefined ? {} : { volume }),
  };
}

/** The candle with a later one added to its end; it keeps the earlier start. */
export function joinCandles(first: Candle, later: Candle): Candle {
  return {
    at: first.at,
    open: first.open,
    high: Math.max(first.high, later.high),
    low: Math.min(first.low, later.low),
    close: later.close,
    ...joinedVolume(first, later),
  };
}

/**
 * How closely a stretch of time was watched: by every tick, by candles with the high and low of each
 * second, minute, hour or day, by single prices between which nothing is known, or not at all.
 */
export const RESOLUTIONS = ["tick", "second", "minute", "hour", "day", "point", "nothing"] as const;
export type Resolution = typeof RESOLUTIONS[number];

/** A stretch that was watched in one way; times are ISO 8601 in UTC. */
export interface Watched {
  readonly from: string;
  readonly to: string;
  readonly grain: Resolution;
}

/** From one moment to another, in milliseconds since the Unix epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** More stretches than this are not kept of a pair; the oldest go first. */
const STRETCHES_KEPT = 200;

/** How closely candles of a width (ms) watch. */
export function resolutionOfCandles(stepMs: number): Resolution {
  if (stepMs <= 1_000) return "second";
  if (stepMs <= MINUTE_MS) return "minute";
  return stepMs <= HOUR_MS ? "hour" : "day";
}

/** The coverage with one more stretch at its end; it grows the last one where that goes on in the same way. */
export function withStretch(
  coverage: readonly Watched[],
  { from, to }: Span,
  grain: Resolution,
): readonly Watched[] {
  if (from >= to) return coverage;
  const last = coverage.at(-1);
  const end = new Date(to).toISOString();
  if (last?.grain === grain && Date.parse(last.to) >= from) {
    return withGapsOf(coverage, [...coverage.slice(0, -1), { ...last, to: end }], grain);
  }
  const stretch = { from: new Date(from).toISOString(), to: end, grain };
  const longer = [...coverage, stretch];
  if (longer.length > STRETCHES_KEPT) return longer.slice(-STRETCHES_KEPT);
  return withGapsOf(coverage, longer, grain);
}

/** A longer coverage, whose gaps are known where those before were and the new end is none. */
function withGapsOf(
  before: readonly Watched[],
  after: readonly Watched[],
  grain: Resolution,
): readonly Watched[] {
  const known = grain === "nothing" ? undefined : gaps.get(before);
  if (known !== undefined) gaps.set(after, known);
  return after;
}

/** The parts of the coverage within a span. */
export function coverageWithin(coverage: readonly Watched[], span: Span): readonly Watched[] {
  return coverage.flatMap((stretch) => {
    const from = Math.max(Date.parse(stretch.from), span.from);
    const to = Math.min(Date.parse(stretch.to), span.to);
    if (from >= to) return [];
    return [{
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      grain: stretch.grain,
    }];
  });
}

// Lists and stretches are replaced, never changed in place. A thousand pairs have 200,000 stretches, and are asked
// about at every check.
const gaps = new WeakMap<readonly Watched[], readonly Span[]>();
const spans = new WeakMap<Watched, Span>();
const totals = new WeakMap<readonly Span[], readonly number[]>();

/** The unwatched stretches, oldest first. */
export function gapsOf(coverage: readonly Watched[]): readonly Span[] {
  let known = gaps.get(coverage);
  if (known === undefined) {
    known = coverage.filter(({ grain }) => grain === "nothing").map(spanOf);
    gaps.set(coverage, known);
  }
  return known;
}

function spanOf(stretch: Watched): Span {
  let span = spans.get(stretch);
  if (span === undefined) {
    spans.set(stretch, span = { from: Date.parse(stretch.from), to: Date.parse(stretch.to) });
  }
  return span;
}

/** Unwatched milliseconds of a span. */
export function unwatchedMs(coverage: readonly Watched[], { from, to }: Span): number {
  const gaps = gapsOf(coverage);
  return gaps.length === 0 ? 0 : unwatchedBefore(gaps, to) - unwatchedBefore(gaps, from);
}

/** Unwatched milliseconds up to a moment. Every check asks for those of a thousand pairs with a hundred gaps each. */
function unwatchedBefore(gaps: readonly Span[], at: number): number {
  let [low, high] = [0, gaps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((gaps[middle]?.from ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  const last = gaps[low - 1];
  if (last === undefined) return 0;
  return (totalsOf(gaps)[low - 1] ?? 0) + Math.min(last.to, at) - last.from;
}

/** How much lies before each gap, in milliseconds. */
function totalsOf(gaps: readonly Span[]): readonly number[] {
  let known = totals.get(gaps);
  if (known === undefined) {
    let sum = 0;
    known = gaps.map(({ from, to }) => (sum += to - from) - (to - from));
    totals.set(gaps, known);
  }
  return known;
}

/** The coverage with all its moments moved, because the clock that gave them was set. */
export function shiftCoverage(coverage: readonly Watched[], deltaMs: number): readonly Watched[] {
  const move = (time: string) => new Date(Date.parse(time) + deltaMs).toISOString();
  return coverage.map(({ from, to, grain }) => ({ from: move(from), to: move(to), grain }));
}

/** The coverage after a gap fill: its resolution replaces unwatched stretches and single prices. */
export function withTold(
  coverage: readonly Watched[],
  { from, to }: Span,
  grain: Resolution,
): readonly Watched[] {
  const pieces = coverage.flatMap((stretch): [Span, Resolution][] => {
    const [start, end] = [Date.parse(stretch.from), Date.parse(stretch.to)];
    const isLess = stretch.grain === "nothing" || stretch.grain === "point";
    const [first, last] = [Math.max(start, from), Math.min(end, to)];
    if (!isLess || first >= last) return [[{ from: start, to: end }, stretch.grain]];
    return [
      [{ from: start, to: first }, stretch.grain],
      [{ from: first, to: last }, grain],
      [{ from: last, to: end }, stretch.grain],
    ];
  });
  return pieces.reduce<readonly Watched[]>((all, [span, each]) => withStretch(all, span, each), []);
}
