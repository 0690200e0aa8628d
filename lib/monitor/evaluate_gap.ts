import type { Alarm } from "@/lib/alarms/alarm.ts";
import { barObservation } from "@/lib/market/bar_observation.ts";
import type { PriceHistory } from "@/lib/market/history.ts";
import { HISTORY_SLOT_MS } from "@/lib/market/history_slot.ts";
import { NO_HISTORY } from "@/lib/market/history_view.ts";
import type { SourceBars } from "@/lib/sources/source_bars.ts";
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
  const reachesPresent = history !== undefined && isRecordBroken(pair, replay.record);
  if (reachesPresent) {
    const until = judgedPoint(pair);
    const judgedAt = until === null ? to : Date.parse(until.timestamp);
    for (const bar of history.bars(to, judgedAt, HISTORY_SLOT_MS)) {
      const observation = barObservation(bar, HISTORY_SLOT_MS);
      const at = Math.min(observation.at, judgedAt);
      replay.take({ ...observation, at }, { areConfirmed: true, only: measuresFromRecord });
      await turns.next();
    }
  }
  return { ...replay.result(), seen, reachesPresent };
}

type Record = Pick<Pair, "maxPrice" | "minPrice">;

function isRecordBroken({ maxPrice, minPrice }: Record, told: Record): boolean {
  return (told.maxPrice ?? -Infinity) > (maxPrice ?? -Infinity) ||
    (told.minPrice ?? Infinity) < (minPrice ?? Infinity);
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
