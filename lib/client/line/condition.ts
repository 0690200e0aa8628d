import {
  type LineDraft,
  type LinePair,
  LineProblem,
  type LineWords,
  readLinePrice,
  startsNumber,
  type Suggestion,
  type Way,
} from "@/lib/alarms/kinds/line.ts";
import { LINES } from "@/lib/alarms/kinds/typed.ts";
import type { AlarmCondition } from "@/lib/alarms/alarm.ts";
import { readTypedNumber } from "@/lib/market/typed_number.ts";
import { typedLineWords } from "@/lib/client/line/texts.ts";

/** Words that tell which way the price must go. */
const WAYS: readonly (readonly [way: Way, words: RegExp])[] = [
  ["up", /^(?:>=?|above|over|up|ris(?:es?|ing)|gains?|climbs?|exceeds?)$/],
  ["down", /^(?:<=?|below|under|down|falls?|falling|drops?|loses?)$/],
  ["any", /^(?:=+|any|either|both|cross(?:es)?|moves?|way|ways)$/],
];
/** Words that a sentence may have and that change nothing. */
const FILLERS = /^(?:if|when|the|its|price|to|is|at|by|goes|of|off|from|a|an|and|[$€£])$/;
/** Those of them behind which a number tells how far, not where to. */
const MOVES = /^(?:ris(?:es?|ing)|gains?|climbs?|falls?|falling|drops?|loses?|moves?)$/;

/** Reads one piece of what the alarm waits for; false when the next word is none. @throws {LineProblem} */
export function readConditionPiece(words: LineWords, draft: LineDraft, pair: LinePair): boolean {
  const text = words.peek()?.text ?? "";
  if (words.takeIf("up", "or", "down")) draft.set("way", "any", "up or down");
  else if (takesCrossing(words, "above", "over")) draft.set("way", "up", "crosses above");
  else if (takesCrossing(words, "below", "under")) draft.set("way", "down", "crosses below");
  else if (words.takeIf("from", "below")) draft.set("way", "up", "from below");
  else if (words.takeIf("from", "above")) draft.set("way", "down", "from above");
  else if (LINES.some((line) => line.readPiece(words, draft, pair))) return true;
  else if (startsNumber(text)) readNumber(words, draft, pair);
  else if (wayOf(text) !== null) readWay(words, draft);
  else if (isLoneSign(words)) throw new LineProblem("", typedLineWords.sayHowFar);
  else if (FILLERS.test(text)) readFiller(words);
  else if (text === pair.quote.toLowerCase() && draft.get("price") !== undefined) words.take();
  else return false;
  return true;
}

/** `crosses above`: the second word says the way, and the first none. */
function takesCrossing(words: LineWords, ...ways: readonly string[]): boolean {
  return CROSSES.some((crosses) => ways.some((way) => words.takeIf(crosses, way)));
}

const CROSSES = ["crosses", "cross", "crossing"] as const;

function readFiller(words: LineWords): void {
  const { text, typed } = words.take();
  if (text === "by") refuseAmount(words, typed);
}

/** `btc -`: more is to come. */
function isLoneSign(words: LineWords): boolean {
  return /^[+-]$/.test(words.peek()?.text ?? "") && words.peek(1) === undefined;
}

function wayOf(text: string): Way | null {
  return WAYS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** `below max` and `above min` name what is measured against, all other words of this kind the way. */
function readWay(words: LineWords, draft: LineDraft): void {
  const { text, typed } = words.take();
  const next = words.peek()?.text ?? "";
  const way = wayOf(text);
  if (MOVES.test(text)) refuseAmount(words, typed);
  if (way === null || LINES.some((line) => line.isMeasuredFrom?.(way, next))) return;
  draft.set("way", way, typed);
}

/** `falls 1000` and `by 1000` tell how far, and an alarm for so much money there is not. */
function refuseAmount(words: LineWords, said: string): void {
  const next = words.peek();
  if (next === undefined || !startsNumber(next.text) || next.text.endsWith("%")) return;
  const typed = `${said} ${next.typed}`;
  throw new LineProblem(next.typed, typedLineWords.notClear(typed, next.typed));
}

function readNumber(words: LineWords, draft: LineDraft, pair: LinePair): void {
  const word = words.take();
  if (!word.text.endsWith("%")) {
    return draft.set("price", readLinePrice(word, pair.currentPrice), word.typed);
  }
  const [, sign = "", digits = ""] = /^([+-]?)(.*)%$/.exec(word.text) ?? [];
  const read = readTypedNumber(digits, typedLineWords.percentage);
  if (!read.ok) {
    throw new LineProblem(word.typed, typedLineWords.noPercentage(word.typed, read.message));
  }
  draft.set("percent", read.value, word.typed);
  if (sign !== "") draft.set("way", sign === "+" ? "up" : "down", word.typed);
}

/** What a line waits for, put together from its pieces. @throws {LineProblem} when they are not enough or do not go together */
export function conditionOf(draft: LineDraft, pair: LinePair): AlarmCondition {
  const [price, percent, reference] = [
    draft.get("price"),
    draft.get("percent"),
    draft.get("reference"),
  ];
  if (price !== undefined && percent !== undefined) {
    throw new LineProblem(percent.typed, typedLineWords.both(price.typed, percent.typed));
  }
  if (percent !== undefined) {
    if (reference === undefined) {
      throw new LineProblem("", typedLineWords.sayAgainstWhat(referencesBehind("")));
    }
    return reference.value.condition(percent, draft.get("way"), reference.typed);
  }
  if (reference !== undefined) {
    if (price === undefined) throw new LineProblem("", typedLineWords.sayHowFar);
    throw new LineProblem(price.typed, typedLineWords.isPrice(price.typed, reference.typed));
  }
  const condition = price && atPrice(price.value, draft, pair);
  if (condition) return condition;
  throw new LineProblem("", typedLineWords.sayWhat);
}

function atPrice(price: number, draft: LineDraft, pair: LinePair): AlarmCondition | undefined {
  return LINES.find(({ atPrice }) => atPrice !== undefined)?.atPrice?.(price, draft, pair);
}

/** What may follow a percentage with this sign, or none. */
export function referencesBehind(sign: "+" | "-" | ""): readonly string[] {
  return inOrder(LINES.flatMap((line) => line.references(sign)));
}

/** Usual conditions for a pair, of all kinds. */
export function usualConditions(pair: LinePair): readonly string[] {
  return inOrder(LINES.flatMap((line) => line.conditions(pair)));
}

/** `> 70k, 5% in 15m, -10% from high`: an example of each kind. */
export function exampleConditions(pair: LinePair): string {
  return LINES.map((line) => line.example(pair)).join(", ");
}

function inOrder(suggestions: readonly Suggestion[]): readonly string[] {
  return suggestions.toSorted((one, other) => one.rank - other.rank).map(({ text }) => text);
}
