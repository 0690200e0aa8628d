import { programWords } from "@/lib/language/texts.ts";
import {
  LineDraft,
  type LinePair,
  LineProblem,
  type LineWord,
  LineWords,
} from "@/lib/alarms/kinds/line.ts";
import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/limits.ts";
import { isMarketBefore, isOurMarket, marketIn, symbolOfName } from "@/lib/market/pair_prefix.ts";
import { otherCut, parseSymbol, QUOTES, symbolOf } from "@/lib/market/symbol.ts";
import { conditionOf, exampleConditions, readConditionPiece } from "./condition.ts";
import { checkTags, type LineAlarm, splitTags } from "./format_line.ts";
import { readHandlingPiece, type When } from "./handling.ts";
import { typedLineWords } from "@/lib/client/line/texts.ts";

/** What a line is read against. */
export interface LineContext extends When {
  readonly watched: readonly LinePair[];
}

/** What one line of text asks for. */
export type AlarmLine =
  | { readonly kind: "empty" }
  | {
    readonly kind: "alarm";
    readonly pair: LinePair;
    /** False when the pair must be added first. */
    readonly isWatched: boolean;
    readonly alarm: LineAlarm;
    /** What a person should know of how the line was understood. */
    readonly notes?: readonly string[];
  }
  /** Several watched pairs may be meant; `piece` is the word that names them all. */
  | { readonly kind: "ambiguous"; readonly piece: string; readonly symbols: readonly string[] }
  | {
    readonly kind: "problem";
    /** The piece that is wrong, as typed; "" when the line only is not finished. */
    readonly piece: string;
    /** What is wrong and what to write instead. */
    readonly message: string;
    /** The pair, as far as it was understood. */
    readonly pair: LinePair | null;
  };

const NOTE_LENGTH = 500;
const OPENINGS = /^(?:alert|tell|notify|warn|ping|wake|remind|call|ring)$/;

/** Reads a line such as `btc > 70k`, `eth/btc < 0.05 once` or `sol 5% in 15m note: breakout`. */
export function readAlarmLine(line: string, context: LineContext): AlarmLine {
  const { rest, note, tags } = splitTail(line);
  const words = new LineWords(rest);
  skipOpening(words);
  if (words.peek() === undefined) return { kind: "empty" };
  let pair: LinePair | null = null;
  try {
    const read = readPair(words, context.watched);
    if (read.kind === "ambiguous") return read;
    pair = read.pair;
    const isWatched = read.kind === "watched";
    return { kind: "alarm", pair, isWatched, ...readAlarm(words, pair, { note, tags }, context) };
  } catch (error) {
    if (!(error instanceof LineProblem)) throw error;
    return { kind: "problem", piece: error.piece, message: error.message, pair };
  }
}

function readAlarm(
  words: LineWords,
  pair: LinePair,
  { note, tags }: { readonly note: string; readonly tags: readonly string[] },
  context: LineContext,
): { alarm: LineAlarm; notes?: readonly string[] } {
  const draft = new LineDraft();
  while (words.peek() !== undefined) {
    if (readHandlingPiece(words, draft, context)) continue;
    if (!readConditionPiece(words, draft, pair)) throw unknownWord(words, draft, pair);
  }
  if (note.length > NOTE_LENGTH) {
    throw new LineProblem("note", typedLineWords.longNote(note.length));
  }
  checkTags(tags);
  const cooldown = draft.get("cooldownSeconds")?.value;
  const sound = draft.get("sound")?.value;
  const priority = draft.get("priority")?.value;
  const tell = draft.get("tell")?.value;
  const policy = draft.get("policy")?.value;
  // Only an alarm that rings again can rest.
  const mode = draft.get("mode")?.value ?? (cooldown === undefined ? "once" : "repeat");
  const alarm = {
    ...conditionOf(draft, pair),
    mode,
    cooldownSeconds: cooldown ?? DEFAULT_COOLDOWN_SECONDS,
    expiresAt: draft.get("expiresAt")?.value ?? null,
    ...(sound && { sound }),
    ...(priority && { priority }),
    ...(tell && { tell }),
    ...(policy && { policy }),
    ...(tags.length > 0 && { tags }),
    note,
  };
  return draft.notes.length === 0 ? { alarm } : { alarm, notes: draft.notes };
}

