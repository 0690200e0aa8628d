import type { Alarm } from "@/lib/alarms/alarm.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";

/** What of an alarm is changed where it stands: the figure of its condition, or its note. */
export type PlacePart = "figure" | "note";

/** The words of a condition, cut at the figure that may be changed; `after` may be empty. */
interface ConditionWords {
  readonly before: string;
  readonly figure: string;
  readonly after: string;
}

/** The words of an alarm of a pair as it is called there; null where its figure does not stand in them. */
export function conditionWords(alarm: Alarm, pair: string): ConditionWords | null {
  const words = viewOf(alarm).describe(alarm);
  const figure = viewOf(alarm).figure.shown(alarm);
  const at = words.indexOf(figure);
  if (at < 0) return null;
  return {
    before: `${pair} ${words.slice(0, at)}`,
    figure,
    after: words.slice(at + figure.length),
  };
}

/** A part as a person types it. */
export function typedPart(alarm: Alarm, part: PlacePart): string {
  return part === "note" ? alarm.note : viewOf(alarm).figure.typed(alarm);
}
