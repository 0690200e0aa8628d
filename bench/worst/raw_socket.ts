/** The other end of `/ws` by hand, which can do what no browser does. */
export class RawSocket {
  /** Resolves when the server has ended the connection. */
  readonly ended: Promise<void>;
  #isEnded = false;

  private constructor(private readonly conn: Deno.Conn, reads: boolean) {
    this.ended = reads ? this.#readAll() : new Promise(() => {});
  }

  /** Connects and upgrades; with `reads` false nothing is ever read. */
  static async open(port: number, { reads = true, path = "/ws" } = {}): Promise<RawSocket> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const socket = new RawSocket(conn, reads);
    await socket.send(upgradeRequest(port, path));
    await new Promise((resolve) => setTimeout(resolve, 200));
    return socket;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Sends all of it, or as much as the server takes. */
  async send(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        done += await this.conn.write(bytes.subarray(done, done + 65_536));
      }
    } catch {
      this.#isEnded = true;
    }
  }

  close(): void {
    try {
      this.conn.close();
    } catch {
      // It is closed already.
    }
  }

  async #readAll(): Promise<void> {
    const buffer = new Uint8Array(1 << 20);
    try {
      while (await this.conn.read(buffer) !== null);
    } catch {
      // Cut.
    }
    this.#isEnded = true;
  }
}

const encoder = new TextEncoder();

/** What a client asks with that wants a socket. */
export function upgradeRequest(port: number, path = "/ws"): Uint8Array {
  return encoder.encode(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
      "Sec-WebSocket-Version: 13\r\n\r\n",
  );
}

export const TEXT = 1;
export const BINARY = 2;
export const MORE = 0;

/** One frame, masked by zeros as a client has to. */
export function frame(
  payload: Uint8Array | string,
  { opcode = TEXT, isLast = true } = {},
): Uint8Array {
  const bytes = typeof payload === "string" ? encoder.encode(payload) : payload;
  const head = bytes.length < 126 ? 2 : bytes.length < 65_536 ? 4 : 10;
  const all = new Uint8Array(head + 4 + bytes.length);
  const view = new DataView(all.buffer);
  all[0] = (isLast ? 0x80 : 0) | opcode;
  all[1] = 0x80 | (head === 2 ? bytes.length : head === 4 ? 126 : 127);
  if (head === 4) view.setUint16(2, bytes.length);
  if (head === 10) view.setBigUint64(2, BigInt(bytes.length));
  all.set(bytes, head + 4);
  return all;
}

/** The same frame so many times in a row. */
export function repeated(one: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(one.length * count);
  for (let nth = 0; nth < count; nth++) all.set(one, nth * one.length);
  return all;
}
