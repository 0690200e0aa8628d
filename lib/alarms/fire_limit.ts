import type { Alarm } from "./alarm.ts";

/** An alarm fires at most this often in any three minutes. */
export const MAX_FIRES_IN_SPAN = 15;
const SPAN_MS = 3 * 60_000;
const SUPPRESSED_MS = 60 * 60_000;
const SUPPRESSED_REASON = "Suppressed for an hour after 15 fires in 3 minutes";

type Limit = Partial<Pick<Alarm, "recentFires" | "snoozedFrom" | "snoozedUntil" | "pausedReason">>;

/** Whether one more fire at a moment (ms) of the price would be one too many. */
export function isAtFireLimit(alarm: Alarm, at: number): boolean {
  if ((alarm.recentFires?.length ?? 0) < MAX_FIRES_IN_SPAN) return false;
  return recentFires(alarm, at).length >= MAX_FIRES_IN_SPAN;
}

/** What a fire at a moment (ms) of the price leaves behind: it is counted, and the last one allowed suppresses the alarm. */
export function countFire(alarm: Alarm, at: number): Limit {
  const recent = [...recentFires(alarm, at), new Date(at).toISOString()];
  if (recent.length < MAX_FIRES_IN_SPAN) return { recentFires: recent };
  const snoozedFrom = new Date(at).toISOString();
  const snoozedUntil = new Date(at + SUPPRESSED_MS).toISOString();
  return { recentFires: recent, snoozedFrom, snoozedUntil, pausedReason: SUPPRESSED_REASON };
}

// Moments after it are of fires that were told before it, or of a clock that was set back, and say nothing about these minutes.
function recentFires(alarm: Alarm, at: number): string[] {
  return (alarm.recentFires ?? []).filter((moment) => {
    const firedAt = Date.parse(moment);
    return firedAt >= at - SPAN_MS && firedAt <= at;
  });
}
