import type { Alarm } from "@/lib/alarms/alarm.ts";

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
};

/** The form's content for an alarm that is there already. */
export function draftOf(alarm: Alarm): AlarmDraft {
  const common: AlarmDraft = {
    ...EMPTY_DRAFT,
    type: alarm.type,
    mode: alarm.mode,
    cooldownMinutes: String(alarm.cooldownSeconds / 60),
    expiresAt: alarm.expiresAt === null ? "" : localInputTime(alarm.expiresAt),
    note: alarm.note,
  };
  switch (alarm.type) {
    case "target":
      return { ...common, targetPrice: String(alarm.targetPrice), crossing: alarm.direction };
    case "percentChange":
      return { ...common, percentage: String(alarm.percentage), changeType: alarm.changeType };
    case "timeframe":
      return {
        ...common,
        percentage: String(alarm.percentage),
        move: alarm.direction,
        timeUnit: alarm.timeUnit,
        timeValue: String(alarm.timeValue ?? EMPTY_DRAFT.timeValue),
      };
  }
}

/** `2024-01-15T11:30` in the viewer's zone, as an input of type `datetime-local` wants it. */
function localInputTime(iso: string): string {
  const at = new Date(iso);
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
