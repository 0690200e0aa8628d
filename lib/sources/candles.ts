import type { Candle } from "@/lib/market/candle.ts";
import { isPrice } from "@/lib/market/accept.ts";
import { CLOCK_SKEW_MS } from "./source_clock.ts";

/** From one moment up to another, the second not included; in milliseconds since the Unix epoch. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The candles that are wanted: all that hold a moment of the stretch, each `stepMs` wide. */
export interface CandlesRange extends Stretch {
  readonly stepMs: number;
}

/** What a source knows of a stretch of the past. */
export interface SourceCandles {
  /** Oldest first; a span without a trade has none. */
  readonly candles: readonly Candle[];
  /** How wide they are; another width than the wanted one where the source does not have that. */
  readonly stepMs: number;
  /**
   * `bars`: high and low are those of every trade in the span. `points`: single prices at the moment `at`, between
   * which the source tells nothing.
   */
  readonly shape: "candles" | "points";
  /** The part of the stretch that the answer speaks for; null when it speaks for none. */
  readonly covered: Stretch | null;
  /** The newest candle may still change. */
  readonly newestOpen: boolean;
  /** Why less is covered than was asked for, in words for a person; null when nothing went wrong. */
  readonly problem: string | null;
}

interface Gathered {
  readonly candles: readonly Candle[];
  readonly stepMs: number;
  readonly range: CandlesRange;
  /** When the source was asked; earlier where it knows less. */
  readonly now: number;
  /** What the source could speak for, where that is less than the stretch. */
  readonly reach?: Stretch;
  readonly problem?: string | null;
}

/** Puts candles in order, once each and none from outside the stretch. */
export function candlesAnswer(gathered: Gathered): SourceCandles {
  const { range, stepMs, now, problem = null } = gathered;
  const candles = inOrder(gathered.candles, range, stepMs);
  const newest = candles.at(-1);
  const { from = range.from, to = Infinity } = gathered.reach ?? {};
  return {
    candles,
    stepMs,
    shape: "candles",
    covered: overlap(range, { from, to: Math.min(to, now) }),
    // By the source's clock it may not have ended yet.
    newestOpen: newest !== undefined && newest.at + stepMs + CLOCK_SKEW_MS > now,
    problem,
  };
}

function inOrder(candles: readonly Candle[], { from, to }: Stretch, stepMs: number): Candle[] {
  const byStart = new Map(candles.map((candle) => [candle.at, candle]));
  return [...byStart.values()]
    .filter((candle) => candle.at + stepMs > from && candle.at < to)
    .sort((a, b) => a.at - b.at);
}

/** What two stretches have in common; null when that is nothing. */
export function overlap(a: Stretch, b: Stretch): Stretch | null {
  const both = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  return both.from < both.to ? both : null;
}

/** The candle of these prices (open, high, low, close); null when it cannot be one. `trades` is left out where it is no count. */
export function candleOf(
  at: unknown,
  [open, high, low, close]: readonly unknown[],
  trades?: unknown,
): Candle | null {
  if (typeof at !== "number" || !Number.isSafeInteger(at)) return null;
  if (!isPrice(open) || !isPrice(high) || !isPrice(low) || !isPrice(close)) return null;
  const holds = low <= Math.min(open, close) && high >= Math.max(open, close);
  if (!holds) return null;
  const isCount = typeof trades === "number" && Number.isSafeInteger(trades) && trades >= 0;
  return { at, open, high, low, close, ...(isCount ? { trades } : {}) };
}

/**
 * The width of candles to ask for: the wanted one, else the next wider one that the source has and with which it can give
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

/** How many candles of a width a stretch has. */
export function candleCount({ from, to }: Stretch, stepMs: number): number {
  return Math.ceil(to / stepMs) - Math.floor(from / stepMs);
}

/** A stretch in parts of so many whole candles, oldest first. */
export function* pages(
  range: CandlesRange,
  stepMs: number,
  candlesPerPage: number,
): Generator<Stretch> {
  const end = Math.ceil(range.to / stepMs) * stepMs;
  const width = stepMs * candlesPerPage;
  for (let from = Math.floor(range.from / stepMs) * stepMs; from < end; from += width) {
    yield { from, to: Math.min(from + width, end) };
  }
}