/** `alert me when btc …`: words that a sentence begins with, before the pair. */
function skipOpening(words: LineWords): void {
  const first = words.peek();
  words.takeIf("please");
  if (words.peek(1)?.text === "me" && OPENINGS.test(words.peek()?.text ?? "")) words.take(2);
  if (/^(?:if|when|once)$/.test(words.peek()?.text ?? "")) words.take();
  if (words.peek() === first) return;
  words.takeIf("the");
  words.takeIf("price", "of");
}

function unknownWord(words: LineWords, draft: LineDraft, pair: LinePair): LineProblem {
  const { typed } = words.take();
  const isUnderstood = draft.get("price") !== undefined || draft.get("percent") !== undefined;
  const { notUnderstood, notUnderstoodBehind } = typedLineWords;
  return new LineProblem(
    typed,
    isUnderstood ? notUnderstoodBehind(typed) : notUnderstood(typed, exampleConditions(pair)),
  );
}

/** The pair that a line begins with. */
type PairRead =
  | { readonly kind: "watched"; readonly pair: LinePair }
  | { readonly kind: "unwatched"; readonly pair: LinePair }
  /** Several watched pairs have this base, and none of them is in USDT. */
  | { readonly kind: "ambiguous"; readonly piece: string; readonly symbols: readonly string[] };

const PREFERRED_QUOTE = "USDT";
/** Of a coin's name: `Artificial Superintelligence Alliance`. */
const MOST_WORDS = 3;
const NO_PRICES = { currentPrice: null, maxPrice: null, minPrice: null };

/** Reads `btc`, `bitcoin`, `btcusdt`, `eth/btc`, `eth btc` or `kraken eth btc`. @throws {LineProblem} when no pair can be meant */
function readPair(words: LineWords, watched: readonly LinePair[]): PairRead {
  const before = marketBefore(words);
  const first = coinName(words) ?? words.take();
  const quote = quoteNext(words);
  const name = quote === null ? first.text : `${first.text}/${quote}`;
  const market = before ?? marketBehind(words);
  const text = market === null ? name : `${market}:${name}`;
  const symbol = symbolOf(text) ?? text.toUpperCase();
  const exact = watched.find((pair) => pair.symbol === symbol);
  if (exact !== undefined) {
    const problem = otherCut(exact, text);
    if (problem !== null) throw new LineProblem(first.typed, problem);
    return { kind: "watched", pair: exact };
  }
  const named = symbolOfName(text) ?? symbol;
  const sameBase = watched.filter(({ base }) => base === named);
  const chosen = sameBase.length === 1
    ? sameBase[0]
    : sameBase.find((pair) => pair.quote === PREFERRED_QUOTE);
  if (chosen !== undefined) return { kind: "watched", pair: chosen };
  if (sameBase.length > 1) {
    return { kind: "ambiguous", piece: first.typed, symbols: sameBase.map((pair) => pair.symbol) };
  }
  return { kind: "unwatched", pair: unwatched(first, text) };
}

/** `kraken btc > 70k`, `kraken: btc > 70k`: the market is a word of its own. */
function marketBefore(words: LineWords): string | null {
  if (coinName(words, false) !== null) return null;
  const market = /^([a-z]{2,16})[:/.]?$/.exec(words.peek()?.text ?? "")?.[1];
  if (market === undefined) return null;
  const hasSign = /^[:/.-]$/.test(words.peek(1)?.text ?? "");
  const pair = words.peek(hasSign ? 2 : 1)?.text ?? "";
  if (!isMarketBefore(market, pair)) return null;
  words.take(hasSign ? 2 : 1);
  return market;
}

