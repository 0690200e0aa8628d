import type { Alarm } from "./alarm.ts";

export type AlarmState = "armed" | "triggered" | "snoozed" | "paused" | "expired";

/** The state of an alarm at a moment (milliseconds since the Unix epoch). */
export function stateOf(alarm: Alarm, now: number): AlarmState {
  if (isExpired(alarm, now)) return "expired";
  if (isPaused(alarm)) return "paused";
  if (isSnoozed(alarm, now)) return "snoozed";
  return alarm.triggered ? "triggered" : "armed";
}

/** An expired alarm is not evaluated on prices after its expiry. */
export function isExpired({ expiresAt }: Alarm, at: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= at;
}

/** A paused alarm is evaluated, but does not fire until a person resumes it. */
export function isPaused({ paused }: Alarm): boolean {
  return paused === true;
}

/** Whether it was paused at a moment (ms): a price from before the pause fires even when it arrives during the pause. */
export function wasPaused({ paused, pausedFrom }: Alarm, at: number): boolean {
  return paused === true && (pausedFrom === undefined || Date.parse(pausedFrom) <= at);
}

/** Why the program itself suppresses an alarm, in words for a person; null while it does not. Files call it `pausedReason`. */
export function suppressionOf({ pausedReason }: Pick<Alarm, "pausedReason">): string | null {
  return pausedReason || null;
}

/** A snoozed alarm is evaluated, but does not fire on prices within the snooze. */
export function isSnoozed({ snoozedFrom, snoozedUntil }: Alarm, at: number): boolean {
  if (snoozedUntil === null || Date.parse(snoozedUntil) <= at) return false;
  return snoozedFrom === undefined || Date.parse(snoozedFrom) <= at;
}
