import { Refusal } from "./refusal.ts";

/** Nothing that is understood here is nested deeper than a few levels; a million would take a while to read. */
const DEEPEST = 100;

/** Counts brackets without reading the text; those in a quoted text do not count. */
export function shapeOf(text: string): { readonly depth: number; readonly objects: number } {
  let [depth, deepest, objects, isText] = [0, 0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') isText = !isText;
    else if (isText) at += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") {
      if (character === "{") objects++;
      deepest = Math.max(deepest, ++depth);
    } else if (character === "]" || character === "}") depth--;
  }
  return { depth: deepest, objects };
}

/** `what` is what the text is, such as "The body". @throws {Refusal} */
export function refuseTooDeep(text: string, what: string): void {
  if (shapeOf(text).depth <= DEEPEST) return;
  throw new Refusal(
    "invalid_request",
    `${what} is nested too deeply; at most ${DEEPEST} levels are read`,
  );
}
