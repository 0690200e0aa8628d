import { readTypedNumber } from "../typed_number.ts";
import { LineProblem } from "./line_problem.ts";
import type { LineWords } from "./line_words.ts";

export type SpanUnit = "seconds" | "minutes" | "hours" | "days" | "weeks";

/** A length of time in the unit it was written in. */
export interface Span {
  readonly value: number;
  readonly unit: SpanUnit;
}

export const UNIT_SECONDS: Readonly<Record<SpanUnit, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
  weeks: 604_800,
};

const UNITS: readonly (readonly [unit: SpanUnit, names: RegExp])[] = [
  ["seconds", /^s(ec(ond)?s?)?$/],
  ["minutes", /^m(in(ute)?s?)?$/],
  ["hours", /^h((ou)?rs?)?$/],
  ["days", /^d(ays?)?$/],
  ["weeks", /^w(eeks?|ks?)?$/],
];
const ONE_WORD = /^(\d[\d.,]*|\.\d+)([a-z]+)$/;
/** `1h30m`. */
const HOURS_AND_MINUTES = /^(\d+)h(\d+)m(?:in)?$/;

/** Whether a length of time comes next. */
export function isSpanNext(words: LineWords): boolean {
  return spanNext(words) !== null;
}

/** Reads `15m`, `15 minutes`, `1.5h`, `1h30m` or `2d`. @throws {LineProblem} when none comes next */
export function readSpan(words: LineWords, example: string): Span {
  const next = spanNext(words);
  if (next !== null) {
    words.take(next.words);
    return next.span;
  }
  const typed = words.peek()?.typed;
  if (typed === undefined) throw new LineProblem("", `Say how long, such as ${example}`);
  const remedy = `write for example ${example}`;
  throw new LineProblem(typed, `“${typed}” is not a length of time; ${remedy} (s, m, h, d or w)`);
}

function spanNext(words: LineWords): { span: Span; words: number } | null {
  const first = words.peek()?.text ?? "";
  const both = HOURS_AND_MINUTES.exec(first);
  if (both !== null) {
    return { span: { value: Number(both[1]) * 60 + Number(both[2]), unit: "minutes" }, words: 1 };
  }
  const joined = ONE_WORD.exec(first);
  if (joined !== null) return spanOf(joined[1] ?? "", joined[2] ?? "", 1);
  return spanOf(first, words.peek(1)?.text ?? "", 2);
}

function spanOf(number: string, name: string, words: number) {
  const unit = UNITS.find(([, names]) => names.test(name))?.[0];
  if (unit === undefined || !/^[\d.,]+$/.test(number)) return null;
  const read = readTypedNumber(number, "a length of time");
  return read.ok ? { span: { value: read.value, unit }, words } : null;
}
