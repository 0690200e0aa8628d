import type { Alarm } from "./alarm.ts";
import type { Finding } from "./finding.ts";
import { withSilence } from "./silences.ts";

/** The alarm after an observation of a moment (ms), fire aside; the same object when nothing changed. */
export function track(alarm: Alarm, finding: Finding, held: boolean, at: number): Alarm {
  const conditionMet = finding.holds;
  const clearedSinceFire = held && (alarm.clearedSinceFire || finding.lapsed);
  const { snoozedUntil } = alarm;
  const woke = snoozedUntil !== null && Date.parse(snoozedUntil) <= at;
  const same = conditionMet === alarm.conditionMet && held === alarm.triggered &&
    clearedSinceFire === alarm.clearedSinceFire && !woke;
  if (same) return alarm;
  const next = { ...alarm, conditionMet, triggered: held, clearedSinceFire };
  return woke ? awake(next, snoozedUntil) : next;
}

function awake({ snoozedFrom, ...alarm }: Alarm, until: string): Alarm {
  const woken = { ...alarm, snoozedUntil: null, pausedReason: null };
  return snoozedFrom === undefined ? woken : withSilence(woken, { from: snoozedFrom, to: until });
}
