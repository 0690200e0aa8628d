import type { Alarm } from "@/lib/alarms/alarm.ts";
import { formOf } from "@/lib/alarms/kinds/typed.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import { readTypedNumber, readTypedPrice, type TypedNumber } from "@/lib/market/typed_number.ts";

/** What of an alarm is changed where it stands: the figure of its condition, or its note. */
export type PlacePart = "figure" | "note";

/** The words of a condition, cut at the figure that may be changed; `after` may be empty. */
export interface ConditionWords {
  readonly before: string;
  readonly figure: string;
  readonly after: string;
}

/** The words of an alarm of a pair as it is called there; null where its figure does not stand in them. */
export function conditionWords(alarm: Alarm, pair: string): ConditionWords | null {
  const words = viewOf(alarm).describe(alarm);
  const figure = formOf(alarm).figure.shown(alarm);
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
  return part === "note" ? alarm.note : formOf(alarm).figure.typed(alarm);
}

type ReadPart =
  | { readonly ok: true; readonly changes: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: string };

/** What is sent for a part as typed, or what is wrong with it. The current price tells what `67,000` means. */
export function readPart(
  alarm: Alarm,
  part: PlacePart,
  text: string,
  currentPrice: number | null,
): ReadPart {
  if (part === "note") return { ok: true, changes: { note: text.trim() } };
  const { figure } = formOf(alarm);
  const problems: string[] = [];
  const taken = (read: TypedNumber) => {
    if (read.ok) return read.value;
    problems.push(read.message);
    return NaN;
  };
  const value = figure.read(text, {
    price: (_field, typed, what) => taken(readTypedPrice(typed, what, currentPrice)),
    number: (_field, typed, what) => taken(readTypedNumber(typed, what)),
  });
  const problem = problems[0];
  return problem === undefined
    ? { ok: true, changes: { [figure.field]: value } }
    : { ok: false, problem };
}

/** What is sent to put a part back to what it is now. */
export function formerPart(alarm: Alarm, part: PlacePart): Readonly<Record<string, unknown>> {
  const now = readPart(alarm, part, typedPart(alarm, part), null);
  return now.ok ? now.changes : {};
}
