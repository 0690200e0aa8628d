import type { FrameData, FrameEvent, ServerFrame } from "@/lib/protocol/frames.ts";
import { TIMEOUT_MS } from "../timeouts.ts";

type Frame<E extends FrameEvent> = Extract<ServerFrame, { event: E }>;
type Waiter = { matches: (frame: ServerFrame) => boolean; resolve: (frame: ServerFrame) => void };

/** A plain WebSocket client of `/ws` that keeps every frame. */
export class LiveClient {
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<CloseEvent>;
  readonly #socket: WebSocket;
  readonly #waiters: Waiter[] = [];
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.onclose = resolve);
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
  }

  /** Connects to a server's base URL and waits for its snapshot. */
  static async connect(url: string): Promise<LiveClient> {
    const client = new LiveClient(new WebSocket(`${url.replace(/^http/, "ws")}/ws`));
    await client.next("snapshot");
    return client;
  }

  get snapshot(): FrameData["snapshot"] {
    const frame = this.frames.findLast((each) => each.event === "snapshot");
    if (frame?.event !== "snapshot") throw new Error("No snapshot yet");
    return frame.data;
  }

  /** Id of the alarm that was added last. */
  get lastAlarm(): string | undefined {
    return this.all("alarm_added").at(-1)?.data.alarm.id;
  }

  /** The frames of one event so far. */
  all<E extends FrameEvent>(event: E): Frame<E>[] {
    return this.frames.filter((frame): frame is Frame<E> => frame.event === event);
  }

  /** The first frame of this event that fits, among those that came and those to come. */
  next<E extends FrameEvent>(
    event: E,
    fits: (data: FrameData[E]) => boolean = () => true,
  ): Promise<Frame<E>> {
    const matches = (frame: ServerFrame): frame is Frame<E> =>
      frame.event === event && fits(frame.data as FrameData[E]);
    return this.#wait(matches, `${event} frame`) as Promise<Frame<E>>;
  }

  /** Sends a request and waits for the frame that repeats its id. */
  ask(event: string, data: unknown): Promise<ServerFrame> {
    const id = ++this.#lastId;
    this.sendRaw(JSON.stringify({ event, data, id }));
    return this.#wait((frame) => frame.id === id, `answer to ${event}`);
  }

  sendRaw(text: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(text);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  #take(frame: ServerFrame): void {
    this.frames.push(frame);
    for (const waiter of [...this.#waiters]) if (waiter.matches(frame)) waiter.resolve(frame);
  }

  async #wait(
    matches: (frame: ServerFrame) => boolean,
    what: string,
  ): Promise<ServerFrame> {
    const seen = this.frames.find(matches);
    if (seen) return seen;
    const { promise, resolve, reject } = Promise.withResolvers<ServerFrame>();
    const waiter = { matches, resolve };
    this.#waiters.push(waiter);
    const timer = setTimeout(() => {
      const events = this.frames.map((frame) => frame.event).join(", ");
      reject(new Error(`No ${what} in time; came: ${events}`));
    }, TIMEOUT_MS);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
    }
  }
}
