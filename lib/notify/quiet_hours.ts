import {
  type Delivery,
  dueAt,
  isOpen,
  type QuietHours,
  type StoredChannel,
} from "@/lib/alarms/delivery.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { namedMoment, wallTimeAt } from "@/lib/text/wall_time.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { priorityOf } from "./message.ts";

/** When quiet hours end that a moment lies in; null where it lies in none. Both in milliseconds. */
export function quietUntil({ from, to, zone }: QuietHours, now: number): number | null {
  const wall = wallTimeAt(now, zone);
  const shown = shownAt(now, zone);
  const isQuiet = from < to ? shown >= from && shown < to : shown >= from || shown < to;
  if (!isQuiet) return null;
  const [hour = 0, minute = 0] = to.split(":").map(Number);
  const end = (daysAhead: number) => {
    const { at } = namedMoment({ ...wall, day: wall.day + daysAhead, hour, minute }, zone, now);
    return beforeSkipped(at, to, zone);
  };
  // Where clocks skip both ends, quiet hours go on into the next day.
  return [0, 1].map(end).find((at) => at > now) ?? end(2);
}

/** Where clocks skip the end, quiet hours end as they do so, not as much later as they go forward. */
function beforeSkipped(end: number, to: string, zone: string): number {
  const { day } = wallTimeAt(end, zone);
  if (shownAt(end, zone) === to) return end;
  let at = end;
  while (shownAt(at - MINUTE_MS, zone) >= to && wallTimeAt(at - MINUTE_MS, zone).day === day) {
    at -= MINUTE_MS;
  }
  return at;
}

/** `07:30`: what a clock on a wall of the zone shows. */
function shownAt(at: number, zone: string): string {
  const { hour, minute } = wallTimeAt(at, zone);
  return `${two(hour)}:${two(minute)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** The deliveries of a channel, held back until its quiet hours are over; none where nothing is to wait. */
export function held(
  { fires, outbox }: Pick<State, "fires" | "outbox">,
  { id, quietHours }: Pick<StoredChannel, "id" | "quietHours">,
  now: number,
): readonly Delivery[] {
  const until = quietHours === undefined ? null : quietUntil(quietHours, now);
  if (until === null) return [];
  const heldUntil = new Date(until).toISOString();
  const urgent = new Set(
    fires.filter((fire) => priorityOf(fire) === "critical").map((fire) => fire.id),
  );
  return outbox
    .filter((each) =>
      each.channelId === id && isOpen(each) && !each.isTest && !urgent.has(each.fireId) &&
      Date.parse(dueAt(each)) <= now
    )
    .map((each) => ({ ...each, heldUntil, nextAttemptAt: heldUntil }));
}
