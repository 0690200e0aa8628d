import { FrameReader, type ServerFrameBytes } from "./server_frames.ts";

/** What becomes of a frame on its way to a client. */
type Trick = "arrive" | "lose" | "repeat" | "swap" | "break";

const TEXT = 1;

interface FaultyLineOptions {
  /** Where the program listens. */
  readonly port: number;
  /** Decides what becomes of the next frame. */
  readonly trick: () => Trick;
}

/** A port before the program's own that loses, repeats and reorders what the program says, and breaks connections. */
export class FaultyLine implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open = new Set<Deno.Conn>();
  readonly #accepting: Promise<void>;
  /** From then on everything arrives. */
  isGood = false;
  /** Frames that did not arrive as they were sent, and connections that broke. */
  faults = 0;

  constructor(private readonly options: FaultyLineOptions) {
    this.#accepting = this.#accept();
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#listener.addr.port}/ws?v=2`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const conn of this.#open) close(conn);
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    const lines: Promise<unknown>[] = [];
    for await (const client of this.#listener) lines.push(this.#join(client).catch(() => {}));
    await Promise.all(lines);
  }

  async #join(client: Deno.Conn): Promise<void> {
    this.#open.add(client);
    try {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: this.options.port });
      this.#open.add(server);
      const up = client.readable.pipeTo(server.writable).catch(() => {});
      await this.#handDown(server, client).finally(() => [server, client].forEach(close));
      await up;
      this.#open.delete(server);
    } finally {
      close(client);
      this.#open.delete(client);
    }
  }

  /** The answer to the request and the first snapshot always arrive: without these there is no connection. */
  async #handDown(server: Deno.Conn, client: Deno.Conn): Promise<void> {
    const reader = new FrameReader();
    const writer = client.writable.getWriter();
    let isBegun = false;
    let late: ServerFrameBytes | null = null;
    for await (const bytes of server.readable) {
      const isHead = reader.head === null;
      const frames = reader.read(bytes);
      if (isHead && reader.head !== null) await writer.write(reader.head);
      for (const frame of frames) {
        const trick = frame.opcode === TEXT && isBegun && !this.isGood
          ? this.options.trick()
          : "arrive";
        isBegun ||= frame.opcode === TEXT;
        if (trick !== "arrive") this.faults++;
        if (trick === "break") return;
        if (trick === "lose") continue;
        if (trick === "swap" && late === null) {
          late = frame;
          continue;
        }
        await writer.write(frame.whole);
        if (trick === "repeat") await writer.write(frame.whole);
        if (late !== null) await writer.write(late.whole);
        late = null;
      }
    }
  }
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed already.
  }
}
