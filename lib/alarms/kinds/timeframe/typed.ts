import { texts } from "@/lib/language/texts.ts";
import { numberText } from "@/lib/market/format_price.ts";
import {
  isSpanNext,
  type KindLine,
  type LineDraft,
  lineNumber,
  type LinePair,
  LineProblem,
  type LineReference,
  type LineWords,
  lineWords,
  readLinePrice,
  readPercentage,
  readSpan,
  type Span,
  startsNumber,
  TYPED_PERCENT,
} from "@/lib/alarms/kinds/line.ts";
import { FIRST_PERCENTAGE, type KindForm } from "../kind.ts";
import type { TimeframeCondition } from "./schema.ts";
import { timeframeView, windowMs } from "./rules.ts";

const MOVES = { up: "up ", down: "down ", any: "" } as const;
const UNITS = { minutes: "m", hours: "h", days: "d" } as const;

/** `5% in 15m`, `up 3% since start`. */
export const timeframeLine: KindLine<TimeframeCondition> = {
  write: (condition) =>
    `${MOVES[condition.direction]}${lineNumber(condition.percentage)}% ${against(condition)}`,
  readPiece(words, draft, pair) {
    if (words.takeIf("since")) readStart(words, draft, pair);
    else if (/^(?:in|within)$/.test(words.peek()?.text ?? "")) readWindow(words, draft);
    else return false;
    return true;
  },
  example: () => "5% in 15m",
  conditions: () => [{ text: "5% in 15m", rank: 2 }],
  references: (sign) => [
    sign === "" ? { text: "in 15m", rank: 1 } : { text: "in 1h", rank: 3 },
    { text: "since start", rank: 4 },
  ],
};

function against({ timeUnit, timeValue, startPrice }: TimeframeCondition): string {
  if (timeUnit !== "sinceStart") return `in ${lineNumber(timeValue ?? 0)}${UNITS[timeUnit]}`;
  return `since ${startPrice === null ? "start" : lineNumber(startPrice)}`;
}

function readWindow(words: LineWords, draft: LineDraft): void {
  const { typed } = words.take();
  words.takeIf("the");
  words.takeIf("last");
  const [length, unit] = [words.peek(), words.peek(1)];
  const span = readSpan(words, "15m");
  const isOneWord = words.peek() === unit;
  const said = [typed, length?.typed, isOneWord ? "" : unit?.typed].join(" ").trim();
  draft.set("reference", reference({ ...windowOf(span), startPrice: null }), said);
}

/** `since start`, `since now`, or `since 3000`, a start price of one's own. */
function readStart(words: LineWords, draft: LineDraft, pair: LinePair): void {
  words.takeIf("the");
  const word = words.peek();
  if (word === undefined || isSpanNext(words)) {
    const said = word === undefined ? "since" : `since ${word.typed}`;
    throw new LineProblem(said, timeframeFormWords.unclear(said));
  }
  words.take();
  const isPlain = /^(?:start|now|here)$/.test(word.text);
  if (!isPlain && !startsNumber(word.text)) {
    throw new LineProblem(word.typed, timeframeFormWords.unclearStart(`since ${word.typed}`));
  }
  const startPrice = isPlain ? null : readLinePrice(word, pair.currentPrice);
  const start = { timeUnit: "sinceStart", timeValue: null, startPrice } as const;
  draft.set("reference", reference(start), `since ${word.typed}`);
  if (!isPlain) words.takeIf("at", "start");
}

type Compared = Pick<TimeframeCondition, "timeUnit" | "timeValue" | "startPrice">;

function reference(compared: Compared): LineReference {
  return {
    condition(percent, way, typed) {
      const condition: TimeframeCondition = {
        ...{ type: "timeframe", percentage: percent.value, direction: way?.value ?? "any" },
        ...compared,
      };
      refuseProblem(condition, percent.typed, typed);
      return condition;
    },
  };
}

function windowOf({ value, unit }: Span): Pick<TimeframeCondition, "timeUnit" | "timeValue"> {
  if (unit === "seconds") return { timeUnit: "minutes", timeValue: value / 60 };
  if (unit === "weeks") return { timeUnit: "days", timeValue: value * 7 };
  return { timeUnit: unit, timeValue: value };
}

function refuseProblem(condition: TimeframeCondition, percent: string, window: string): void {
  const problem = timeframeView.problem(condition);
  if (problem === null) return;
  if (problem.field !== "timeValue") {
    throw new LineProblem(percent, lineWords.wrong(percent, problem.rule));
  }
  const isShort = (windowMs(condition) ?? 0) < 1_000;
  throw new LineProblem(
    window,
    isShort ? timeframeFormWords.tooShort(window) : timeframeFormWords.tooLong(window),
  );
}

/** The fields of a move within a time, as typed. */
export interface TimeframeDraft {
  readonly percentage: string;
  readonly move: TimeframeCondition["direction"];
  readonly timeValue: string;
  readonly timeUnit: TimeframeCondition["timeUnit"];
}

export const timeframeForm: KindForm<TimeframeCondition, TimeframeDraft> = {
  title: () => timeframeFormWords.title,
  empty: { percentage: FIRST_PERCENTAGE, move: "any", timeValue: "1", timeUnit: "hours" },
  shownFields: ["percentage", "timeValue"],
  read({ percentage, move, timeValue, timeUnit }, reader) {
    return {
      type: "timeframe",
      percentage: readPercentage(percentage, reader),
      direction: move,
      timeUnit,
      timeValue: timeUnit === "sinceStart"
        ? null
        : reader.number("timeValue", timeValue, timeframeFormWords.wanted),
      startPrice: null,
    };
  },
  write: ({ percentage, direction, timeUnit, timeValue }) => ({
    percentage: numberText(percentage),
    move: direction,
    timeUnit,
    ...(timeValue !== null && { timeValue: numberText(timeValue) }),
  }),
  figure: TYPED_PERCENT,
  /** A start price means nothing on another pair: it begins where that one is. */
  copied: ({ type, percentage, direction, timeUnit, timeValue }) => ({
    ...{ type, percentage, direction, timeUnit, timeValue },
    startPrice: null,
  }),
};

/** What the form and the line of text say of it. */
export const timeframeFormWords = texts("timeframeForm", {
  title: "% move",
  move: "Move",
  ways: { any: "Up or down", up: "Up ↑", down: "Down ↓" },
  within: "Within",
  units: { minutes: "Minutes", hours: "Hours", days: "Days", sinceStart: "Since now" },
  sinceHint: "Compares with the price at this moment, and again from where it rang.",
  howMany: { minutes: "How many minutes", hours: "How many hours", days: "How many days" },
  wanted: "how long the window is",
  tooShort: (window: string) =>
    `“${window}” is too short: the shortest window is 1 second, the longest at most 30 days`,
  tooLong: (window: string) =>
    `“${window}” is too long: the shortest window is 1 second, the longest at most 30 days`,
  unclear: (said: string) =>
    `“${said}” is not clear; write “since start”, or a length of time such as “in 15m”`,
  unclearStart: (said: string) => `“${said}” is not clear; write “since start”`,
});
