import type { AlarmCondition } from "@/lib/alarms/kinds/schemas.ts";
import type { TimeframeCondition } from "@/lib/alarms/kinds/timeframe/schema.ts";
import { viewOf } from "@/lib/alarms/kinds/views.ts";
import { windowMs } from "@/lib/alarms/windows.ts";
import { readTypedNumber, readTypedPrice } from "@/lib/text/typed_number.ts";
import {
  isSpanNext,
  type LineDraft,
  type LinePair,
  LineProblem,
  type LineReference,
  type LineWord,
  type LineWords,
  type Piece,
  readSpan,
  type Span,
} from "./line.ts";

/** Words that tell which way the price must go. */
const WAYS: readonly (readonly [way: "any" | "up" | "down", words: RegExp])[] = [
  ["up", /^(?:>=?|above|over|up|ris(?:es?|ing)|gains?|climbs?|exceeds?)$/],
  ["down", /^(?:<=?|below|under|down|falls?|falling|drops?|loses?)$/],
  ["any", /^(?:=+|any|either|both|cross(?:es)?|moves?|way|ways)$/],
];
/** Words that a sentence may have and that change nothing. */
const FILLERS = /^(?:if|when|the|its|price|to|is|at|by|goes|of|off|from|a|an|and|[$€£])$/;
/** Those of them behind which a number tells how far, not where to. */
const MOVES = /^(?:ris(?:es?|ing)|gains?|climbs?|falls?|falling|drops?|loses?|moves?)$/;
const TOUCHES = /^(?:reach(?:es)?|hits?|touch(?:es)?)$/;
const MAX = /^(?:max(?:imum)?|highs?|highest|top|peak|ath)$/;
const MIN = /^(?:min(?:imum)?|lows?|lowest|bottom|atl)$/;
const NUMBER = /^[$€£]?[+-]?[$€£]?[\d.,]/;

/** Reads one piece of what the alarm waits for; false when the next word is none. @throws {LineProblem} */
export function readConditionPiece(words: LineWords, draft: LineDraft, pair: LinePair): boolean {
  const text = words.peek()?.text ?? "";
  if (words.takeIf("up", "or", "down")) draft.set("way", "any", "up or down");
  else if (words.takeIf("from", "below")) draft.set("way", "up", "from below");
  else if (words.takeIf("from", "above")) draft.set("way", "down", "from above");
  else if (words.takeIf("since")) readStart(words, draft, pair);
  else if (/^(?:in|within)$/.test(text)) readWindow(words, draft);
  else if (MAX.test(text)) draft.set("reference", MAXIMUM, words.take().typed);
  else if (MIN.test(text)) draft.set("reference", MINIMUM, words.take().typed);
  else if (NUMBER.test(text)) readNumber(words, draft, pair);
  else if (wayOf(text) !== null) readWay(words, draft);
  else if (TOUCHES.test(text)) draft.set("touch", true, words.take().typed);
  else if (text === "between") throw between(words, pair);
  else if (isLoneSign(words)) throw new LineProblem("", "Say how far, such as 5%");
  else if (FILLERS.test(text)) readFiller(words);
  else if (text === pair.quote.toLowerCase() && draft.get("price") !== undefined) words.take();
  else return false;
  return true;
}

function readFiller(words: LineWords): void {
  const { text, typed } = words.take();
  if (text === "by") refuseAmount(words, typed);
}

/** `sol between 160 and 170`: each of the two prices needs an alarm of its own. */
function between(words: LineWords, { base, quote }: LinePair): LineProblem {
  const { typed } = words.take();
  const numbers = [words.peek(), words.peek(2)].map((word) => word?.typed ?? "");
  const [low, high] = numbers.every((number) => NUMBER.test(number)) ? numbers : ["160", "170"];
  const name = `${base}/${quote}`.toLowerCase();
  const lines = `“${name} any ${low}” and “${name} any ${high}”`;
  return new LineProblem(typed, `An alarm has one price; instead of “${typed}” set two: ${lines}`);
}

