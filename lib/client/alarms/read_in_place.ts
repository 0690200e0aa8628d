import type { Alarm } from "@/lib/alarms/alarm.ts";
import { formOf } from "@/lib/alarms/kinds/typed.ts";
import { readTypedNumber, readTypedPrice, type TypedNumber } from "@/lib/market/typed_number.ts";
import { type PlacePart, typedPart } from "./in_place.ts";

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
