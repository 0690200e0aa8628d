import type { Alarm } from "./alarm.ts";
import type { Finding } from "./finding.ts";

/** The alarm after an observation, fire aside; the same object when nothing changed. */
export function track(alarm: Alarm, finding: Finding, held: boolean, snoozed: boolean): Alarm {
  const conditionMet = finding.holds;
  const clearedSinceFire = held && (alarm.clearedSinceFire || finding.lapsed);
  const woke = alarm.snoozedUntil !== null && !snoozed;
  const same = conditionMet === alarm.conditionMet && held === alarm.triggered &&
    clearedSinceFire === alarm.clearedSinceFire && !woke;
  if (same) return alarm;
  const next = { ...alarm, conditionMet, triggered: held, clearedSinceFire };
  return woke ? { ...next, snoozedUntil: null, pausedReason: null } : next;
}
