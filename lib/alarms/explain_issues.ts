import type { z } from "zod";

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
