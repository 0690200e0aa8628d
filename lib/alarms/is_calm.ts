import type { Alarm } from "./alarm.ts";

/**
 * Whether an observation that only repeats what is known of the condition leaves the alarm as it is,
 * at whatever time. What waits for a moment (the end of a snooze or a cooldown) is not calm, and
 * neither is what was never judged. An expiry needs no look: an expired alarm stays as it is too.
 * A pause needs none either: it has no end of its own, and what is known is tracked all the same.
 * `sinceStart` alarms are not asked about: they have no standing.
 */
export function isCalm(alarm: Alarm): boolean {
  const { conditionMet, clearedSinceFire, triggered, mode } = alarm;
  if (alarm.watchedPrice !== undefined) return false;
  if (alarm.silences?.some(({ price }) => price !== undefined)) return false;
  if (conditionMet === null || alarm.snoozedUntil !== null) return false;
  if (!triggered) return !clearedSinceFire;
  // A false condition clears an alarm that has fired; one that repeats arms again once it is cleared.
  return mode === "once" ? conditionMet || clearedSinceFire : conditionMet && !clearedSinceFire;
}
