import { type AlarmSoundName, DEFAULT_SOUND } from "@/lib/alarms/alarm_sounds.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { numberText } from "./number_text.ts";
import { preferences, zoneOf } from "./preferences.ts";
import type { Zone } from "./time_text.ts";
import { wallTimeAt } from "./wall_time.ts";

/** An alarm while a person fills in its form: text fields as typed. */
export interface AlarmDraft {
  readonly type: Alarm["type"];
  readonly targetPrice: string;
  readonly crossing: "any" | "fromBelow" | "fromAbove";
  readonly percentage: string;
  readonly changeType: "downFromMax" | "upFromMin";
  readonly move: "any" | "up" | "down";
  readonly timeValue: string;
  readonly timeUnit: "minutes" | "hours" | "days" | "sinceStart";
  readonly mode: "once" | "repeat";
  readonly cooldownMinutes: string;
  /** As `datetime-local` gives it, in the viewer's zone; empty for never. */
  readonly expiresAt: string;
  readonly note: string;
  readonly sound: AlarmSoundName;
}

/** What a new alarm's form starts with. */
export const EMPTY_DRAFT: AlarmDraft = {
  type: "target",
  targetPrice: "",
  crossing: "any",
  percentage: "5",
  changeType: "downFromMax",
  move: "any",
  timeValue: "1",
  timeUnit: "hours",
  mode: "once",
  cooldownMinutes: "5",
  expiresAt: "",
  note: "",
  sound: DEFAULT_SOUND,
};

/** The form's content for an alarm that is there already; times are those of the viewer's zone. */
export function draftOf(alarm: Alarm, zone: Zone = zoneOf(preferences.value)): AlarmDraft {
  const common: AlarmDraft = {
    ...EMPTY_DRAFT,
    type: alarm.type,
    mode: alarm.mode,
    cooldownMinutes: numberText(alarm.cooldownSeconds / 60),
    expiresAt: alarm.expiresAt === null ? "" : inputTime(alarm.expiresAt, zone),
    note: alarm.note,
    sound: alarm.sound ?? DEFAULT_SOUND,
  };
  switch (alarm.type) {
    case "target":
      return { ...common, targetPrice: numberText(alarm.targetPrice), crossing: alarm.direction };
    case "percentChange":
      return { ...common, percentage: numberText(alarm.percentage), changeType: alarm.changeType };
    case "timeframe":
      return {
        ...common,
        percentage: numberText(alarm.percentage),
        move: alarm.direction,
        timeUnit: alarm.timeUnit,
        timeValue: alarm.timeValue === null ? EMPTY_DRAFT.timeValue : numberText(alarm.timeValue),
      };
  }
}

/** `2024-01-15T11:30` in the zone, as an input of type `datetime-local` wants it. */
function inputTime(iso: string, zone: Zone): string {
  const { year, month, day, hour, minute } = wallTimeAt(Date.parse(iso), zone);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
