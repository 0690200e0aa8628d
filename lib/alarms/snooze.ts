import { z } from "zod";
import type { Alarm } from "./alarm.ts";
import { momentInput, must } from "./alarm_input.ts";
import { withSilence } from "./silences.ts";

const DEFAULT_MINUTES = 15;
const MAX_MINUTES = 30 * 24 * 60;
const minutesRule = must(`be a number from 1 to ${MAX_MINUTES} (30 days)`);

/** What a person may send to snooze an alarm: an end, or a length, or neither for 15 minutes. */
export const SnoozeInput = z.strictObject({
  until: momentInput.optional(),
  minutes: z.number(minutesRule).min(1, minutesRule).max(MAX_MINUTES, minutesRule).optional(),
});

export type SnoozeInput = z.infer<typeof SnoozeInput>;

export type SnoozeEnd =
  | { readonly ok: true; readonly until: string }
  | { readonly ok: false; readonly field: string; readonly message: string };

/** When a snooze asked for at `now` (milliseconds) ends, as ISO 8601 in UTC. */
export function snoozeEnd({ until, minutes }: SnoozeInput, now: number): SnoozeEnd {
  if (until === undefined) {
    const end = now + Math.round((minutes ?? DEFAULT_MINUTES) * 60_000);
    return { ok: true, until: new Date(end).toISOString() };
  }
  if (minutes !== undefined) {
    return { ok: false, field: "minutes", message: "minutes must be left out when until is given" };
  }
  const ahead = Date.parse(until) - now;
  if (ahead > 0 && ahead <= MAX_MINUTES * 60_000) return { ok: true, until };
  return {
    ok: false,
    field: "until",
    message: "until must be in the future, and at most 30 days ahead",
  };
}

/**
 * Silences an alarm from `now` (ms), or on anything where that is left out, until a moment (ISO 8601);
 * one that has fired is armed again, to ring anew after it. What happened before and is told later rings.
 */
export function snooze(alarm: Alarm, until: string, now?: number): Alarm {
  const { snoozedFrom: former, ...rest } = alarm;
  const armed = { ...rest, triggered: false, clearedSinceFire: false };
  const snoozed = { ...armed, snoozedUntil: until, pausedReason: null };
  if (now === undefined) return snoozed;
  const from = new Date(now).toISOString();
  const formerEnd = alarm.snoozedUntil ?? from;
  const goesOn = former !== undefined && Date.parse(formerEnd) >= now;
  const begun = { ...snoozed, snoozedFrom: goesOn ? former : from };
  // One that ended, and has not been noticed by a price yet.
  const noticed = former === undefined || goesOn
    ? begun
    : withSilence(begun, { from: former, to: formerEnd });
  const { triggeredAt } = alarm;
  if (!alarm.triggered || triggeredAt === null) return noticed;
  // Until now it had fired and was not armed; one that repeats is, as soon as its cooldown is over.
  const cooledAt = Date.parse(triggeredAt) + alarm.cooldownSeconds * 1000;
  const to = alarm.mode === "repeat" ? Math.min(now, cooledAt) : now;
  return withSilence(noticed, { from: triggeredAt, to: new Date(to).toISOString() });
}
