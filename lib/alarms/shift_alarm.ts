import type { Alarm } from "./alarm.ts";
import { rulesOf } from "./kinds/kinds.ts";

/**
 * The alarm after the clock was set by `deltaMs`: how long ago it fired stays as it was. What a
 * person named by the clock (an expiry, a snooze) stays as named. `pricesToo` is false where the
 * source gives the moments of the prices: those stay true.
 */
export function shiftAlarm(alarm: Alarm, deltaMs: number, pricesToo: boolean): Alarm {
  const move = (time: string) => new Date(Date.parse(time) + deltaMs).toISOString();
  const moveIfAny = (time: string | null) => time === null ? null : move(time);
  if (!pricesToo) return alarm;
  const next = { ...alarm };
  if (alarm.recentFires !== undefined) next.recentFires = alarm.recentFires.map(move);
  // What the program itself suppressed lasts its hour.
  if (typeof alarm.pausedReason === "string") next.snoozedUntil = moveIfAny(alarm.snoozedUntil);
  if (alarm.snoozedFrom !== undefined) next.snoozedFrom = move(alarm.snoozedFrom);
  if (alarm.pausedFrom !== undefined) next.pausedFrom = move(alarm.pausedFrom);
  if (alarm.silences !== undefined) {
    next.silences = alarm.silences
      .map(({ pricedAt, ...each }) => ({
        ...{ ...each, from: move(each.from), to: move(each.to) },
        ...(pricedAt !== undefined && { pricedAt: move(pricedAt) }),
      }));
  }
  if (alarm.watchedFrom !== undefined) next.watchedFrom = move(alarm.watchedFrom);
  if (alarm.watchedPricedAt !== undefined) next.watchedPricedAt = move(alarm.watchedPricedAt);
  next.triggeredAt = moveIfAny(alarm.triggeredAt);
  return rulesOf(next).start?.shifted(next, move) ?? next;
}
