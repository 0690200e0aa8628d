import {
  isSpanNext,
  type LineDraft,
  LineProblem,
  type LineWords,
  readSpan,
  UNIT_SECONDS,
} from "@/lib/alarms/kinds/line.ts";
import { ALARM_SOUNDS, MAX_SPAN_SECONDS, PRIORITIES, TOLD } from "@/lib/alarms/limits.ts";
import type { Zone } from "@/lib/text/times.ts";
import { type NamedMoment, namedMoment, type WallTime, wallTimeAt } from "@/lib/text/wall_time.ts";
import { typedLineWords } from "@/lib/client/line/texts.ts";

const REPEAT = /^(?:repeat(?:s|ed|edly|ing)?|every|always)$/;
const COOLDOWN = /^(?:cooldown|rests?|quiet)$/;
const EXPIRES = /^(?:expir(?:es?|ing|y)|until|till)$/;

/** Reads how often an alarm rings, how long it lives, what it rings with or who is told; false when the next word is none of it. @throws {LineProblem} */
export function readHandlingPiece(words: LineWords, draft: LineDraft, context: When): boolean {
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
    if (note !== null) draft.notes.push(note);
  } else if (text === "sound") {
    words.take();
    draft.set("sound", ...wordNext(words, ALARM_SOUNDS, "sound", typedLineWords.sound));
  } else return readTold(words, draft);
  return true;
}

/** Reads how much an alarm matters and whom it tells beyond the screens. @throws {LineProblem} */
function readTold(words: LineWords, draft: LineDraft): boolean {
  const { text } = words.peek() ?? { text: "" };
  if (text === "priority") {
    words.take();
    draft.set("priority", ...wordNext(words, PRIORITIES, "priority", typedLineWords.priority));
  } else if (text === "tell" || text === "tells") {
    words.take();
    const ids = idsNext(words, CHANNEL_IDS);
    if (ids === null) draft.set("tell", ...wordNext(words, TOLD, "tell", typedLineWords.told));
    else draft.set("tell", ids.split(","), ids);
  } else if (text === "policy") {
    words.take();
    const id = idsNext(words, POLICY_ID);
    if (id === null) {
      const typed = words.peek()?.typed ?? "policy";
      throw new LineProblem(typed, typedLineWords.noPolicy(typed));
    }
    draft.set("policy", id, id);
  } else return false;
  return true;
}

// As the server makes them, with capital letters.
const CHANNEL_IDS = /^channel_\w{1,90}(?:,channel_\w{1,90}){0,19}$/;
const POLICY_ID = /^policy_\w{1,90}$/;

/** The next word as typed where it is of this form, and takes it; else null. */
function idsNext(words: LineWords, form: RegExp): string | null {
  return form.test(words.peek()?.typed ?? "") ? words.take().typed : null;
}

/** Takes the next word, which must be one of a few, and answers it and how it was typed. @throws {LineProblem} */
function wordNext<Word extends string>(
  words: LineWords,
  known: readonly Word[],
  before: string,
  what: string,
): [word: Word, typed: string] {
  const { text, typed } = words.peek() ?? { text: "", typed: before };
  const word = known.find((each) => each === text);
  if (word === undefined) {
    throw new LineProblem(typed, typedLineWords.isNone(typed, what, known.join(", ")));
  }
  words.take();
  return [word, typed];
}

function isRestNext(words: LineWords): boolean {
  return words.peek()?.text === "0" || isSpanNext(words);
}

function readRest(words: LineWords, draft: LineDraft): void {
  const typed = words.peek()?.typed ?? "";
  const seconds = restSeconds(words);
  if (seconds > MAX_SPAN_SECONDS) {
    throw new LineProblem(typed, typedLineWords.tooLong(typed));
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

/** When and where a line is read: `tomorrow` means another moment then. */
export interface When {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** The zone in which days begin and end. */
  readonly zone: Zone;
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{1,2}):(\d{2})$/;
const STAMP = /^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}/;
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * Reads when an alarm expires: `tomorrow`, `friday 18:00`, `2026-01-31`, `in 3d`; a day without a
 * time ends at its end. @throws {LineProblem}
 */
function readExpiry(words: LineWords, when: When): NamedMoment {
  const typed = words.peek()?.typed ?? "";
  const named = momentNext(words, when);
  if (named === null) {
    const { sayWhen, noMoment } = typedLineWords;
    throw new LineProblem(typed, typed === "" ? sayWhen : noMoment(typed));
  }
  if (named.at <= when.now) {
    throw new LineProblem(typed, typedLineWords.passed(typed));
  }
  return named;
}

function momentNext(words: LineWords, when: When): NamedMoment | null {
  words.takeIf("in");
  if (isSpanNext(words)) {
    const { value, unit } = readSpan(words, "3d");
    return { at: when.now + Math.round(value * UNIT_SECONDS[unit] * 1000), note: null };
  }
  words.takeIf("on");
  const first = words.peek()?.text ?? "";
  if (STAMP.test(first)) return stampNext(words, when);
  if (TIME.test(first)) return nextTime(words, when);
  const day = dayOf(first, wallTimeAt(when.now, when.zone));
  if (day === null) return null;
  words.take();
  const clock = timeNext(words) ?? { hour: 24, minute: 0 };
  return namedMoment({ ...day, ...clock }, when.zone, when.now);
}

type Day = Pick<WallTime, "year" | "month" | "day">;

function dayOf(text: string, today: WallTime): Day | null {
  const { year, month, day } = today;
  if (text === "today" || text === "tonight") return { year, month, day };
  if (text === "tomorrow") return { year, month, day: day + 1 };
  const date = DATE.exec(text);
  if (date !== null) return realDay(Number(date[1]), Number(date[2]), Number(date[3]));
  const weekday = WEEKDAYS.indexOf(
    /^(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?$/
        .test(text)
      ? text.slice(0, 3)
      : "",
  );
  if (weekday < 0) return null;
  const ahead = (weekday - new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 7) % 7;
  return { year, month, day: day + (ahead === 0 ? 7 : ahead) };
}

/** Null for a day that no calendar has, such as 2026-02-30. */
function realDay(year: number, month: number, day: number): Day | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? { year, month, day } : null;
}

function timeNext(words: LineWords): Pick<WallTime, "hour" | "minute"> | null {
  if (words.peek()?.text === "at" && TIME.test(words.peek(1)?.text ?? "")) words.take();
  const [, hour, minute] = TIME.exec(words.peek()?.text ?? "") ?? [];
  if (hour === undefined || Number(hour) > 24 || Number(minute) > 59) return null;
  words.take();
  return { hour: Number(hour), minute: Number(minute) };
}

/** `18:00`: the next time that the clock shows it. */
function nextTime(words: LineWords, { now, zone }: When): NamedMoment | null {
  const today = wallTimeAt(now, zone);
  const clock = timeNext(words);
  if (clock === null) return null;
  const named = namedMoment({ ...today, ...clock }, zone, now);
  if (named.at > now) return named;
  return namedMoment({ ...today, ...clock, day: today.day + 1 }, zone, now);
}

/** `2026-01-31T18:00`, in the viewer's zone unless it names one. */
function stampNext(words: LineWords, { zone, now }: When): NamedMoment | null {
  const text = words.take().text.toUpperCase();
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const asUtc = Date.parse(hasZone ? text : `${text}Z`);
  if (Number.isNaN(asUtc)) return null;
  if (hasZone) return { at: asUtc, note: null };
  return namedMoment(wallTimeAt(asUtc, "UTC"), zone, now);
}
