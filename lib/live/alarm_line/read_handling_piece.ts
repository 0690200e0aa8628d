import { ALARM_SOUNDS } from "@/lib/alarms/alarm_sounds.ts";
import { MAX_SPAN_SECONDS } from "@/lib/alarms/spans.ts";
import type { LineContext } from "./line_context.ts";
import type { LineDraft } from "./line_draft.ts";
import { LineProblem } from "./line_problem.ts";
import type { LineWords } from "./line_words.ts";
import { readExpiry } from "./read_expiry.ts";
import { isSpanNext, readSpan, UNIT_SECONDS } from "./read_span.ts";

const REPEAT = /^(?:repeat(?:s|ed|edly|ing)?|every|always)$/;
const COOLDOWN = /^(?:cooldown|rests?|quiet)$/;
const EXPIRES = /^(?:expir(?:es?|ing|y)|until|till)$/;

/** Reads how often an alarm rings, how long it lives or what it rings with; false when the next word is neither. @throws {LineProblem} */
export function readHandlingPiece(
  words: LineWords,
  draft: LineDraft,
  context: Pick<LineContext, "now" | "zone">,
): boolean {
  const { text, typed } = words.peek() ?? { text: "", typed: "" };
  if (text === "once") {
    words.take();
    draft.set("mode", "once", typed);
  } else if (REPEAT.test(text)) {
    words.take();
    words.takeIf("every");
    words.takeIf("time");
    draft.set("mode", "repeat", typed);
    if (isRestNext(words)) readRest(words, draft);
  } else if (COOLDOWN.test(text)) {
    words.take();
    readRest(words, draft);
  } else if (EXPIRES.test(text)) {
    words.take();
    const named = words.peek()?.typed ?? "";
    const { at, note } = readExpiry(words, context);
    draft.set("expiresAt", new Date(at).toISOString(), `${typed} ${named}`);
    if (note !== null) draft.tell(note);
  } else if (text === "sound") {
    words.take();
    readSound(words, draft);
  } else return false;
  return true;
}

function readSound(words: LineWords, draft: LineDraft): void {
  const { text, typed } = words.peek() ?? { text: "", typed: "sound" };
  const sound = ALARM_SOUNDS.find((known) => known === text);
  if (sound === undefined) {
    throw new LineProblem(typed, `“${typed}” is no sound; there are ${ALARM_SOUNDS.join(", ")}`);
  }
  words.take();
  draft.set("sound", sound, typed);
}

function isRestNext(words: LineWords): boolean {
  return words.peek()?.text === "0" || isSpanNext(words);
}

function readRest(words: LineWords, draft: LineDraft): void {
  const typed = words.peek()?.typed ?? "";
  const seconds = restSeconds(words);
  if (seconds > MAX_SPAN_SECONDS) {
    throw new LineProblem(typed, `“${typed}” is too long: an alarm rests at most 30 days`);
  }
  draft.set("cooldownSeconds", seconds, typed);
}

function restSeconds(words: LineWords): number {
  if (/^0+[a-z]*$/.test(words.peek()?.text ?? "")) {
    words.take();
    return 0;
  }
  const { value, unit } = readSpan(words, "10m");
  return Math.round(value * UNIT_SECONDS[unit]);
}