/** `btc usdt binance > 70k`, `btcusdt on kraken > 70k`. */
function marketBehind(words: LineWords): string | null {
  const at = /^(?:on|at|@)$/.test(words.peek()?.text ?? "") ? 1 : 0;
  const market = words.peek(at)?.text.replace(/^@/, "") ?? "";
  if (!isOurMarket(market)) return null;
  words.take(at + 1);
  return market;
}

/** `bitcoin cash > 500`: a name of several words is one word, the coin's symbol. */
function coinName(words: LineWords, isTaken = true): LineWord | null {
  for (let count = MOST_WORDS; count > 1; count--) {
    if (words.peek(count - 1) === undefined) continue;
    const name = Array.from({ length: count }, (_, at) => words.peek(at)?.typed).join(" ");
    const symbol = symbolOfName(name);
    if (symbol === null) continue;
    if (isTaken) words.take(count);
    return { text: symbol.toLowerCase(), typed: name };
  }
  return null;
}

/** `btc usdt > 70k`: a quote asset as the second word belongs to the pair. */
function quoteNext(words: LineWords): string | null {
  const next = words.peek()?.text.toUpperCase();
  return QUOTES.some((quote) => quote === next) ? words.take().text : null;
}

function unwatched({ typed }: LineWord, text: string): LinePair {
  if (isOurMarket(text)) {
    throw new LineProblem(typed, typedLineWords.isMarket(typed, text));
  }
  const parsed = parseSymbol(text);
  if (parsed.ok) return { ...parsed.pair, ...NO_PRICES, asked: text };
  const coin = symbolOfName(text) ?? symbolOf(text);
  if (parsed.reason === "unknownQuote" && coin !== null) {
    const { market } = marketIn(text.toUpperCase());
    const asked = `${market === null ? "" : `${market}:`}${coin}/${PREFERRED_QUOTE}`;
    const guess = parseSymbol(asked);
    if (guess.ok) return { ...guess.pair, ...NO_PRICES, asked };
  }
  const isMeant = parsed.reason === "contract" || parsed.reason === "unknownMarket";
  if (isMeant) throw new LineProblem(typed, programWords.said(parsed.message));
  throw new LineProblem(typed, typedLineWords.noPair(typed));
}

const START = /(?:^|\s)(?:note\s*[:=]\s*|note\s+|#\s*)/i;
// deno-lint-ignore app/bounded-regex -- what begins with \ is in one of the two only
const QUOTED = /^"((?:[^"\\]|\\[\s\S])*)"/;

/** Whether all that is typed from here on belongs to the note, even if nothing of it is there yet. */
export function hasNote(line: string): boolean {
  // `tags #dip` begins no note.
  return START.test(splitTags(line, START.exec(line)?.index).rest);
}

/** Takes the note out of a line: all that follows `note:` or `#`, or what stands in quotes there. */
function splitNote(line: string): { readonly rest: string; readonly note: string } {
  const start = START.exec(line);
  if (start === null) return { rest: line, note: "" };
  const before = line.slice(0, start.index);
  const after = line.slice(start.index + start[0].length);
  const quoted = QUOTED.exec(after);
  if (quoted === null) return { rest: before, note: after.trim() };
  const [whole, inside = ""] = quoted;
  return {
    rest: `${before} ${after.slice(whole.length)}`,
    note: inside.replace(/\\([\s\S])/g, "$1"),
  };
}

/** Takes note and tags out of a line. Each may hold what looks like the other: the one that stands first counts. */
function splitTail(line: string) {
  const early = splitTags(line, START.exec(line)?.index);
  const { rest, note } = splitNote(early.rest);
  return early.tags.length > 0 ? { rest, note, tags: early.tags } : { note, ...splitTags(rest) };
}
