import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Bar } from "@/lib/market/bar.ts";
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
import { Turns } from "@/lib/turns.ts";
import { gapObservations } from "./gap_observations.ts";
import { GapReplay, measuresFromRecord, type Replayed, windowReachMs } from "./gap_replay.ts";

export interface ToldBars {
  readonly answer: SourceBars;
  readonly history: PriceHistory | undefined;
}

/**
 * Evaluates the alarms of a pair on a gap that is told after they went on. Windows that begin in it are held against what
 * came after it as well, and where it had a new maximum or minimum, so are alarms that measure from those.
 *
 * @param elapsed a clock that only goes forward, in milliseconds: others have their turn meanwhile
 */
export async function evaluateGap(
  pair: Pair,
  gap: OpenGap,
  { answer, history }: ToldBars,
  elapsed: () => number,
): Promise<Replayed> {
  const replay = new GapReplay(pair, gap, history ?? NO_HISTORY);
  const turns = new Turns({ elapsed });
  const bars = answer.newestOpen ? answer.bars.slice(0, -1) : answer.bars;
  for (const observation of gapObservations(gap, { ...answer, bars }, history)) {
    replay.take(observation);
    await turns.next();
  }
  const seen = [...replay.result().seen];
  const to = Date.parse(gap.to.timestamp);
  replay.take({ price: gap.to.price, at: to }, { areConfirmed: true });
  const reachesPresent = isRecordBroken(pair, replay.record);
  const later = { bars, stepMs: answer.stepMs, history, to, reachesPresent };
  for (const { observation, only, areConfirmed } of afterGap(pair, later)) {
    replay.take(observation, { areConfirmed, only });
    await turns.next();
  }
  const judgedAt = judgedAtOf(pair, to);
  const isAnew = (alarm: Alarm) =>
    measuresFromRecord(alarm) ? reachesPresent : to + windowReachMs(alarm) >= judgedAt;
  return { ...replay.result(), seen, isAnew };
}

/** Up to when the pair's alarms have been evaluated, in milliseconds. */
function judgedAtOf(pair: Pair, to: number): number {
  const judged = judgedPoint(pair);
  return judged === null ? to : Date.parse(judged.timestamp);
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
  /** What stands in our own history was believed; what the source tells is held against the jumps' rule. */
  readonly areConfirmed: boolean;
}

interface AfterGap {
  /** What the source told beyond the gap, and how wide its bars are (ms). */
  readonly bars: readonly Bar[];
  readonly stepMs: number;
  readonly history: PriceHistory | undefined;
  /** Where the gap ends, in milliseconds. */
  readonly to: number;
  readonly reachesPresent: boolean;
}

/**
 * What came after the gap and is judged in another way by what was in it: a new record, or a window that begins in it. As
 * the source tells it by the second, and beyond that from our own history.
 */
function afterGap(pair: Pair, { bars, stepMs, history, to, reachesPresent }: AfterGap): Later[] {
  const longest = pair.alarms.reduce((most, alarm) => Math.max(most, windowReachMs(alarm)), 0);
  if (longest === 0 && !reachesPresent) return [];
  const judgedAt = judgedAtOf(pair, to);
  const only = (at: number) => (alarm: Alarm) =>
    (reachesPresent && measuresFromRecord(alarm)) || to + windowReachMs(alarm) >= at;
  const told = stepMs > SECOND_MS ? [] : bars.map((bar) => barObservation(bar, stepMs))
    .filter(({ at, since = at }) => since > to && at <= judgedAt);
  const from = told.at(-1)?.at ?? to;
  const until = reachesPresent ? judgedAt : Math.min(judgedAt, to + longest);
  const own = history === undefined ? [] : [...secondsOf(history, from, until)];
  const later = [...told, ...own].map((observation, place) => ({
    observation,
    only: only(observation.at),
    areConfirmed: place >= told.length,
  }));
  if (!reachesPresent || history === undefined) return later;
  // The highs and lows of our own prices are known for each slot only.
  const slots = history.bars(from === to ? to : from + 1, judgedAt, HISTORY_SLOT_MS).map((bar) => {
    const observation = barObservation(bar, HISTORY_SLOT_MS);
    const seen = { ...observation, at: Math.min(observation.at, judgedAt) };
    return { observation: seen, only: measuresFromRecord, areConfirmed: true };
  });
  return [...later, ...slots].sort((a, b) => a.observation.at - b.observation.at);
}

/** The price just before the end of each second, as long as it is known so closely. */
function* secondsOf(history: PriceHistory, from: number, until: number): Generator<Observation> {
  const first = Math.floor(from / SECOND_MS) * SECOND_MS + SECOND_MS - 2;
  for (let at = first; at <= Math.min(until, from + SECONDS_KEPT_MS); at += SECOND_MS) {
    const price = at > from ? history.priceAt(at) : null;
    if (price !== null) yield { price, at };
  }
}
