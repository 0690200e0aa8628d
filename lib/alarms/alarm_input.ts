import { z } from "zod";
import { type Alarm, CONDITION_INPUTS, conditionFields, INPUTS } from "./alarm.ts";
import { handlingInput, wordInput } from "./kinds/fields.ts";
import { viewOf } from "./kinds/kinds.ts";

const NAMES = [...CONDITION_INPUTS.keys()];
const LAST_NAME = NAMES.at(-1) ?? "";
const [FIRST_NAME = "", ...OTHER_NAMES] = NAMES.map(String);
const KIND_WORDS = [FIRST_NAME, ...OTHER_NAMES] as const;

/** What a person may send to set an alarm. */
export const NewAlarm = z.discriminatedUnion("type", INPUTS, {
  error: ({ path }) =>
    path?.at(-1) === "type"
      ? `must be one of ${NAMES.join(", ")}`
      : `must be an object with a type of ${NAMES.slice(0, -1).join(", ")} or ${LAST_NAME}`,
}).superRefine((alarm, context) => {
  const problem = viewOf(alarm).problem(alarm);
  if (problem !== null) {
    context.addIssue({ code: "custom", path: [problem.field], message: problem.rule });
  }
});

export type NewAlarm = z.infer<typeof NewAlarm>;

/** The fields of all conditions, none of them needed; where kinds share a field of words, it takes those of all. */
function conditionPatch(): Readonly<Record<string, z.ZodType>> {
  const shape: Record<string, z.ZodType> = {};
  for (const [field, schema] of [...CONDITION_INPUTS.values()].flatMap(Object.entries)) {
    shape[field] = together(shape[field], schema);
  }
  return Object.fromEntries(
    Object.entries(shape).map(([field, schema]) => [field, schema.optional()]),
  );
}

function together(known: z.ZodType | undefined, schema: z.ZodType): z.ZodType {
  if (!(known instanceof z.ZodEnum) || !(schema instanceof z.ZodEnum)) return known ?? schema;
  const words = [...new Set([...known.options, ...schema.options].map(String))];
  const [first = "", ...rest] = words;
  return wordInput([first, ...rest]);
}

const { note, mode, cooldownSeconds, expiresAt, sound, priority, policy, tell, tags } =
  handlingInput;

/** What a person may change about an alarm. Which fields go with its type is checked by `editAlarm`. */
export const AlarmPatch = z.strictObject({
  /** Another kind starts the alarm anew; the fields of its condition come with it. */
  type: wordInput(KIND_WORDS).optional(),
  note: note.optional(),
  mode: mode.optional(),
  cooldownSeconds: cooldownSeconds.optional(),
  expiresAt: expiresAt.optional(),
  sound: sound.optional(),
  ...{ priority: priority.optional(), policy: policy.optional(), tell: tell.optional() },
  tags: tags.optional(),
  ...conditionPatch(),
});

/** Named in full, because the fields of conditions are put together from those of all kinds. */
export interface AlarmPatch extends Readonly<Record<string, unknown>> {
  readonly expiresAt?: string | null | undefined;
}

/** The fields that a person may set on any alarm besides its condition. */
export const COMMON_FIELDS: readonly string[] = Object.keys(handlingInput);

/** An alarm as it travels in a file: what a person set, without what became of it since. */
export type AlarmRecord = Readonly<Record<string, unknown>>;

/** The portable form of an alarm; `pair` is the symbol of its pair. */
export function alarmRecord(pair: string, alarm: Alarm): AlarmRecord {
  const fields: AlarmRecord = { ...alarm };
  const kept = [...conditionFields(alarm.type), ...COMMON_FIELDS];
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
