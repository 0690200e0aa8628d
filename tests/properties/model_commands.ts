import type { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import type { Model, ModelAlarm, ModelPair } from "./model.ts";
import { holdsAt } from "./model_condition.ts";

/** Sets an alarm; false when it needs a price and there is none. */
export function addAlarm(pair: ModelPair, id: string, spec: NewAlarm, now: number): boolean {
  const alarm: ModelAlarm = {
    id,
    spec,
    setAt: now - pair.offset,
    start: 0,
    wasTrue: false,
    free: true,
    cleared: false,
    lastFireAt: -Infinity,
    count: 0,
    recent: [],
    pausedUntil: null,
    snoozedUntil: null,
    snoozedFrom: -Infinity,
    pausedFrom: null,
    silences: [],
  };
  if (spec.type === "timeframe" && spec.timeUnit === "sinceStart") {
    const start = spec.startPrice ?? pair.seen.at(-1)?.price;
    if (start === undefined) return false;
    alarm.start = start;
  }
  alarm.wasTrue = holdsAt(alarm, pair, now - pair.offset);
  pair.alarms.push(alarm);
  return true;
}

/** Changes one field; a changed condition arms the alarm afresh. */
export function editAlarm(
  { alarm, pair }: { alarm: ModelAlarm; pair: ModelPair },
  patch: Partial<Record<string, unknown>>,
  now: number,
): void {
  const before: Record<string, unknown> = { ...alarm.spec };
  const isCondition = Object.entries(patch).some(([field, value]) =>
    !["note", "mode", "cooldownSeconds"].includes(field) && before[field] !== value
  );
  Object.assign(alarm.spec, patch);
  if (isCondition) arm(alarm, pair, now);
}

export function rearm({ alarm, pair }: { alarm: ModelAlarm; pair: ModelPair }, now: number): void {
  alarm.snoozedUntil = null;
  alarm.snoozedFrom = -Infinity;
  alarm.pausedUntil = null;
  alarm.pausedFrom = null;
  const { expiresAt } = alarm.spec;
  if (expiresAt !== null && Date.parse(expiresAt) <= now) alarm.spec.expiresAt = null;
  alarm.start = pair.seen.at(-1)?.price ?? alarm.start;
  arm(alarm, pair, now);
}

function arm(alarm: ModelAlarm, pair: ModelPair, now: number): void {
  alarm.setAt = now - pair.offset;
  alarm.free = true;
  alarm.cleared = false;
  alarm.silences.length = 0;
  alarm.wasTrue = holdsAt(alarm, pair, now - pair.offset);
}

/** Ends a person's pause: what happened in it and comes later does not ring either. */
export function resume(alarm: ModelAlarm, pair: ModelPair, now: number): void {
  if (alarm.pausedFrom === null) return;
  alarm.silences.push({ from: alarm.pausedFrom, to: now - pair.offset });
  alarm.pausedFrom = null;
}

/** Silences an alarm until a moment by the wall clock; one that fired may ring again after it. */
export function snooze(
  { alarm, pair }: { alarm: ModelAlarm; pair: ModelPair },
  until: number,
  now: number,
): void {
  const from = now - pair.offset;
  const end = alarm.pausedUntil ?? (alarm.snoozedUntil ?? -Infinity) - pair.offset;
  const isSilent = alarm.snoozedFrom > -Infinity;
  if (isSilent && end < from) alarm.silences.push({ from: alarm.snoozedFrom, to: end });
  if (!isSilent || end < from) alarm.snoozedFrom = from;
  if (!alarm.free) alarm.silences.push({ from: alarm.lastFireAt, to: from });
  alarm.snoozedUntil = until;
  alarm.pausedUntil = null;
  alarm.free = true;
  alarm.cleared = false;
}

/** The clock was set while the program watched. */
export function clockMoved(model: Model, deltaMs: number): void {
  for (const pair of model.pairs.values()) {
    if (!pair.ownTime) pair.offset += deltaMs;
  }
}

/** The program starts again: what is ahead of the clock by more than some seconds is taken as of now. */
export function restarted(model: Model, now: number): boolean {
  let hasMoved = false;
  for (const pair of model.pairs.values()) {
    const newest = pair.outlier?.at ?? pair.seen.at(-1)?.at;
    if (pair.ownTime || newest === undefined) continue;
    const ahead = newest + pair.offset - now;
    if (ahead <= 5_000) continue;
    pair.offset -= ahead;
    hasMoved = true;
  }
  return hasMoved;
}
