import type { Alarm, AlarmCondition } from "@/lib/alarms/alarm.ts";
import { conditionText } from "@/lib/alarms/kinds/typed.ts";
import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/limits.ts";
import { tagsText } from "./tags.ts";

/** An alarm as a line of text asks for it: what is sent to set one. */
export type LineAlarm =
  & AlarmCondition
  & Pick<Alarm, "mode" | "cooldownSeconds" | "expiresAt" | "note">
  & Partial<Pick<Alarm, "sound" | "priority" | "policy" | "tell" | "tags">>;

/** An alarm as a line that reads back as the same alarm; `pair` is how the line names the pair. */
export function formatAlarmLine(alarm: LineAlarm, pair: string): string {
  return [pair.toLowerCase(), conditionText(alarm), ...handling(alarm)].join(" ");
}

function handling(alarm: LineAlarm): string[] {
  const { mode, cooldownSeconds, expiresAt, sound, priority, policy, tell, tags = [], note } =
    alarm;
  const isUsual = cooldownSeconds === DEFAULT_COOLDOWN_SECONDS;
  return [
    ...(mode === "repeat" ? ["repeat"] : isUsual ? [] : ["once"]),
    ...(isUsual ? [] : [`cooldown ${cooldownSeconds}s`]),
    ...(expiresAt === null ? [] : [`expires ${expiresAt}`]),
    ...(sound === undefined ? [] : [`sound ${sound}`]),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...(tell === undefined ? [] : [`tell ${String(tell)}`]),
    ...(policy ? [`policy ${policy}`] : []),
    ...(tags.length === 0 ? [] : [tagsText(tags)]),
    ...(note === "" ? [] : [`note: ${noteText(note)}`]),
  ];
}

/** In quotes where the note would not come back as it is without them. */
function noteText(note: string): string {
  const isPlain = note === note.trim() && !note.startsWith('"');
  return isPlain ? note : `"${note.replace(/["\\]/g, "\\$&")}"`;
}
