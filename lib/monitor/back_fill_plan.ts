import type { PastPlan, PastStage } from "@/lib/sources/market_source.ts";
import type { BarsRange } from "@/lib/sources/source_bars.ts";
import type { Pair } from "@/lib/store/state.ts";

export const DAY_MS = 86_400_000;
/** A history that begins later than asked for by more than this, and by two bars, has lost what it was told last. */
const LOST_MS = DAY_MS / 24;

/** For sources that have minute bars as far back as anybody asks; costs Binance 2 % of what it allows. */
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
 * The same when the program starts. What was told last may have been lost in a crash: then it is asked
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
): BarsRange | null {
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
