import type { Alarm } from "@/lib/alarms/alarm.ts";
import { conditionText } from "@/lib/alarms/kinds/typed.ts";
import type { AlarmCondition } from "@/lib/alarms/kinds/schemas.ts";
import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/limits.ts";

/** An alarm as a line of text asks for it: what is sent to set one. */
export type LineAlarm =
  & AlarmCondition
  & Pick<Alarm, "mode" | "cooldownSeconds" | "expiresAt" | "note">
  & Partial<Pick<Alarm, "sound">>;

/** An alarm as a line that reads back as the same alarm; `pair` is how the line names the pair. */
export function formatAlarmLine(alarm: LineAlarm, pair: string): string {
  return [pair.toLowerCase(), conditionText(alarm), ...handling(alarm)].join(" ");
}

function handling({ mode, cooldownSeconds, expiresAt, sound, note }: LineAlarm): string[] {
  const isUsual = cooldownSeconds === DEFAULT_COOLDOWN_SECONDS;
  return [
    ...(mode === "repeat" ? ["repeat"] : isUsual ? [] : ["once"]),
    ...(isUsual ? [] : [`cooldown ${cooldownSeconds}s`]),
    ...(expiresAt === null ? [] : [`expires ${expiresAt}`]),
    ...(sound === undefined ? [] : [`sound ${sound}`]),
    ...(note === "" ? [] : [`note: ${noteText(note)}`]),
  ];
}

/** In quotes where the note would not come back as it is without them. */
function noteText(note: string): string {
  const isPlain = note === note.trim() && !note.startsWith('"');
  return isPlain ? note : `"${note.replace(/["\\]/g, "\\$&")}"`;
}
