import { doInTurns, type Steps } from "@/lib/turns.ts";
import { longWork } from "./long_work.ts";

/** Parts that are made before the maker may be interrupted. */
const PARTS_A_STEP = 50;

/**
 * Joins the parts of a long text, made in turns, a few texts at once: of the greatest state one takes as
 * long as people notice. @throws {Refusal} when too many wait already
 */
export function textInTurns(parts: Iterable<string>): Promise<string> {
  return longWork("lists", () => doInTurns(joining(parts)));
}

function* joining(parts: Iterable<string>): Steps<string> {
  const made: string[] = [];
  for (const part of parts) {
    made.push(part);
    if (made.length % PARTS_A_STEP === 0) yield;
  }
  return made.join("");
}

/** The answer `{"<name>":[…]}`, its items made and written in turns. */
export async function listInTurns<T>(
  name: string,
  items: Iterable<T>,
  shown: (item: T) => unknown,
): Promise<Response> {
  const text = await textInTurns(jsonParts(name, items, shown));
  return new Response(text, { headers: { "content-type": "application/json" } });
}

function* jsonParts<T>(
  name: string,
  items: Iterable<T>,
  shown: (item: T) => unknown,
): Generator<string> {
  yield `{${JSON.stringify(name)}:[`;
  let separator = "";
  for (const item of items) {
    yield separator + JSON.stringify(shown(item));
    separator = ",";
  }
  yield "]}";
}
