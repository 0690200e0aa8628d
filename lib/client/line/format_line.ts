import type { Alarm, AlarmCondition } from "@/lib/alarms/alarm.ts";
import { LineProblem } from "@/lib/alarms/kinds/line.ts";
import { conditionText } from "@/lib/alarms/kinds/typed.ts";
import {
  areTags,
  DEFAULT_COOLDOWN_SECONDS,
  MAX_TAG_LENGTH,
  MAX_TAGS,
  plainTag,
} from "@/lib/alarms/limits.ts";
import { typedLineWords } from "./texts.ts";

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

const ONE = String.raw`(?:"(?:[^"\\]|\\.){1,80}"|[^\s,"]{1,80})`;
const SOME = new RegExp(
  String.raw`\stags?(?:\s{0,9}[:=]\s{0,9}|\s{1,9})(${ONE}(?:,\s{0,9}${ONE})*)`,
  "i",
);

/** Takes the tags out of a line, where they stand behind the pair and before `end`: `tags dip,"two words"`. */
export function splitTags(
  line: string,
  end = line.length,
): { readonly rest: string; readonly tags: string[] } {
  const found = SOME.exec(line);
  if (found === null || found.index >= end) return { rest: line, tags: [] };
  const [whole, list = ""] = found;
  const rest = `${line.slice(0, found.index)} ${line.slice(found.index + whole.length)}`;
  const named = [...list.matchAll(new RegExp(ONE, "g"))].map(([text]) => bare(text).trim());
  const tags = [...new Map(named.map((tag) => [plainTag(tag), tag])).values()];
  return { rest, tags };
}

/** @throws {LineProblem} when they are too many or too long */
export function checkTags(tags: readonly string[]): void {
  if (areTags(tags)) return;
  const typed = tags.join(",");
  throw new LineProblem(typed, typedLineWords.tooManyTags(typed, MAX_TAGS, MAX_TAG_LENGTH));
}

function bare(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text.replace(/^#/, "");
}

/** Tags as a line names them. */
function tagsText(tags: readonly string[]): string {
  return `tags ${tags.map(written).join(",")}`;
}

function written(tag: string): string {
  return /[\s,"]|^[:=#]/.test(tag) ? `"${tag.replace(/["\\]/g, "\\$&")}"` : tag;
}
