import { Turns } from "@/lib/time/turns.ts";

/** Acts after so many milliseconds unless it is called off; tests move that time by hand. */
export type After = (ms: number, act: () => void) => () => void;

/** Keeps nothing running that only waits for this. */
export const unrefAfter: After = (ms, act) => {
  const timer = setTimeout(act, ms);
  Deno.unrefTimer(timer);
  return () => clearTimeout(timer);
};

/** Whoever reads nothing for so long is not waited for, in milliseconds. */
const STALLED_MS = 30_000;
/** Text is handed on in pieces of about this many characters. */
const PIECE = 16 * 1024;

/** A long text as a body, made as it is read, in pieces; `done` is called at its end, whatever ends it. */
export function streamOf(
  text: AsyncGenerator<string>,
  done: () => void = () => {},
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return bodyOf({
    next: async () => {
      const piece = await nextPiece(text);
      return piece === "" ? null : encoder.encode(piece);
    },
    end: async () => {
      done();
      await text.return(undefined);
    },
  });
}

/** Bytes as a body that lets go of them when its reader stalls; `done` is called at its end, whatever ends it. */
export function bytesInPieces(
  bytes: Uint8Array,
  done: () => void,
  after: After = unrefAfter,
): ReadableStream<Uint8Array> {
  let from = 0;
  return bodyOf({
    next: () => {
      const piece = bytes.subarray(from, from + PIECE);
      from += piece.length;
      return Promise.resolve(piece.length === 0 ? null : piece);
    },
    end: () => {
      bytes = new Uint8Array();
      done();
      return Promise.resolve();
    },
  }, after);
}

/** So many bytes are packed at once. */
const PACKED_AT_ONCE = 64 * 1024;

/** Bytes as gzip packs them, in turns. */
export async function gzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packing = new CompressionStream("gzip");
  const packed = new Response(packing.readable).bytes();
  const writer = packing.writable.getWriter();
  const turns = new Turns();
  for (let from = 0; from < bytes.length; from += PACKED_AT_ONCE) {
    if (turns.isOver) await turns.next();
    await writer.write(bytes.subarray(from, from + PACKED_AT_ONCE));
  }
  await writer.close();
  return await packed;
}

interface Pieces {
  /** The next piece; null at the end. */
  readonly next: () => Promise<Uint8Array | null>;
  /** Called at the end, perhaps more than once. */
  readonly end: () => Promise<void>;
}

function bodyOf(pieces: Pieces, after: After = unrefAfter): ReadableStream<Uint8Array> {
  let keepWaiting = () => {};
  const end = async () => {
    keepWaiting();
    await pieces.end();
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      keepWaiting();
      try {
        const piece = await pieces.next();
        if (piece !== null) controller.enqueue(piece);
        else {
          await end();
          controller.close();
          return;
        }
      } catch (error) {
        await end();
        throw error;
      }
      keepWaiting = after(STALLED_MS, () => {
        controller.error(new Error("The reader has stalled"));
        void end();
      });
    },
    cancel: end,
  }, { highWaterMark: 1 });
}

/** "" at the end. */
async function nextPiece(text: AsyncGenerator<string>): Promise<string> {
  let piece = "";
  while (piece.length < PIECE) {
    const { done, value } = await text.next();
    if (done) break;
    piece += value;
  }
  return piece;
}

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
