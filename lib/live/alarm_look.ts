import type { Alarm } from "@/lib/alarms/alarm.ts";
import { type AlarmState, stateOf } from "@/lib/alarms/alarm_state.ts";
import { missingHistoryMs } from "@/lib/alarms/warming_up.ts";
import type { PairView } from "./protocol.ts";

/**
 * The state a person sees: an armed alarm whose window is longer than the history is warming up, and
 * one of a pair that is not traded any more is not watched; one that fired too often is suppressed.
 */
export type AlarmLook = AlarmState | "warmingUp" | "unwatched" | "suppressed";

/** How an alarm stands at `now` (ms). */
export function lookOf(alarm: Alarm, pair: PairView, now: number): AlarmLook {
  const state = stateOf(alarm, now);
  if (state === "snoozed" && alarm.pausedReason) return "suppressed";
  if (state !== "armed") return state;
  if (pair.trouble !== null) return "unwatched";
  return warmUpMs(alarm, pair, now) > 0 ? "warmingUp" : state;
}

/** How much history the alarm still waits for, in milliseconds. Without the server's word it starts when the pair is added. */
export function warmUpMs(
  alarm: Alarm,
  { addedAt, historyStart = addedAt }: Pick<PairView, "addedAt" | "historyStart">,
  now: number,
): number {
  return missingHistoryMs(alarm, historyStart === null ? null : Date.parse(historyStart), now);
}
