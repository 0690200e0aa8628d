import { DEFAULT_COOLDOWN_SECONDS } from "@/lib/alarms/spans.ts";
import { conditionOf } from "./condition_of.ts";
import type { LineAlarm } from "./line_alarm.ts";
import type { LineContext } from "./line_context.ts";
import { LineDraft } from "./line_draft.ts";
import type { LinePair } from "./line_pair.ts";
import { LineProblem } from "./line_problem.ts";
import { LineWords } from "./line_words.ts";
import { readConditionPiece } from "./read_condition_piece.ts";
import { readHandlingPiece } from "./read_handling_piece.ts";
import { readPair } from "./read_pair.ts";
import { roundPrice } from "./round_price.ts";
import { splitNote } from "./split_note.ts";

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
    readonly told?: readonly string[];
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
const KNOWN_WORDS = "once, repeat 10m, expires tomorrow, note: …";
const OPENINGS = /^(?:alert|tell|notify|warn|ping|wake|remind|call|ring)$/;
const CONDITIONS = "5% in 15m, -10% from max";

/** Reads a line such as `btc > 70k`, `eth/btc < 0.05 once` or `sol 5% in 15m note: breakout`. */
export function readAlarmLine(line: string, context: LineContext): AlarmLine {
  const { rest, note } = splitNote(line);
  const words = new LineWords(rest);
  skipOpening(words);
  if (words.peek() === undefined) return { kind: "empty" };
  let pair: LinePair | null = null;
  try {
    const read = readPair(words, context.watched);
    if (read.kind === "ambiguous") return read;
    pair = read.pair;
    const isWatched = read.kind === "watched";
    return { kind: "alarm", pair, isWatched, ...readAlarm(words, pair, note, context) };
  } catch (error) {
    if (!(error instanceof LineProblem)) throw error;
    return { kind: "problem", piece: error.piece, message: error.message, pair };
  }
}

function readAlarm(
  words: LineWords,
  pair: LinePair,
  note: string,
  context: LineContext,
): { alarm: LineAlarm; told?: readonly string[] } {
  const draft = new LineDraft();
  while (words.peek() !== undefined) {
    if (readHandlingPiece(words, draft, context)) continue;
    if (!readConditionPiece(words, draft, pair)) throw unknownWord(words, draft, pair);
  }
  if (note.length > NOTE_LENGTH) {
    throw new LineProblem("note", `The note has ${note.length} characters; at most 500 are kept`);
  }
  const cooldown = draft.get("cooldownSeconds")?.value;
  // Only an alarm that rings again can rest.
  const sound = draft.get("sound")?.value;
  const mode = draft.get("mode")?.value ?? (cooldown === undefined ? "once" : "repeat");
  const alarm = {
    ...conditionOf(draft, pair),
    mode,
    cooldownSeconds: cooldown ?? DEFAULT_COOLDOWN_SECONDS,
    expiresAt: draft.get("expiresAt")?.value ?? null,
    ...(sound && { sound }),
    note,
  };
  return draft.told.length === 0 ? { alarm } : { alarm, told: draft.told };
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
  const remedy = isUnderstood
    ? `after the condition there may be ${KNOWN_WORDS}`
    : `write for example ${exampleOf(pair)}, ${CONDITIONS}`;
  return new LineProblem(typed, `“${typed}” is not understood; ${remedy}`);
}

function exampleOf({ currentPrice }: LinePair): string {
  return `> ${currentPrice === null ? "70k" : roundPrice(currentPrice, 1)}`;
}
