/** One frame of a server: it masks none. */
export interface ServerFrameBytes {
  readonly opcode: number;
  readonly payload: Uint8Array<ArrayBuffer>;
  /** As it stood on the wire, its head included. */
  readonly whole: Uint8Array<ArrayBuffer>;
}

/** Takes the bytes of a connection apart as they come: the head of HTTP first, then frames. */
export class FrameReader {
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array();
  /** The answer to the request, once it is whole. */
  head: Uint8Array<ArrayBuffer> | null = null;

  /** The frames that became whole by these bytes. */
  read(bytes: Uint8Array<ArrayBuffer>): ServerFrameBytes[] {
    this.#rest = joined(this.#rest, bytes);
    if (this.head === null) {
      const end = new TextDecoder("latin1").decode(this.#rest).indexOf("\r\n\r\n");
      if (end < 0) return [];
      this.head = this.#take(end + 4);
    }
    const frames: ServerFrameBytes[] = [];
    for (let size = sizes(this.#rest); size !== null; size = sizes(this.#rest)) {
      const whole = this.#take(size.head + size.payload);
      frames.push({ opcode: (whole[0] ?? 0) & 15, payload: whole.subarray(size.head), whole });
    }
    return frames;
  }

  #take(length: number): Uint8Array<ArrayBuffer> {
    const taken = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    return taken;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

/** Of the first frame; null while it is not whole. */
function sizes(bytes: Uint8Array): { head: number; payload: number } | null {
  const short = (bytes[1] ?? 0) & 127;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const payload = head === 2
    ? short
    : head === 4
    ? view.getUint16(2)
    : Number(view.getBigUint64(2));
  return bytes.length < head + payload ? null : { head, payload };
}
