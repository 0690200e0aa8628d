import type { Bar } from "@/lib/market/candle.ts";
import { isPrice } from "@/lib/market/decimal.ts";
import { CLOCK_SKEW_MS } from "./source_clock.ts";

/** From one moment up to another, the second not included; in milliseconds since the Unix epoch. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The bars that are wanted: all that hold a moment of the stretch, each `stepMs` wide. */
export interface BarsRange extends Stretch {
  readonly stepMs: number;
}

/** What a source knows of a stretch of the past. */
export interface SourceBars {
  /** Oldest first; a span without a trade has none. */
  readonly bars: readonly Bar[];
  /** How wide they are; another width than the wanted one where the source does not have that. */
  readonly stepMs: number;
  /**
   * `bars`: high and low are those of every trade in the span. `points`: single prices at the moment `at`, between
   * which the source tells nothing.
   */
  readonly shape: "bars" | "points";
  /** The part of the stretch that the answer speaks for; null when it speaks for none. */
  readonly covered: Stretch | null;
  /** The newest bar may still change. */
  readonly newestOpen: boolean;
  /** Why less is covered than was asked for, in words for a person; null when nothing went wrong. */
  readonly problem: string | null;
}

interface Gathered {
  readonly bars: readonly Bar[];
  readonly stepMs: number;
  readonly range: BarsRange;
  /** When the source was asked; earlier where it knows less. */
  readonly now: number;
  /** What the source could speak for, where that is less than the stretch. */
  readonly reach?: Stretch;
  readonly problem?: string | null;
}

/** Puts bars in order, once each and none from outside the stretch. */
export function barsAnswer(gathered: Gathered): SourceBars {
  const { range, stepMs, now, problem = null } = gathered;
  const bars = inOrder(gathered.bars, range, stepMs);
  const newest = bars.at(-1);
  return {
    bars,
    stepMs,
    shape: "bars",
    covered: overlap(range, { from: gathered.reach?.from ?? range.from, to: reachTo(gathered) }),
    // By the source's clock it may not have ended yet.
    newestOpen: newest !== undefined && newest.at + stepMs + CLOCK_SKEW_MS > now,
    problem,
  };
}

function reachTo({ reach, now }: Gathered): number {
  return Math.min(reach?.to ?? Infinity, now);
}

function inOrder(bars: readonly Bar[], { from, to }: Stretch, stepMs: number): Bar[] {
  const byStart = new Map(bars.map((bar) => [bar.at, bar]));
  return [...byStart.values()]
    .filter((bar) => bar.at + stepMs > from && bar.at < to)
    .sort((a, b) => a.at - b.at);
}

/** What two stretches have in common; null when that is nothing. */
export function overlap(a: Stretch, b: Stretch): Stretch | null {
  const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  return both.from < both.to ? both : null;
}

type Numbers = Readonly<Record<"at" | "open" | "high" | "low" | "close", number | null>>;

/** The bar of these numbers; null when they cannot be one. `trades` is left out where it is no count. */
export function barOf({ at, open, high, low, close }: Numbers, trades?: unknown): Bar | null {
  if (at === null || !Number.isSafeInteger(at)) return null;
  if (!isPrice(open) || !isPrice(high) || !isPrice(low) || !isPrice(close)) return null;
  const holds = low <= Math.min(open, close) && high >= Math.max(open, close);
  if (!holds) return null;
  const isCount = typeof trades === "number" && Number.isSafeInteger(trades) && trades >= 0;
  return { at, open, high, low, close, ...(isCount ? { trades } : {}) };
}

/**
 * The width of bars to ask for: the wanted one, else the next wider one that the source has and with which it can give
 * the whole stretch; the widest where there is none.
 */
export function pickStep(
  offered: readonly number[],
  wantedMs: number,
  isEnough: (stepMs: number) => boolean,
): number {
  const fit = offered.filter((stepMs) => stepMs >= wantedMs);
  return fit.find(isEnough) ?? offered.at(-1) ?? wantedMs;
}

/** How many bars of a width a stretch has. */
export function barCount({ from, to }: Stretch, stepMs: number): number {
  return Math.ceil(to / stepMs) - Math.floor(from / stepMs);
}

/** A stretch in parts of so many whole bars, oldest first. */
export function* pages(range: BarsRange, stepMs: number, barsPerPage: number): Generator<Stretch> {
  const end = Math.ceil(range.to / stepMs) * stepMs;
  const width = stepMs * barsPerPage;
  for (let from = Math.floor(range.from / stepMs) * stepMs; from < end; from += width) {
    yield { from, to: Math.min(from + width, end) };
  }
}
