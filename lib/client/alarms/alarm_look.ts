import type { Alarm } from "@/lib/alarms/alarm.ts";
import { type AlarmState, lastFired, stateOf, watchedFrom } from "@/lib/alarms/alarm_state.ts";
import { type Reset, resetOf } from "@/lib/alarms/words.ts";
import { missingHistoryMs, windowMs } from "@/lib/alarms/kinds/kinds.ts";
import type { PairView } from "@/lib/protocol/frames.ts";

/**
 * The state a person sees: an armed alarm whose window is longer than the history is warming up, one
 * whose condition holds already waits until it is false, and one of a pair that is not traded any more
 * is not watched; one that fired too often is suppressed.
 */
export type AlarmLook = AlarmState | "warmingUp" | "waitingToReset" | "unwatched" | "suppressed";

/** All of them, what needs a look before what rests. */
export const ALARM_LOOKS = [
  ...["triggered", "suppressed", "unwatched", "armed", "warmingUp", "waitingToReset"] as const,
  ...["snoozed", "paused", "expired"] as const,
] as const satisfies readonly AlarmLook[];

/** How an alarm stands at `now` (ms). */
export function lookOf(alarm: Alarm, pair: PairView, now: number): AlarmLook {
  const state = stateOf(alarm, now);
  if (state === "snoozed" && alarm.pausedReason) return "suppressed";
  if (state === "triggered") return waitsAgain(alarm, pair, now) ? "waitingToReset" : state;
  if (state !== "armed") return state;
  if (pair.trouble !== null) return "unwatched";
  if (warmUpMs(alarm, pair, now) > 0) return "warmingUp";
  return shownReset(alarm, pair, now) === null ? state : "waitingToReset";
}

/** A repeating alarm has rested after its fire, and its condition has been true ever since. */
function waitsAgain(alarm: Alarm, pair: PairView, now: number): boolean {
  if (alarm.mode === "once" || alarm.clearedSinceFire) return false;
  const isCool = now >= lastFired(alarm) + alarm.cooldownSeconds * 1_000;
  return isCool && shownReset(alarm, pair, now) !== null;
}

/** What an alarm whose condition holds waits for, by what the page knows; null while it does not hold. */
export function shownReset(alarm: Alarm, pair: PairView, now: number): Reset | null {
  return resetOf(alarm, pair, windowStart(alarm, pair, now));
}

/** How much history the alarm still waits for, in milliseconds. Without the server's word it starts when the pair is added. */
export function warmUpMs(
  alarm: Alarm,
  { addedAt, historyStart = addedAt }: Pick<PairView, "addedAt" | "historyStart">,
  now: number,
): number {
  return missingHistoryMs(alarm, historyStart === null ? null : Date.parse(historyStart), now);
}

/** Since when an alarm is watched without a gap, as ISO 8601 in UTC: since it counts, or the pair's last gap ended. */
export function gaplessSince(
  alarm: Alarm,
  { addedAt, gaplessSince = null }: Pick<PairView, "addedAt" | "gaplessSince">,
): string {
  return new Date(Math.max(Date.parse(gaplessSince ?? addedAt), watchedFrom(alarm))).toISOString();
}

/** From one point to the next on a page, at most; in milliseconds. */
const FARTHEST_MS = 60_000;

/**
 * The price at the start of an alarm's window at `now`: from the page's short history as far as it reaches,
 * beyond it as the server last sent it; null when that is not known.
 */
export function windowStart(alarm: Alarm, pair: PairView, now: number): number | null {
  return fromPoints(alarm, pair, now) ?? pair.references?.[alarm.id] ?? null;
}

function fromPoints(alarm: Alarm, { priceHistory }: PairView, now: number): number | null {
  const length = windowMs(alarm);
  if (length === null) return null;
  const from = now - length;
  const next = priceHistory.findIndex(({ timestamp }) => Date.parse(timestamp) > from);
  const [before, after] = [priceHistory[next - 1], priceHistory[next]];
  if (before === undefined || after === undefined) return null;
  // Points further apart lie around a time of which the page knows nothing.
  const apart = Date.parse(after.timestamp) - Date.parse(before.timestamp);
  return apart > FARTHEST_MS ? null : before.price;
}
