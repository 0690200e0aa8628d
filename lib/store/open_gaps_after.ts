import type { Alarm } from "@/lib/alarms/alarm.ts";
import { watchedFrom } from "@/lib/alarms/watched_from.ts";
import { judgedPoint } from "./judged_point.ts";
import { type AlarmMemory, OPEN_GAPS_KEPT, type OpenGap } from "./open_gap.ts";
import type { Pair, PricePoint } from "./state.ts";

/**
 * The open gaps of a pair whose alarms go on at a point while what came before that is still to be told. A gap that goes
 * on from point to point is one.
 */
export function openGapsAfter(pair: Pair, to: PricePoint): readonly OpenGap[] {
  const { openGaps = [], alarms, maxPrice, minPrice } = pair;
  const from = judgedPoint(pair);
  if (from === null || Date.parse(from.timestamp) >= Date.parse(to.timestamp)) return openGaps;
  const last = openGaps.at(-1);
  if (last?.to.timestamp === from.timestamp) {
    return [...openGaps.slice(0, -1), { ...last, to, alarms: remembered(last, alarms) }];
  }
  const memories = alarms.flatMap((alarm) => memoryOf(alarm) ?? []);
  return [...openGaps, { from, to, maxPrice, minPrice, alarms: memories }].slice(-OPEN_GAPS_KEPT);
}

/** Alarms that were set, changed or armed again within the gap begin there. */
function remembered(gap: OpenGap, alarms: readonly Alarm[]): readonly AlarmMemory[] {
  const end = Date.parse(gap.to.timestamp);
  const fresh = alarms.filter((alarm) => watchedFrom(alarm) > end);
  if (fresh.length === 0) return gap.alarms;
  const ids = new Set(fresh.map(({ id }) => id));
  const others = gap.alarms.filter(({ id }) => !ids.has(id));
  return [...others, ...fresh.flatMap((alarm) => memoryOf(alarm) ?? [])];
}

/** Snoozes, pauses and expiry say themselves of when they are. */
function memoryOf(alarm: Alarm): AlarmMemory | null {
  const { id, conditionMet, triggered, clearedSinceFire, watchedPrice, watchedPricedAt } = alarm;
  if (conditionMet === false && !triggered && watchedPrice === undefined) return null;
  return {
    id,
    conditionMet,
    ...(triggered && { triggered, clearedSinceFire }),
    ...(watchedPrice !== undefined && { watchedPrice }),
    ...(watchedPricedAt !== undefined && { watchedPricedAt }),
  };
}
