import type { Alarm } from "./alarm.ts";

export type AlarmState = "armed" | "triggered" | "snoozed" | "paused" | "expired";

/** The state of an alarm at a moment (milliseconds since the Unix epoch). */
export function stateOf(alarm: Alarm, now: number): AlarmState {
  if (isExpired(alarm, now)) return "expired";
  if (isPaused(alarm)) return "paused";
  if (isSnoozed(alarm, now)) return "snoozed";
  return alarm.triggered ? "triggered" : "armed";
}

/** An expired alarm is never judged again. */
export function isExpired({ expiresAt }: Alarm, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}

/** A paused alarm is judged, but does not fire before a person ends the pause. */
export function isPaused({ paused }: Alarm): boolean {
  return paused === true;
}

/** A snoozed alarm is judged, but does not fire. */
export function isSnoozed({ snoozedUntil }: Alarm, now: number): boolean {
  return snoozedUntil !== null && Date.parse(snoozedUntil) > now;
}
