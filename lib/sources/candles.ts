import type { Observation } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import { z } from "zod";
import { CLOCK_SKEW_MS, type Quotes, SourceError } from "./source.ts";

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

const Rows = z.array(z.array(z.unknown()));

interface CandlesOf {
  readonly source: SourceName;
  /** How the source names what they are of. */
  readonly id: string;
  /** When candles that answer the question may begin. */
  readonly asked: Stretch;
}

/**
 * The candles in an answer that has one in each row.
 * @throws {SourceError} not every row can be read, or one is of another time than was asked for: left out, it
 * would be a gap that looks like a span without trades
 */
export function readCandles(
  answer: unknown,
  readRow: (row: readonly unknown[]) => Candle | null,
  { source, id, asked }: CandlesOf,
): Candle[] {
  const rows = Rows.safeParse(answer);
  const candles = rows.success ? rows.data.map(readRow) : [null];
  const usable = candles.filter((candle) => candle !== null);
  if (usable.length !== candles.length) {
    const message = `${SOURCE_LABELS[source]} gave no usable bars of ${id}`;
    throw new SourceError(source, message, "badAnswer");
  }
  refuseOtherTimes(usable, { source, id, asked });
  return usable;
}

/** @throws {SourceError} a candle began at another time than was asked for: the source counts time in another unit, or did not heed the question */
export function refuseOtherTimes(
  candles: readonly Pick<Candle, "at">[],
  { source, id, asked: { from, to } }: CandlesOf,
): void {
  const stray = candles.find(({ at }) => at < from - CLOCK_SKEW_MS || at > to + CLOCK_SKEW_MS);
  if (stray === undefined) return;
  const message = `${
    SOURCE_LABELS[source]
  } gave bars of ${id} from another time than was asked for`;
  throw new SourceError(source, message, "badAnswer");
}

/**
 * What an answer says by its schema; `wanted` names that in the words of a person.
 * @throws {SourceError} it says something else
 */
export function readAnswer<T>(
  source: SourceName,
  schema: z.ZodType<T>,
  answer: unknown,
  wanted: string,
): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const message = `${SOURCE_LABELS[source]} answered something other than ${wanted}`;
  throw new SourceError(source, message, "badAnswer");
}

/** A list; rows that cannot be read are left out. */
export function readableRows<T>(row: z.ZodType<T>) {
  return z.array(z.unknown()).transform((rows) =>
    rows.flatMap((each) => {
      const parsed = row.safeParse(each);
      return parsed.success ? [parsed.data] : [];
    })
  );
}

/** An answer for many pairs, from what is known of each: its price, or in words why there is none. */
export function quotesOf(known: Iterable<readonly [symbol: string, Observation | string]>): Quotes {
  const observations = new Map<string, Observation>();
  const problems = new Map<string, string>();
  for (const [symbol, price] of known) {
    if (typeof price === "string") problems.set(symbol, price);
    else observations.set(symbol, price);
  }
  return { observations, problems };
}
