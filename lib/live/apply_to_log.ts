import type { Fire } from "@/lib/alarms/fire.ts";
import type { ServerFrame } from "./protocol.ts";

/** The log, newest first, after a frame; the same array when the frame does not touch it. */
export function applyToLog(fires: readonly Fire[], frame: ServerFrame): readonly Fire[] {
  switch (frame.event) {
    case "alarm_triggered":
      return withFires(fires, [frame.data.fire]);
    case "fire_acknowledged": {
      const { fireIds, acknowledgedAt } = frame.data;
      return fires.map((fire) => fireIds.includes(fire.id) ? { ...fire, acknowledgedAt } : fire);
    }
    default:
      return fires;
  }
}

/** The log with these fires: new ones go where their moment puts them, known ones are brought up to date. */
export function withFires(fires: readonly Fire[], more: readonly Fire[]): readonly Fire[] {
  const byId = new Map([...fires, ...more].map((fire) => [fire.id, fire]));
  return [...byId.values()].sort((a, b) => b.detectedAt.localeCompare(a.detectedAt));
}
