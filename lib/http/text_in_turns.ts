import { Turns } from "@/lib/turns.ts";
import { streamOf } from "./download.ts";

/**
 * A long text as a body whose parts are made in turns, while they are read: of the greatest state it is as
 * long as people notice, and as large as memory when hundreds ask for it and read nothing.
 */
export function textInTurns(parts: Iterable<string>): ReadableStream<Uint8Array> {
  return streamOf(inTurns(parts));
}

async function* inTurns(parts: Iterable<string>): AsyncGenerator<string> {
  const turns = new Turns();
  for (const part of parts) {
    if (turns.isOver) await turns.next();
    yield part;
  }
}

/** The answer `{"<name>":[…]}`, its items made and written in turns. */
export function listInTurns<T>(
  name: string,
  items: Iterable<T>,
  shown: (item: T) => unknown,
): Response {
  const text = textInTurns(jsonParts(name, items, shown));
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
