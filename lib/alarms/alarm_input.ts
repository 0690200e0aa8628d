import { z } from "zod";
import type { Alarm } from "./alarm.ts";
import { conditionProblem } from "./condition_problem.ts";
import { ALARM_SOUNDS, DEFAULT_COOLDOWN_SECONDS, MAX_SPAN_SECONDS } from "./limits.ts";

/** What a field must be, as the end of a sentence that begins with the field's name. */
export function must(rule: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) => input === undefined ? `is missing: it must ${rule}` : `must ${rule}`,
  };
}

const DATETIME_RULE = 'be a time with zone such as "2026-01-31T18:00:00Z", or null';

/** A price a person names, in units of the quote asset. */
function priceInput(example: string) {
  const rule = must(`be a number above 0, such as ${example}`);
  return z.number(rule).positive(rule);
}

/** A percentage a person asks for. */
function percentageInput() {
  const rule = must("be a number above 0, such as 5");
  return z.number(rule).positive(rule);
}

/** A moment a person names, in any zone; ISO 8601 in UTC afterwards. */
export const momentInput = z.iso.datetime({ offset: true, ...must(DATETIME_RULE) })
  .transform((text) => new Date(text).toISOString());

/** One of a few words. */
export function wordInput<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, must(`be one of ${words.join(", ")}`));
}

const noteRule = must("be a text of at most 500 characters");
const wholeRule = must("be a text without half a character (an unpaired surrogate)");
const cooldownRule = must(`be a whole number of seconds from 0 to ${MAX_SPAN_SECONDS} (30 days)`);

/** What may be said of any alarm besides its condition. */
const commonInput = {
  /** Half a character would become another one in files and on the wire. */
  note: z.string(noteRule).max(500, noteRule).refine((text) => text.isWellFormed(), wholeRule),
  mode: wordInput(["once", "repeat"]),
  cooldownSeconds: z.int(cooldownRule).min(0, cooldownRule).max(MAX_SPAN_SECONDS, cooldownRule),
  expiresAt: momentInput.nullable(),
  sound: wordInput(ALARM_SOUNDS),
};

/** The same for a new alarm, where what is left out takes its default. */
const commonInputWithDefaults = {
  note: commonInput.note.default(""),
  mode: commonInput.mode.default("once"),
  cooldownSeconds: commonInput.cooldownSeconds.default(DEFAULT_COOLDOWN_SECONDS),
  expiresAt: commonInput.expiresAt.default(null),
  sound: commonInput.sound.optional(),
};

/** The fields of a `target` condition. */
const targetInput = {
  targetPrice: priceInput("55000"),
  direction: wordInput(["any", "fromBelow", "fromAbove"]),
};

const NewTargetAlarm = z.strictObject({
  type: z.literal("target"),
  ...commonInputWithDefaults,
  ...targetInput,
});

/** The fields of a `percentChange` condition. */
const percentChangeInput = {
  percentage: percentageInput(),
  changeType: wordInput(["downFromMax", "upFromMin"]),
};

const NewPercentChangeAlarm = z.strictObject({
  type: z.literal("percentChange"),
  ...commonInputWithDefaults,
  ...percentChangeInput,
});

const timeValueRule = must("be a number above 0, such as 15");

/** The fields of a `timeframe` condition. */
const timeframeInput = {
  percentage: percentageInput(),
  direction: wordInput(["any", "up", "down"]),
  timeUnit: wordInput(["minutes", "hours", "days", "sinceStart"]),
  timeValue: z.number(timeValueRule).positive(timeValueRule).nullable().optional(),
  startPrice: priceInput("67100").nullable().optional(),
};

const NewTimeframeAlarm = z.strictObject({
  type: z.literal("timeframe"),
  ...commonInputWithDefaults,
  ...timeframeInput,
});

