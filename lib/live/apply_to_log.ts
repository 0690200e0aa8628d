import type { Fire } from "@/lib/alarms/fire.ts";
import type { ServerFrame } from "./protocol.ts";

/** The log, newest first, after a frame; the same array when the frame does not touch it. */
export function applyToLog(fires: readonly Fire[], frame: ServerFrame): readonly Fire[] {
  switch (frame.event) {
    case "alarm_triggered":
      return withFires(fires, [frame.data.fire]);
    case "fire_acknowledged": {
      const { fireIds, acknowledgedAt, by: acknowledgedBy } = frame.data;
      return fires.map((fire) =>
        fireIds.includes(fire.id) ? { ...fire, acknowledgedAt, acknowledgedBy } : fire
      );
    }
    default:
      return fires;
  }
}

/** The log with more fires, newest first too: known ones are brought up to date, new ones go on top of their moment. */
export function withFires(fires: readonly Fire[], more: readonly Fire[]): readonly Fire[] {
  const byId = new Map(more.map((fire) => [fire.id, fire]));
  const known = fires.map((fire) => byId.get(fire.id) ?? fire);
  const ids = new Set(fires.map((fire) => fire.id));
  const added = more.filter((fire) => !ids.has(fire.id));
  return [...added, ...known].sort((a, b) => b.detectedAt.localeCompare(a.detectedAt));
}
