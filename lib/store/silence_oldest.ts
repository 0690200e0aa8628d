import { BY_PROGRAM } from "@/lib/alarms/acknowledger.ts";
import type { Event } from "./event.ts";
import type { State } from "./state.ts";

/** An alarm rings with this many fires at most: nobody listens, and the file must not grow for ever. */
export const MOST_RINGING = 50;

/** Acknowledges the oldest fires of an alarm that fires again while so many of it ring already; `now` in milliseconds. */
export function silenceOldest(state: State, events: readonly Event[], now: number): Event[] {
  const fired = new Map<string, number>();
  for (const event of events) {
    if ("fire" in event) fired.set(event.fire.alarmId, (fired.get(event.fire.alarmId) ?? 0) + 1);
  }
  if (fired.size === 0) return [];
  const ringing = state.fires.filter(({ acknowledgedAt, alarmId }) =>
    acknowledgedAt === null && fired.has(alarmId)
  );
  const at = new Date(now).toISOString();
  return [...Map.groupBy(ringing, ({ alarmId }) => alarmId)].flatMap(([alarmId, fires]) => {
    const surplus = Math.max(0, fires.length + (fired.get(alarmId) ?? 0) - MOST_RINGING);
    return fires.slice(0, surplus).map(({ id }): Event => ({
      type: "fireAcknowledged",
      fireId: id,
      at,
      by: BY_PROGRAM,
    }));
  });
}
