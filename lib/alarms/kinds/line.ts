import type { PairName } from "@/lib/market/symbol.ts";
import { decimalText } from "@/lib/market/format_price.ts";
import { readTypedNumber, readTypedPrice } from "@/lib/market/typed_number.ts";
import type { Alarm, AlarmCondition } from "@/lib/alarms/alarm.ts";
import type { FieldReader, KindFigure, PairPrices } from "./kind.ts";
import type { AlarmSoundName, Priority } from "@/lib/alarms/limits.ts";
import { texts } from "@/lib/language/texts.ts";

/** How a kind's conditions are written and read in a line of text, such as `btc -10% from max`. */
export interface KindLine<C> {
  /** The condition as text that reads back as the same one. */
  write(condition: C): string;
  /** Reads what only this kind knows; false when the next word is none of it. @throws {LineProblem} */
  readPiece(words: LineWords, draft: LineDraft, pair: LinePair): boolean;
  /** Whether `word` behind a word of the way is what is measured against: `below max`. */
  isMeasuredFrom?(way: Way, word: string): boolean;
  /** The condition that a price alone asks for. Only one kind has it. */
  atPrice?(price: number, draft: LineDraft, pair: LinePair): C;
  /** A usual condition for the pair, as an example of what may be written. */
  example(pair: LinePair): string;
  /** What is offered to go on with behind a pair. */
  conditions(pair: LinePair): readonly Suggestion[];
  /** What is offered to go on with behind a percentage with this sign, or none. */
  references(sign: "+" | "-" | ""): readonly Suggestion[];
}

/** What a line may go on with. */
export interface Suggestion {
  readonly text: string;
  /** The smaller, the earlier it is offered among those of all kinds. */
  readonly rank: number;
}

/** Which way the price must go. */
export type Way = "any" | "up" | "down";

/** What a move is measured against: it makes the condition of its kind. */
export interface LineReference {
  /** @throws {LineProblem} when the pieces do not go together */
  condition(percent: Piece<number>, way: Piece<Way> | undefined, typed: string): AlarmCondition;
}

/** A piece of a line, and how it was typed. */
export interface Piece<T> {
  readonly value: T;
  readonly typed: string;
}

interface Pieces {
  way: Way;
  /** It is to be reached, from either side. */
  touch: true;
  price: number;
  percent: number;
  reference: LineReference;
  mode: Alarm["mode"];
  cooldownSeconds: number;
  expiresAt: string;
  sound: AlarmSoundName;
  priority: Priority;
  policy: string;
  tell: NonNullable<Alarm["tell"]>;
}

/** The pieces of a line read so far, in whatever order they came. */
export class LineDraft {
  readonly #pieces: { [K in keyof Pieces]?: Piece<Pieces[K]> } = {};
  /** What a person should know of how the line was understood. */
  readonly notes: string[] = [];

  get<K extends keyof Pieces>(name: K): Piece<Pieces[K]> | undefined {
    return this.#pieces[name];
  }

  /** @throws {LineProblem} when the line has said another value before */
  set<K extends keyof Pieces>(name: K, value: Pieces[K], typed: string): void {
    const before: Piece<Pieces[K]> | undefined = this.#pieces[name];
    if (before !== undefined && before.value !== value) {
      const pieces: Readonly<Record<keyof Pieces, string>> = lineWords.pieces;
      throw new LineProblem(typed, lineWords.contradict(before.typed, typed, pieces[name]));
    }
    const piece: Piece<Pieces[K]> = { value, typed };
    Object.assign(this.#pieces, { [name]: piece });
  }
}

/** A pair that a line may mean; its alarms, where they are known, tell of one that is there already. */
export type LinePair = PairName & PairPrices & {
  readonly alarms?: readonly AlarmCondition[];
  /** How a pair is asked for that is not watched yet: joined letters are cut by the source's listing. */
  readonly asked?: string;
};

/** Why a line cannot be read; thrown inside the parser only. */
export class LineProblem extends Error {
  override readonly name = "LineProblem";
  constructor(
    /** The piece of the line that is wrong, as typed; "" when something is missing at its end. */
    readonly piece: string,
    message: string,
  ) {
    super(message);
  }
}

/** A word of a line: in small letters to be recognised, and as typed to be named. */
export interface LineWord {
  readonly text: string;
  readonly typed: string;
}

const DASHES = /[\u2010-\u2015\u2212]/g;
const SPACES = /[\u00a0\u2000-\u200a\u202f\u3000\s]+/g;
/** `70 000`: groups of three after a number that has no other separator. */
const SPACED_GROUPS = /(^|[\s<>=$€£+-])(\d{1,3})((?: \d{3})+)(?=$|[\s%kmb$€£]|[.,]\d)/gi;

/** The words of a line, one after the other: signs stand alone, `5 %` and `- 5 %` are one word. */
export class LineWords {
  readonly #words: readonly LineWord[];
  #next = 0;