/** `btc -`: more is to come. */
function isLoneSign(words: LineWords): boolean {
  return /^[+-]$/.test(words.peek()?.text ?? "") && words.peek(1) === undefined;
}

const MAXIMUM = { kind: "max" } as const;
const MINIMUM = { kind: "min" } as const;

function wayOf(text: string): "any" | "up" | "down" | null {
  return WAYS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** `below max` and `above min` name what is measured against, all other words of this kind the way. */
function readWay(words: LineWords, draft: LineDraft): void {
  const { text, typed } = words.take();
  const next = words.peek()?.text ?? "";
  const way = wayOf(text);
  const isReference = way === "down" ? MAX.test(next) : way === "up" && MIN.test(next);
  if (MOVES.test(text)) refuseAmount(words, typed);
  if (way !== null && !isReference) draft.set("way", way, typed);
}

/** `falls 1000` and `by 1000` tell how far, and an alarm for so much money there is not. */
function refuseAmount(words: LineWords, said: string): void {
  const next = words.peek();
  if (next === undefined || !NUMBER.test(next.text) || next.text.endsWith("%")) return;
  const typed = `${said} ${next.typed}`;
  const remedy = `for a price write “to ${next.typed}”, for a move a percentage`;
  throw new LineProblem(next.typed, `“${typed}” is not clear: ${remedy}`);
}

function readNumber(words: LineWords, draft: LineDraft, pair: LinePair): void {
  const word = words.take();
  if (!word.text.endsWith("%")) {
    return draft.set("price", readPrice(word, pair.currentPrice), word.typed);
  }
  const [, sign = "", digits = ""] = /^([+-]?)(.*)%$/.exec(word.text) ?? [];
  const read = readTypedNumber(digits, "a percentage, such as 5");
  if (!read.ok) {
    throw new LineProblem(word.typed, `“${word.typed}” is not a percentage: ${read.message}`);
  }
  draft.set("percent", read.value, word.typed);
  if (sign !== "") draft.set("way", sign === "+" ? "up" : "down", word.typed);
}

function readWindow(words: LineWords, draft: LineDraft): void {
  const { typed } = words.take();
  words.takeIf("the");
  words.takeIf("last");
  const [length, unit] = [words.peek(), words.peek(1)];
  const span = readSpan(words, "15m");
  const isOneWord = words.peek() === unit;
  const said = [typed, length?.typed, isOneWord ? "" : unit?.typed].join(" ").trim();
  draft.set("reference", { kind: "window", span }, said);
}

/** `since start`, `since now`, or `since 3000`, a start price of one's own. */
function readStart(words: LineWords, draft: LineDraft, pair: LinePair): void {
  words.takeIf("the");
  const word = words.peek();
  if (word === undefined || isSpanNext(words)) {
    const said = word === undefined ? "since" : `since ${word.typed}`;
    const remedy = "“since start”, or a length of time such as “in 15m”";
    throw new LineProblem(said, `“${said}” is not clear; write ${remedy}`);
  }
  words.take();
  const isPlain = /^(?:start|now|here)$/.test(word.text);
  if (!isPlain && !NUMBER.test(word.text)) {
    throw new LineProblem(word.typed, `“since ${word.typed}” is not clear; write “since start”`);
  }
  const price = isPlain ? null : readPrice(word, pair.currentPrice);
  draft.set("reference", { kind: "start", price }, `since ${word.typed}`);
  if (!isPlain) words.takeIf("at", "start");
}

/** A price, as every field reads it: `70k`, `1.2m`, `67,000.5`. @throws {LineProblem} */
function readPrice({ text, typed }: LineWord, currentPrice: number | null): number {
  const read = readTypedPrice(text, "a price, such as 70000 or 70k", currentPrice);
  if (read.ok) return read.value;
  if (read.reason === "unclear") throw new LineProblem(typed, read.message);
  if (/^[$€£]?-/.test(text)) {
    throw new LineProblem(
      typed,
      `“${typed}”: a price is above 0; for a move write a percentage, such as ${typed}%`,
    );
  }
  throw new LineProblem(typed, `“${typed}” is not a price; write for example 70000, 70k or 0.05`);
}

const AGAINST_WHAT = "“in 15m”, “from max”, “from min” or “since start”";

/** What a line waits for, put together from its pieces. @throws {LineProblem} when they are not enough or do not go together */
export function conditionOf(draft: LineDraft, pair: LinePair): AlarmCondition {
  const [price, percent, reference] = [
    draft.get("price"),
    draft.get("percent"),
    draft.get("reference"),
  ];
  if (price !== undefined && percent !== undefined) {
    const both = `“${price.typed}” and “${percent.typed}”`;
    throw new LineProblem(percent.typed, `${both}: an alarm has a price or a percentage; keep one`);
  }
  if (percent !== undefined) {
    if (reference === undefined) throw new LineProblem("", `Say against what: ${AGAINST_WHAT}`);
    return checked(moveOf(percent, reference, draft), percent.typed, reference.typed);
  }
  if (reference !== undefined) {
    if (price === undefined) throw new LineProblem("", "Say how far, such as 5%");
    const fix = `write ${price.typed}% for a move, or leave out “${reference.typed}”`;
    throw new LineProblem(price.typed, `“${price.typed}” is a price here; ${fix}`);
  }
  if (price === undefined) {
    throw new LineProblem("", "Say what to wait for: a price such as 70k, or a move such as 5%");
  }
  return {
    type: "target",
    targetPrice: price.value,
    direction: crossing(price.value, draft, pair),
  };
}

/** Without a word about it, the side on which the price is now tells from where the target is reached. */
function crossing(target: number, draft: LineDraft, { currentPrice }: LinePair) {
  const way = draft.get("way")?.value;
  if (way === "up") return "fromBelow";
  if (way === "down") return "fromAbove";
  if (way === "any" || draft.get("touch") !== undefined) return "any";
  if (currentPrice === null || currentPrice === target) return "any";
  return target > currentPrice ? "fromBelow" : "fromAbove";
}

function moveOf(
  { value: percentage }: Piece<number>,
  reference: Piece<LineReference>,
  draft: LineDraft,
): AlarmCondition {
  const { value } = reference;
  const way = draft.get("way");
  if (value.kind === "max" || value.kind === "min") {
    const isMax = value.kind === "max";
    if (way?.value === (isMax ? "up" : "down")) throw wrongWay(way, isMax);
    const changeType = isMax ? "downFromMax" : "upFromMin";
    return { type: "percentChange", percentage, changeType };
  }
  const common = { type: "timeframe", percentage, direction: way?.value ?? "any" } as const;
  if (value.kind === "window") return { ...common, ...windowOf(value.span), startPrice: null };
  return { ...common, timeUnit: "sinceStart", timeValue: null, startPrice: value.price };
}

function wrongWay({ typed }: Piece<unknown>, isMax: boolean): LineProblem {
  const why = isMax
    ? "from its maximum a price can only fall; write -10% from max"
    : "from its minimum a price can only rise; write +8% from min";
  return new LineProblem(typed, `“${typed}”: ${why}`);
}

function windowOf({ value, unit }: Span): Pick<TimeframeCondition, "timeUnit" | "timeValue"> {
  if (unit === "seconds") return { timeUnit: "minutes", timeValue: value / 60 };
  if (unit === "weeks") return { timeUnit: "days", timeValue: value * 7 };
  return { timeUnit: unit, timeValue: value };
}

function checked(condition: AlarmCondition, percent: string, reference: string): AlarmCondition {
  const problem = viewOf(condition).problem(condition);
  if (problem === null) return condition;
  if (problem.field !== "timeValue") throw new LineProblem(percent, `“${percent}” ${problem.rule}`);
  const window = condition.type === "timeframe" ? windowMs(condition) ?? 0 : 0;
  const size = window < 1_000 ? "short" : "long";
  const limits = "the shortest window is 1 second, the longest at most 30 days";
  throw new LineProblem(reference, `“${reference}” is too ${size}: ${limits}`);
}
