import type { Alarm } from "@/lib/alarms/alarm.ts";
import { type Nearest, NearestApproach } from "@/lib/alarms/nearest_approach.ts";
import { watchedFrom } from "@/lib/alarms/watched_from.ts";
import type { Bar } from "@/lib/market/bar.ts";
import { unwatchedFinder } from "@/lib/market/coverage.ts";
import type { PriceHistory } from "@/lib/market/history.ts";
import type { Pair } from "@/lib/store/state.ts";
import { inTurns, pastBars, STEP_MS } from "./past_bars.ts";
import { Turns } from "@/lib/turns.ts";

const DAY_MS = 86_400_000;

export interface PastOfPair {
  readonly pair: Pair;
  readonly history: PriceHistory | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Looks through a pair's past, in turns, for the price that came nearest to setting its alarm off. */
export async function nearestApproach(
  alarm: Alarm,
  { pair, history, now }: PastOfPair,
  signal?: AbortSignal,
): Promise<Nearest> {
  const turns = new Turns({ signal });
  const bars = await pastBars(history, { from: neededFrom(alarm), to: now }, turns);
  const recordFrom = Date.parse(pair.addedAt);
  const isUnwatched = unwatchedFinder(() => pair.coverage);
  const options = { symbol: pair.symbol, stepMs: STEP_MS, now, recordFrom, isUnwatched };
  const nearest = new NearestApproach(alarm, { ...options, ...recordBefore(pair, bars) });
  await inTurns(bars, (some) => nearest.look(some), turns);
  return nearest.result;
}

/** Only a target needs no past: the price before it counts tells on which side it was. */
function neededFrom(alarm: Alarm): number {
  return alarm.type === "target" ? watchedFrom(alarm) - DAY_MS : -Infinity;
}

/** What was recorded before the bars begin, as far as it shows: no bar is as high, or as low. */
function recordBefore({ addedAt, maxPrice, minPrice }: Pair, bars: readonly Bar[]) {
  const first = bars[0];
  if (first === undefined || Date.parse(addedAt) >= first.at) return {};
  const isBefore = {
    max: maxPrice !== null && bars.every(({ high }) => high < maxPrice),
    min: minPrice !== null && bars.every(({ low }) => low > minPrice),
  };
  return { maxPrice: isBefore.max ? maxPrice : null, minPrice: isBefore.min ? minPrice : null };
}
