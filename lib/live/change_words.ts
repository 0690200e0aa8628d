import type { Alarm } from "@/lib/alarms/alarm.ts";
import { DEFAULT_SOUND } from "@/lib/alarms/alarm_sounds.ts";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import { momentText, type Zone } from "./time_text.ts";

/** How an edit changed an alarm: `target 55,000 from below → 56,000 from below; note “dip”`. */
export function changeWords(before: Alarm, after: Alarm, zone: Zone): string {
  const others = otherChanges(before, after, zone);
  const [old, now] = [conditionOf(before), conditionOf(after)];
  const subject = after.type === "target" ? "target " : "";
  if (old !== now) return [`${subject}${old} → ${now}`, ...others].join("; ");
  return `${subject}${now}: ${others.length === 0 ? "nothing changed" : others.join("; ")}`;
}

/** What an alarm waits for, as short as two of them can be told apart. */
function conditionOf(alarm: Alarm): string {
  const words = describeAlarm(alarm, "").trim();
  return alarm.type === "target" ? words.replace(/^reaches /, "") : words;
}

function otherChanges(before: Alarm, after: Alarm, zone: Zone): string[] {
  const expiry = ({ expiresAt }: Alarm) =>
    expiresAt === null ? "never expires" : `expires ${momentText(expiresAt, zone)}`;
  return [
    change(before, after, ({ note }) => note === "" ? "no note" : `note “${note}”`),
    change(before, after, ({ mode }) => mode === "once" ? "rings once" : "rings every time"),
    change(before, after, ({ cooldownSeconds }) => `rests ${cooldownSeconds} s`),
    change(before, after, expiry),
    change(before, after, ({ sound = DEFAULT_SOUND }) => `sound ${sound}`),
  ].filter((words) => words !== null);
}

function change(before: Alarm, after: Alarm, words: (alarm: Alarm) => string): string | null {
  const [old, now] = [words(before), words(after)];
  return old === now ? null : `${old} → ${now}`;
}
