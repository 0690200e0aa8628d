import type { Alarm } from "@/lib/alarms/alarm.ts";
import { windowMs } from "@/lib/alarms/window_ms.ts";
import { barObservation } from "@/lib/market/bar_observation.ts";
import type { PriceHistory } from "@/lib/market/history.ts";
import { HISTORY_SLOT_MS } from "@/lib/market/history_slot.ts";
import { NO_HISTORY } from "@/lib/market/history_view.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { SourceBars } from "@/lib/sources/source_bars.ts";
import { SECONDS_KEPT_MS } from "@/lib/market/second_prices.ts";
import { SECOND_MS } from "@/lib/sources/bar_steps.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { OpenGap } from "@/lib/store/open_gap.ts";
import type { Pair } from "@/lib/store/state.ts";
import { gapObservations } from "./gap_observations.ts";
import { GapReplay, type Replayed } from "./gap_replay.ts";

/** Observations are evaluated for so long, then others have their turn, in milliseconds. */
const SLICE_MS = 8;

export interface ToldBars {
  readonly answer: SourceBars;
  readonly history: PriceHistory | undefined;
}

/**
 * Evaluates the alarms of a pair on a gap that is told after they went on. Where it had a new maximum or minimum, alarms
 * that measure from those are held against what came after it as well.
 */
export async function evaluateGap(
  pair: Pair,
  gap: OpenGap,
  { answer, history }: ToldBars,
): Promise<Replayed> {
  const replay = new GapReplay(pair, gap, history ?? NO_HISTORY);
  const turns = new Turns();
  const bars = answer.newestOpen ? answer.bars.slice(0, -1) : answer.bars;
  for (const observation of gapObservations(gap, { ...answer, bars }, history)) {
    replay.take(observation);
    await turns.next();
  }
  const seen = replay.result().seen;
  const to = Date.parse(gap.to.timestamp);
  replay.take({ price: gap.to.price, at: to }, { areConfirmed: true });
  const reachesPresent = isRecordBroken(pair, replay.record);
  for (const { observation, only } of afterGap(pair, { history, to, reachesPresent })) {
    replay.take(observation, { areConfirmed: true, only });
    await turns.next();
  }
  return { ...replay.result(), seen, reachesPresent };
}

type Record = Pick<Pair, "maxPrice" | "minPrice">;

function isRecordBroken({ maxPrice, minPrice }: Record, told: Record): boolean {
  return (told.maxPrice ?? -Infinity) > (maxPrice ?? -Infinity) ||
    (told.minPrice ?? Infinity) < (minPrice ?? Infinity);
}

interface Later {
  readonly observation: Observation;
  /** The alarms to which it says something else now that the gap is told. */
  readonly only: (alarm: Alarm) => boolean;
}

/** What came after the gap and is judged in another way by what was in it: a new record, or a window that begins in it. */
function afterGap(
  pair: Pair,
  { history, to, reachesPresent }: {
    readonly history: PriceHistory | undefined;
    readonly to: number;
    readonly reachesPresent: boolean;
  },
): Later[] {
  if (history === undefined) return [];
  const until = judgedPoint(pair);
  const judgedAt = until === null ? to : Date.parse(until.timestamp);
  const slots = reachesPresent ? history.bars(to, judgedAt, HISTORY_SLOT_MS) : [];
  const byMoment = new Map<number, Later>();
  for (const observation of secondsAfter(pair, { history, to, judgedAt })) {
    const only = (alarm: Alarm) => to + windowOf(alarm) + SECOND_MS >= observation.at;
    byMoment.set(observation.at, { observation, only });
  }
  for (const bar of slots) {
    const observation = barObservation(bar, HISTORY_SLOT_MS);
    const at = Math.min(observation.at, judgedAt);
    const windows = byMoment.get(at)?.only;
    const only = (alarm: Alarm) => measuresFromRecord(alarm) || (windows?.(alarm) ?? false);
    byMoment.set(at, { observation: { ...observation, at }, only });
  }
  return [...byMoment.values()].sort((a, b) => a.observation.at - b.observation.at);
}

/** The price at the end of each second for as long as a window may begin in the gap. */
function* secondsAfter(
  { alarms }: Pair,
  { history, to, judgedAt }: {
    readonly history: PriceHistory;
    readonly to: number;
    readonly judgedAt: number;
  },
): Generator<Observation> {
  const longest = alarms.reduce((most, alarm) => Math.max(most, windowOf(alarm)), 0);
  if (longest === 0) return;
  const until = Math.min(judgedAt, to + longest + SECOND_MS, to + SECONDS_KEPT_MS);
  const first = Math.floor(to / SECOND_MS) * SECOND_MS + SECOND_MS - 1;
  for (let at = first; at <= until; at += SECOND_MS) {
    const price = at > to ? history.priceAt(at) : null;
    if (price !== null) yield { price, at };
  }
}

function windowOf(alarm: Alarm): number {
  return alarm.type === "timeframe" ? windowMs(alarm) ?? 0 : 0;
}

function measuresFromRecord({ type }: Alarm): boolean {
  return type === "percentChange";
}

/** Gives everybody else a turn of the event loop now and then. */
class Turns {
  #began = performance.now();

  async next(): Promise<void> {
    if (performance.now() - this.#began < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    this.#began = performance.now();
  }
}
