/** A line without its note, and the note. */
export interface SplitLine {
  readonly rest: string;
  readonly note: string;
}

const START = /(?:^|\s)(?:note\s*[:=]\s*|note\s+|#\s*)/i;
// deno-lint-ignore app/bounded-regex -- what begins with \ is in one of the two only
const QUOTED = /^"((?:[^"\\]|\\[\s\S])*)"/;

/** Whether all that is typed from here on belongs to the note, even if nothing of it is there yet. */
export function hasNote(line: string): boolean {
  return START.test(line);
}

/** Takes the note out of a line: all that follows `note:` or `#`, or what stands in quotes there. */
export function splitNote(line: string): SplitLine {
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
