import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { missingHistoryMs } from "@/lib/alarms/kinds/kinds.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { type CandlesRange, SourceError } from "@/lib/sources/source.ts";
import type { PastPlan, PastStage } from "@/lib/sources/market_source.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { DAY_MS } from "@/lib/time/durations.ts";

/** A history that begins later than requested by more than this, and by two candles, has lost its last answer. */
const LOST_MS = DAY_MS / 24;

/** For sources that have minute candles as far back as anybody asks; costs Binance 2 % of what it allows. */
export const DEFAULT_PAST: PastPlan = {
  pauseMs: 2_000,
  stages: [{ untilMs: Infinity, stepMs: 60_000, spanMs: DAY_MS }],
};

/** How far back the past of a pair is known or was asked for (ms since the epoch); null before its first price. */
export function reachedBy(pair: Pair, oldestAt: number | null): number | null {
  if (pair.lastUpdate === null || oldestAt === null) return null;
  return pair.backfilledFrom === undefined ? oldestAt : Date.parse(pair.backfilledFrom);
}

/**
 * The same when the program starts. The last answer may have been lost in a crash: then it is asked
 * for again.
 */
export function reachedAtStart(
  pair: Pair,
  oldestAt: number | null,
  plan: PastPlan,
  now: number,
): number | null {
  const reached = reachedBy(pair, oldestAt);
  if (reached === null || oldestAt === null) return reached;
  const { stepMs, spanMs } = stageAt(plan, now - reached - 1);
  const isLost = oldestAt - reached > Math.max(LOST_MS, 2 * stepMs);
  return isLost ? Math.min(oldestAt, reached + spanMs) : reached;
}

/** What to ask for next, older than what was reached; null when that is as far back as wanted. All in milliseconds. */
export function nextRange(
  plan: PastPlan,
  { reached, now, days }: { reached: number; now: number; days: number },
): CandlesRange | null {
  const target = now - days * DAY_MS;
  if (reached <= target) return null;
  const { untilMs, stepMs, spanMs } = stageAt(plan, now - reached);
  return { from: Math.max(target, now - untilMs, reached - spanMs), to: reached, stepMs };
}

/** Whole days of the past that are there, of those that are wanted. */
export function daysDone(
  { reached, now, days }: { reached: number; now: number; days: number },
): number {
  return Math.min(days, Math.max(0, Math.floor((now - reached) / DAY_MS)));
}

function stageAt({ stages }: PastPlan, ageMs: number): PastStage {
  const stage = stages.find(({ untilMs }) => ageMs < untilMs) ?? stages.at(-1);
  if (stage === undefined) throw new RangeError("A plan for the past needs at least one stage");
  return stage;
}

/** What a source told of a pair's past. */
interface Backfilled {
  /** The pair as it was when the source was asked. */
  readonly pair: Pair;
  /** Oldest first. */
  readonly candles: readonly Candle[];
  /** How far back the source was asked, in milliseconds since the Unix epoch. */
  readonly from: number;
}

/**
 * Takes the past of a pair into its history. An alarm whose window is full by that begins anew: it is
 * not to fire only because its history came. `oldestAt` is the moment of the oldest price known so far.
 */
export function decideBackfill(
  state: State,
  { pair: { symbol, addedAt }, candles, from }: Backfilled,
  { oldestAt, now }: { readonly oldestAt: number | null; readonly now: number },
): readonly Event[] {
  const pair = state.pairs.get(symbol);
  // Removed, and perhaps added again, while the source was asked.
  if (pair?.addedAt !== addedAt) return [];
  const begins = Math.min(candles[0]?.at ?? Infinity, oldestAt ?? Infinity);
  const isFull = (alarm: Alarm) =>
    missingHistoryMs(alarm, oldestAt, now) > 0 && missingHistoryMs(alarm, begins, now) === 0;
  return [
    { type: "historyBackfilled", symbol, candles, from },
    ...pair.alarms.filter((alarm) => alarm.conditionMet !== null && isFull(alarm)).map((alarm) => ({
      ...{ type: "alarmUpdated" as const, symbol, by: "engine" as const },
      alarm: { ...alarm, conditionMet: null },
    })),
  ];
}

/** After so many failures in a row others have their turn, and this one rests. */
const MOST_TRIES = 4;
/** The rest doubles from the first to the second of these, in milliseconds. */
const FIRST_REST_MS = 30 * 60_000;
const LONGEST_REST_MS = 12 * 60 * 60_000;
/** The longest wait after a failure doubles from the first to the second of these, in milliseconds. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/** Says when to ask again about what could not be told: later and later, with jitter, and never given up. */
export class Backoff {
  readonly #tries = new Map<string, number>();
  readonly #rests = new Map<string, number>();
  readonly #restUntil = new Map<string, number>();
  /** Failures since anything was told. */
  #inRow = 0;

  constructor(
    private readonly clock: Pick<Clock, "now" | "monotonic">,
    /** From 0 to 1, as `Math.random`. */
    private readonly random: () => number,
  ) {}

  /** Until when it rests, on the clock that only goes forward. */
  restsUntil(key: string): number {
    return this.#restUntil.get(key) ?? -Infinity;
  }

  succeeded(key: string): void {
    this.#inRow = 0;
    this.#tries.delete(key);
    this.#rests.delete(key);
  }

  /** How long to leave the source alone, and for how long this one rests, if it does; both in milliseconds. */
  failed(key: string, error: unknown): { readonly waitMs: number; readonly restMs: number | null } {
    this.#inRow++;
    const tries = (this.#tries.get(key) ?? 0) + 1;
    // What is no failure of the asking will be the same at once.
    const rests = tries >= MOST_TRIES || !(error instanceof SourceError);
    this.#tries.set(key, rests ? 0 : tries);
    const waitMs = Math.max(this.#jittered(), this.#untilAllowed(error));
    return { waitMs, restMs: rests ? this.#rest(key) : null };
  }

  #rest(key: string): number {
    const rests = this.#rests.get(key) ?? 0;
    const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** rests);
    this.#rests.set(key, rests + 1);
    this.#restUntil.set(key, this.clock.monotonic() + restMs);
    return restMs;
  }

  #jittered(): number {
    return this.random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#inRow - 1));
  }

  #untilAllowed(error: unknown): number {
    const retryAt = error instanceof SourceError ? error.retryAt : null;
    return retryAt === null ? 0 : retryAt - this.clock.now();
  }
}
