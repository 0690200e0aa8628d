import type { Alarm } from "@/lib/alarms/alarm.ts";
import { rulesOf } from "@/lib/alarms/kinds/kinds.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { foundAt } from "@/lib/alarms/make_fire.ts";
import type { OpenGap, Pair, State } from "@/lib/alarms/pair.ts";
import type { Grain, Span } from "@/lib/market/coverage.ts";
import { type Event, silenceOldest } from "@/lib/store/events.ts";
import type { Replayed } from "./evaluate_gap.ts";

/** What a source told of an open gap, and what came of it. */
export interface ToldGap {
  readonly symbol: string;
  readonly addedAt: string;
  readonly gap: OpenGap;
  readonly replayed: Replayed;
  /** What of the gap was told, and how closely; null when the source cannot tell it any more. */
  readonly told: { readonly span: Span; readonly grain: Grain } | null;
  /** Why it is found only now, in words for a person. */
  readonly why: string;
  readonly now: number;
}

/**
 * Decides what a gap changes that is told after alarms have gone on: it fires alarms that have not fired nor been changed
 * since, moves maximum and minimum, and says how it was watched. Nothing when the gap is not open any more.
 */
export function decideOpenGap(state: State, found: ToldGap): readonly Event[] {
  const { symbol, addedAt, gap, told, replayed } = found;
  const pair = state.pairs.get(symbol);
  if (pair?.addedAt !== addedAt || !isOpen(pair, gap)) return [];
  const { seen } = replayed;
  const prices = seen.flatMap(({ price, low = price, high = price }) => [price, low, high]);
  const events: Event[] = [{
    type: "gapTold",
    symbol,
    gapFrom: gap.from.timestamp,
    to: gap.to,
    told,
    ...(prices.length > 0 && { low: Math.min(...prices), high: Math.max(...prices) }),
    seen,
  }];
  for (const alarm of pair.alarms) events.push(...alarmEvents(alarm, found));
  return [...events, ...silenceOldest(state, events, found.now)];
}

function isOpen({ openGaps = [] }: Pair, { from, to }: OpenGap): boolean {
  return openGaps.some((each) =>
    each.from.timestamp === from.timestamp && each.to.timestamp === to.timestamp
  );
}

function alarmEvents(alarm: Alarm, { symbol, replayed, why, now }: ToldGap): Event[] {
  const before = replayed.before.get(alarm.id);
  const after = replayed.after.get(alarm.id);
  if (before === undefined || after === undefined || hasMoved(alarm, before)) return [];
  const fires = replayed.fires.filter(({ alarmId }) => alarmId === alarm.id);
  // What has been evaluated since stands, but for what was measured from another maximum, minimum or start of a window.
  const isAnew = replayed.isAnew(alarm);
  const known = isAnew ? { ...alarm, conditionMet: after.conditionMet } : alarm;
  if (fires.length > 0) {
    const next = firedLate(known, { before, after }, { fires: fires.length, isAnew });
    return fires.map((fire): Event => ({
      type: "alarmFired",
      symbol,
      alarm: next,
      fire: foundAt(asItWas(fire, before, alarm), { now, lateWhy: why }),
    }));
  }
  const isCleared = alarm.triggered && !alarm.clearedSinceFire &&
    (after.clearedSinceFire || !after.triggered);
  if (!isCleared && known.conditionMet === alarm.conditionMet) return [];
  const next = isCleared ? { ...known, clearedSinceFire: true } : known;
  return [{ type: "alarmUpdated", symbol, alarm: next, by: "engine" }];
}

/** Fired, or changed by a person so that it begins anew, while the gap was evaluated. */
function hasMoved(alarm: Alarm, before: Alarm): boolean {
  return alarm.triggeredAt !== before.triggeredAt || alarm.watchedFrom !== before.watchedFrom;
}

/** The alarm of today after it fired in a gap: what became of it since stands. */
function firedLate(
  alarm: Alarm,
  { before, after }: { readonly before: Alarm; readonly after: Alarm },
  { fires, isAnew }: { readonly fires: number; readonly isAnew: boolean },
): Alarm {
  const isSuppressed = typeof after.pausedReason === "string" &&
    after.snoozedUntil !== before.snoozedUntil;
  const next: Alarm = {
    ...alarm,
    triggered: after.triggered,
    triggeredAt: after.triggeredAt,
    triggeredPrice: after.triggeredPrice,
    fireCount: alarm.fireCount + fires,
    clearedSinceFire: after.clearedSinceFire || (!isAnew && alarm.conditionMet === false),
    ...(after.recentFires && { recentFires: after.recentFires }),
    ...(isSuppressed && {
      ...(after.snoozedFrom !== undefined && { snoozedFrom: after.snoozedFrom }),
      ...{ snoozedUntil: after.snoozedUntil, pausedReason: after.pausedReason },
    }),
  };
  const restarted = rulesOf(next).start?.takenFrom(next, after) ?? next;
  // It begins anew at the price it fired at; what holds now is judged with the next price.
  return restarted === next ? next : { ...restarted, conditionMet: true };
}

/** A fire tells the alarm as a person knows it, not as it was taken up for the gap. */
function asItWas(fire: Fire, before: Alarm, alarm: Alarm): Fire {
  return fire.alarm.fireCount === before.fireCount ? { ...fire, alarm } : fire;
}
