import type { QuietHours, StoredChannel } from "@/lib/alarms/channel.ts";
import { type Delivery, dueAt, isOpen } from "@/lib/alarms/delivery.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { namedMoment, wallTimeAt } from "@/lib/text/wall_time.ts";
import { priorityOf } from "./message.ts";

/** When quiet hours end that a moment lies in; null where it lies in none. Both in milliseconds. */
export function quietUntil({ from, to, zone }: QuietHours, now: number): number | null {
  const wall = wallTimeAt(now, zone);
  const shown = `${two(wall.hour)}:${two(wall.minute)}`;
  const isQuiet = from < to ? shown >= from && shown < to : shown >= from || shown < to;
  if (!isQuiet) return null;
  const [hour = 0, minute = 0] = to.split(":").map(Number);
  const end = (daysAhead: number) =>
    namedMoment({ ...wall, day: wall.day + daysAhead, hour, minute }, zone, now).at;
  const today = end(0);
  return today > now ? today : end(1);
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
