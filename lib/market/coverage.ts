import { HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";

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
