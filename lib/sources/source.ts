import { z } from "zod";
import type { Observation } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { SOURCE_LABELS, SOURCE_NAMES, type SourceName, SOURCES } from "@/lib/market/source_name.ts";
import type { AskedPair, PairChoice, PairName } from "@/lib/market/symbol.ts";

/** Two clocks that differ by no more than this count as the same, in milliseconds. */
export const CLOCK_SKEW_MS = 5_000;
/** The `Date` of an answer has no milliseconds. */
const RESOLUTION_MS = 1_000;

/**
 * How far a source's clock and ours are apart, by the dates of its answers. An answer out of a cache is dated back as
 * well: of what came after its date it knows nothing either.
 */
export class SourceClock {
  /** Our clock minus the source's, in milliseconds; 0 where they are about the same. */
  differenceMs = 0;
  #behindMs = 0;

  /** Takes the `Date` header of an answer, and when (ms since the epoch) it was asked for and had come. */
  learn(date: string | null, askedAt: number, answeredAt: number): void {
    const at = Date.parse(date ?? "");
    // The answer was made after the question: the way it took is not in the difference.
    this.#behindMs = Number.isNaN(at) ? 0 : askedAt - at;
    if (!Number.isNaN(at)) this.#measure(askedAt - at - RESOLUTION_MS, answeredAt - at);
  }

  /** Our clock was set by so much. */
  moved(deltaMs: number): void {
    this.#behindMs += deltaMs;
    const moved = this.differenceMs + deltaMs;
    this.differenceMs = Math.abs(moved) > CLOCK_SKEW_MS ? moved : 0;
  }

  /** Up to when, by the source's own clock, it can know anything at this moment of ours; in milliseconds since the epoch. */
  knownUntil(now: number): number {
    return Math.abs(this.#behindMs) > CLOCK_SKEW_MS ? now - this.#behindMs : now;
  }

  /** The difference lies between these. It is kept while it may be right, so that moments stay in order. */
  #measure(least: number, most: number): void {
    const isPossible = (ms: number, slack: number) => ms >= least - slack && ms <= most + slack;
    if (isPossible(this.differenceMs, RESOLUTION_MS)) return;
    this.differenceMs = isPossible(0, CLOCK_SKEW_MS) ? 0 : most;
  }
}

/** Sources whose prices carry the source's own time; those of the others are dated by this computer's clock. */
export const OWN_TIME: ReadonlySet<SourceName> = new Set(
  SOURCE_NAMES.filter((name) => SOURCES[name].datesPrices),
);

/** What a source must know to price a pair. */
export interface ListedPair {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /**
   * How the source names the pair, as `find` told it (Coinbase: `BTC-USD`), or its base asset (CoinGecko: `bitcoin`); null
   * where the symbol is enough, and in pairs of older versions.
   */
  readonly sourceId: string | null;
}

/** A pair the source has, and its price now (null when the source's price is not usable yet). */
export interface Found {
  readonly sourceId: string | null;
  readonly observation: Observation | null;
  /** Base and quote as the source lists them; left out where they are as asked. */
  readonly pair?: PairName;
  /** What the source calls the base asset: `Gatechain`. */
  readonly coinName?: string;
}

/** One answer for many pairs; a pair is in `observations` or in `problems`. */
export interface Quotes {
  readonly observations: ReadonlyMap<string, Observation>;
  /** Symbol → why there is no price, in words for a person. */
  readonly problems: ReadonlyMap<string, string>;
}

/** Where prices come from. */
export interface PriceSource<Name extends SourceName = SourceName> {
  readonly name: Name;
  /** A price older than this at the source changes nothing, in milliseconds. */
  readonly staleAfterMs: number;
  /**
   * Finds how this source lists the pair, and its price.
   * @throws {UnknownPairError} the source does not list it
   * @throws {AmbiguousPairError} the source lists several that may be meant
   * @throws {SourceError} the source could not be asked
   */
  find(pair: AskedPair, signal: AbortSignal): Promise<Found>;
  /**
   * Prices of all these pairs in as few requests as the source allows.
   * @throws {SourceError} the source could not be asked at all
   */
  quote(pairs: readonly ListedPair[], signal: AbortSignal): Promise<Quotes>;
}

/** The source was asked and does not list the pair. */
export class UnknownPairError extends Error {
  override readonly name = "UnknownPairError";
  constructor(
    readonly symbol: string,
    readonly source: SourceName,
    /** Symbols the source does list that look like the one asked for. */
    readonly suggestions: readonly string[] = [],
  ) {
    super(`${source} does not list ${symbol}`);
  }
}

/** The source was asked and lists several pairs, or coins, that the name may mean. */
export class AmbiguousPairError extends Error {
  override readonly name = "AmbiguousPairError";
  constructor(
    readonly symbol: string,
    readonly source: SourceName,
    /** The likeliest first. */
    readonly choices: readonly PairChoice[],
  ) {
    super(`${symbol} may mean several pairs at ${source}`);
  }
}

/** The source could not be reached, or its answer is unusable. The message names no key and no full URL. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  constructor(
    readonly source: SourceName,
    message: string,
    readonly kind: "rateLimited" | "unreachable" | "timeout" | "badAnswer" | "refused",
    /** Not to be asked again before this moment (ms since the epoch), where the source said so. */
    readonly retryAt: number | null = null,
  ) {
    super(message);
  }
}

/** That a source has given up a pair: its last price must not fire anything any more. */
export interface PairTrouble {
  readonly kind: "delisted" | "halted" | "renamed";
  /** In words for a person. */
  readonly reason: string;
  /** What the base asset is called now, where that is known; never followed in silence. */
  readonly renamedTo?: string | undefined;
}

/** Pairs in trouble by symbol; the others are well. */
export type PairTroubles = ReadonlyMap<string, PairTrouble>;

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
