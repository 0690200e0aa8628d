import type { Alarm } from "./alarm.ts";

/** An alarm fires at most this often in any three minutes. */
export const MAX_FIRES_IN_SPAN = 15;
const SPAN_MS = 3 * 60_000;
const PAUSE_MS = 60 * 60_000;
const PAUSED_REASON = "Paused for an hour after 15 fires in 3 minutes";

type Limit = Pick<Alarm, "recentFires" | "snoozedUntil" | "pausedReason">;

/** Whether one more fire now would be one too many. */
export function isAtFireLimit(alarm: Alarm, now: number): boolean {
  if ((alarm.recentFires?.length ?? 0) < MAX_FIRES_IN_SPAN) return false;
  return recentFires(alarm, now).length >= MAX_FIRES_IN_SPAN;
}

/** What a fire now leaves behind: it is counted, and the last one allowed pauses the alarm. */
export function countFire(alarm: Alarm, now: number): Limit {
  const recent = [...recentFires(alarm, now), new Date(now).toISOString()];
  if (recent.length < MAX_FIRES_IN_SPAN) {
    return { recentFires: recent, snoozedUntil: null, pausedReason: null };
  }
  const snoozedUntil = new Date(now + PAUSE_MS).toISOString();
  return { recentFires: recent, snoozedUntil, pausedReason: PAUSED_REASON };
}

// Moments ahead of `now` were written before the clock was set back and say nothing about these minutes.
function recentFires(alarm: Alarm, now: number): string[] {
  return (alarm.recentFires ?? []).filter((moment) => {
    const at = Date.parse(moment);
    return at >= now - SPAN_MS && at <= now;
  });
}
