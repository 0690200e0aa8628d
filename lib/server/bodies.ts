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

/** Whether a client reads what gzip has packed. */
export function takesGzip(headers: Headers): boolean {
  const codings = headers.get("accept-encoding")?.toLowerCase().split(",") ?? [];
  const named = (name: string) => codings.find((coding) => coding.split(";")[0]?.trim() === name);
  const quality = named("gzip") ?? named("*");
  return quality !== undefined && !/;\s{0,9}q=0(\.0{0,3})?\s{0,9}$/.test(quality);
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

export interface UnreadOptions {
  /** What all clients together may have asked for and not read yet, in bytes. */
  readonly mostBytes: number;
  /** The same of one address. */
  readonly mostOfAddress: number;
  readonly mostWaiting: number;
  /** Whoever has waited so long for room is sent away, in milliseconds. */
  readonly longestWaitMs: number;
  /** For tests: time moved by hand. */
  readonly after?: After;
}

/** Room that one answer takes, from before it is made until it is read. */
export interface Place {
  /** Takes as much as the answer really has, in bytes. */
  resize(bytes: number): void;
  /** Gives the room back; calling it again is harmless. */
  leave(): void;
}

interface Waiter {
  readonly address: string;
  readonly bytes: number;
  readonly answer: (place: Place | null) => void;
}

/**
 * Bounds the answers that exist and are not read yet: whoever asks for more waits, and does not keep
 * out other addresses.
 */
export class Unread {
  readonly #ofAddress = new Map<string, number>();
  #bytes = 0;
  #waiting: Waiter[] = [];

  constructor(private readonly options: UnreadOptions) {}

  /** Waits for room for an answer of about so many bytes; null when too many wait, or it took too long. */
  enter(address: string, bytes: number): Promise<Place | null> {
    const isBehind = this.#waiting.some((waiter) => waiter.address === address);
    if (!isBehind && this.#hasRoom(address, bytes)) {
      return Promise.resolve(this.#take(address, bytes));
    }
    if (this.#waiting.length >= this.options.mostWaiting) return Promise.resolve(null);
    return new Promise((answer) => {
      const waiter = { address, bytes, answer };
      this.#waiting.push(waiter);
      const { after = unrefAfter, longestWaitMs } = this.options;
      after(longestWaitMs, () => this.#sendAway(waiter));
    });
  }

  #hasRoom(address: string, bytes: number): boolean {
    const { mostBytes, mostOfAddress } = this.options;
    const ofAddress = this.#ofAddress.get(address) ?? 0;
    return this.#bytes + bytes <= mostBytes && ofAddress + bytes <= mostOfAddress;
  }

  #take(address: string, bytes: number): Place {
    let taken = 0;
    const resize = (size: number) => {
      this.#count(address, size - taken);
      taken = size;
    };
    let leave = () => {
      leave = () => {};
      resize(0);
      this.#admit();
    };
    resize(bytes);
    return { resize, leave: () => leave() };
  }

  #count(address: string, bytes: number): void {
    this.#bytes += bytes;
    const ofAddress = (this.#ofAddress.get(address) ?? 0) + bytes;
    if (ofAddress > 0) this.#ofAddress.set(address, ofAddress);
    else this.#ofAddress.delete(address);
  }

  /** In their order, but past those whose address has no room. */
  #admit(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const full = new Set<string>();
    for (const waiter of waiting) {
      const { address, bytes, answer } = waiter;
      if (!full.has(address) && this.#hasRoom(address, bytes)) answer(this.#take(address, bytes));
      else {
        full.add(address);
        this.#waiting.push(waiter);
      }
    }
  }

  #sendAway(waiter: Waiter): void {
    const place = this.#waiting.indexOf(waiter);
    if (place < 0) return;
    this.#waiting.splice(place, 1);
    waiter.answer(null);
  }
}
