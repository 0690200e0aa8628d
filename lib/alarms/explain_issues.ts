import type { z } from "zod";

/** The first thing wrong with an input: the field's dotted path, and a sentence that names it. */
export interface InputProblem {
  readonly field: string;
  readonly message: string;
}

const LONGEST_NAME = 60;

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
  if (field === "" && issue.code === "invalid_type" && issue.expected === "object") {
    return { field, message: "The request must be a JSON object with its fields" };
  }
  return { field, message: sentence(field === "" ? "The request" : field, issue.message) };
}

// A name that a stranger made up may be as long as the whole request.
function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

/** Our own rules go on from the field's name; zod's stand by themselves. */
function sentence(field: string, rule: string): string {
  return /^[a-z]/.test(rule) ? `${field} ${rule}` : `${field}: ${rule}`;
}