  constructor(text: string) {
    this.#words = spread(text).split(" ").filter((word) => word !== "")
      .map((typed) => ({ typed, text: typed.toLowerCase() }));
  }

  /** The next word, or one further on; undefined past the end. */
  peek(ahead = 0): LineWord | undefined {
    return this.#words[this.#next + ahead];
  }

  take(count = 1): LineWord {
    const word = this.#words[this.#next];
    this.#next += count;
    return word ?? { text: "", typed: "" };
  }

  /** Takes the next words when they are these; tells whether they were. */
  takeIf(...texts: readonly string[]): boolean {
    const isNext = texts.every((text, index) => this.peek(index)?.text === text);
    if (isNext) this.#next += texts.length;
    return isNext;
  }
}

function spread(text: string): string {
  return text.replace(DASHES, "-").replaceAll("\u2265", ">").replaceAll("\u2264", "<")
    .replaceAll("\u2191", " up ").replaceAll("\u2193", " down ")
    .replace(SPACES, " ")
    .replace(/([a-z])([+-][\d.,]+\s*%)/gi, "$1 $2")
    .replace(/([<>]=?|=+)/g, " $1 ").replace(SPACES, " ")
    .replace(
      SPACED_GROUPS,
      (_match, before, first, groups) => before + first + groups.replaceAll(" ", ""),
    )
    .replace(/\s{0,50}(?:%|\bpercent\b|\bpct\b)\s{0,50}/gi, "% ")
    .replace(/(^|\s)([+-])\s+(?=[\d.,])/g, "$1$2");
}

type SpanUnit = "seconds" | "minutes" | "hours" | "days" | "weeks";

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
  if (typed === undefined) throw new LineProblem("", lineWords.sayHowLong(example));
  throw new LineProblem(typed, lineWords.noSpan(typed, example));
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
  const read = readTypedNumber(number, lineWords.span);
  return read.ok ? { span: { value: read.value, unit }, words } : null;
}

const NUMBER = /^[$€£]?[+-]?[$€£]?[\d.,]/;

/** Whether a word begins as a number does. */
export function startsNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** A price, as every field reads it: `70k`, `1.2m`, `67,000.5`. @throws {LineProblem} */
export function readLinePrice({ text, typed }: LineWord, currentPrice: number | null): number {
  const read = readTypedPrice(text, lineWords.price, currentPrice);
  if (read.ok) return read.value;
  if (read.reason === "unclear") throw new LineProblem(typed, read.message);
  if (/^[$€£]?-/.test(text)) throw new LineProblem(typed, lineWords.notNegative(typed));
  throw new LineProblem(typed, lineWords.noPrice(typed));
}

/** `67.125` could be read as 67125, where that is nearer to the price or points group; another digit makes it clear. */
export function lineNumber(value: number): string {
  const text = decimalText(value);
  return /^[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text;
}

/** The percentage of a move as it is typed, the figure of several kinds. */
export const TYPED_PERCENT: KindFigure = {
  field: "percentage",
  read: readPercentage,
};

/** The percentage of a move, as several kinds ask for it. */
export function readPercentage(text: string, reader: FieldReader): number {
  return reader.number("percentage", text.replace(/%\s*$/, ""), lineWords.percentage);
}

/** What is wrong with a line of text; its own words are the same in all languages. */
export const lineWords = texts("lines", {
  pieces: {
    way: "the direction",
    touch: "how it is reached",
    price: "the price",
    percent: "the percentage",
    reference: "what it is measured against",
    mode: "how often it rings",
    cooldownSeconds: "how long it rests",
    expiresAt: "when it expires",
    sound: "what it rings with",
    priority: "how much it matters",
    policy: "how it escalates",
    tell: "who is told",
  },
  contradict: (one: string, other: string, piece: string) =>
    `“${one}” and “${other}” contradict each other about ${piece}; keep one`,
  wrong: (typed: string, rule: string) => `“${typed}” ${rule}`,
  wrongPiece: (typed: string, why: string) => `“${typed}”: ${why}`,
  sayHowLong: (example: string) => `Say how long, such as ${example}`,
  noSpan: (typed: string, example: string) =>
    `“${typed}” is not a length of time; write for example ${example} (s, m, h, d or w)`,
  span: "a length of time",
  percentage: "a percentage, such as 5",
  /** Of the form's field. */
  leastPercent: "At least this many percent",
  price: "a price, such as 70000 or 70k",
  notNegative: (typed: string) =>
    `“${typed}”: a price is above 0; for a move write a percentage, such as ${typed}%`,
  noPrice: (typed: string) => `“${typed}” is not a price; write for example 70000, 70k or 0.05`,
});
