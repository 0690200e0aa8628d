import type { Alarm } from "@/lib/alarms/alarm.ts";
import { missingHistoryMs } from "@/lib/alarms/warming_up.ts";
import type { Bar } from "@/lib/market/bar.ts";
import type { Event } from "@/lib/store/event.ts";
import type { Pair, State } from "@/lib/store/state.ts";

/** What a source told of a pair's past. */
export interface BackFilled {
  /** The pair as it was when the source was asked. */
  readonly pair: Pair;
  /** Oldest first. */
  readonly bars: readonly Bar[];
  /** How far back the source was asked, in milliseconds since the Unix epoch. */
  readonly from: number;
}

/**
 * Takes the past of a pair into its history. An alarm whose window is full by that begins anew: it is
 * not to fire only because its history came. `oldestAt` is the moment of the oldest price known so far.
 */
export function decideBackFill(
  state: State,
  { pair: { symbol, addedAt }, bars, from }: BackFilled,
  { oldestAt, now }: { readonly oldestAt: number | null; readonly now: number },
): readonly Event[] {
  const pair = state.pairs.get(symbol);
  // Removed, and perhaps added again, while the source was asked.
  if (pair?.addedAt !== addedAt) return [];
  const begins = Math.min(bars[0]?.at ?? Infinity, oldestAt ?? Infinity);
  const isFull = (alarm: Alarm) =>
    missingHistoryMs(alarm, oldestAt, now) > 0 && missingHistoryMs(alarm, begins, now) === 0;
  return [
    { type: "historyBackfilled", symbol, bars, from },
    ...pair.alarms.filter((alarm) => alarm.conditionMet !== null && isFull(alarm)).map((alarm) => ({
      ...{ type: "alarmUpdated" as const, symbol, by: "engine" as const },
      alarm: { ...alarm, conditionMet: null },
    })),
  ];
}