/** What a person may send to set an alarm. */
export const NewAlarm = z.discriminatedUnion(
  "type",
  [NewTargetAlarm, NewPercentChangeAlarm, NewTimeframeAlarm],
  {
    error: ({ path }) =>
      path?.at(-1) === "type"
        ? "must be one of target, percentChange, timeframe"
        : "must be an object with a type of target, percentChange or timeframe",
  },
).superRefine((alarm, context) => {
  const problem = conditionProblem(alarm);
  if (problem !== null) {
    context.addIssue({ code: "custom", path: [problem.field], message: problem.rule });
  }
});

export type NewAlarm = z.infer<typeof NewAlarm>;

const { note, mode, cooldownSeconds, expiresAt, sound } = commonInput;
const { timeValue, startPrice, timeUnit, percentage } = timeframeInput;

/** What a person may change about an alarm. Which fields go with its type is checked by `editAlarm`. */
export const AlarmPatch = z.strictObject({
  type: z.never("cannot be changed; remove this alarm and set a new one").optional(),
  note: note.optional(),
  mode: mode.optional(),
  cooldownSeconds: cooldownSeconds.optional(),
  expiresAt: expiresAt.optional(),
  sound: sound.optional(),
  targetPrice: targetInput.targetPrice.optional(),
  direction: wordInput(["any", "fromBelow", "fromAbove", "up", "down"]).optional(),
  percentage: percentage.optional(),
  changeType: percentChangeInput.changeType.optional(),
  timeUnit: timeUnit.optional(),
  timeValue,
  startPrice,
});

export type AlarmPatch = z.infer<typeof AlarmPatch>;

/** The fields that make up the condition of each type of alarm. */
export const CONDITION_FIELDS: Readonly<Record<Alarm["type"], readonly string[]>> = {
  target: ["targetPrice", "direction"],
  percentChange: ["percentage", "changeType"],
  timeframe: ["percentage", "direction", "timeUnit", "timeValue", "startPrice"],
};

/** The fields that a person may set on any alarm besides its condition. */
export const COMMON_FIELDS: readonly string[] = Object.keys(commonInput);

/** An alarm as it travels in a file: what a person set, without what became of it since. */
export type AlarmRecord = Readonly<Record<string, unknown>>;

/** The portable form of an alarm; `pair` is the symbol of its pair. */
export function alarmRecord(pair: string, alarm: Alarm): AlarmRecord {
  const fields: AlarmRecord = { ...alarm };
  const kept = [...CONDITION_FIELDS[alarm.type], ...COMMON_FIELDS];
  return {
    ...{ pair, id: alarm.id, type: alarm.type },
    ...Object.fromEntries(kept.map((field) => [field, fields[field]])),
    paused: alarm.paused === true,
  };
}

/** The first thing wrong with an input: the field's dotted path, and a sentence that names it. */
export interface InputProblem {
  readonly field: string;
  readonly message: string;
}

const LONGEST_NAME = 60;
/** What a field must be, in a person's words. */
const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** Explains why an input was refused; `prefix` is the path of what was parsed, such as `alarm`. */
export function explainIssues(error: z.ZodError, prefix = ""): InputProblem {
  const [issue] = error.issues;
  if (issue === undefined) return { field: prefix, message: "The request is not valid" };
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const field = [prefix, ...issue.path, ...unknown].filter((part) => part !== "").map(String)
    .map(shortened).join(".");
  if (unknown.length > 0) {
    return { field, message: `Field ${field} is not known here; leave it out` };
  }
  const subject = field === "" ? "The request" : field;
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    const rule = issue.message.endsWith("received undefined")
      ? "is missing"
      : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    return { field, message: sentence(subject, rule) };
  }
  return { field, message: sentence(subject, issue.message) };
}

// A name that a stranger made up may be as long as the whole request.
function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

/** Our own rules go on from the field's name; zod's stand by themselves. */
function sentence(field: string, rule: string): string {
  return /^[a-z]/.test(rule) ? `${field} ${rule}` : `${field}: ${rule}`;
}
