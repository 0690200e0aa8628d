import { programWords } from "@/lib/language/texts.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { type SlimSnapshot, wholeSnapshot } from "@/lib/protocol/slim.ts";
import { backoffMs } from "@/lib/time/durations.ts";
import { RequestError, requestWords } from "./ask_server.ts";

/** Silence after which a connection counts as dead, in milliseconds: the server beats every 15 s. */
const SILENCE_LIMIT_MS = 40_000;
/** How long a connection may take to open, in milliseconds. */
const OPENING_LIMIT_MS = 15_000;
/** How long the answer to a probe may take, in milliseconds. */
const PROBE_LIMIT_MS = 8_000;

/** The part of a WebSocket the connection uses. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event?: { readonly code: number }) => void) | null;
  onerror: (() => void) | null;
  send(text: string): void;
  close(): void;
}

/** What the connection takes from its surroundings, so that tests can move time by hand. */
export interface Surroundings {
  open(): Socket;
  random(): number;
  setTimer(run: () => void, ms: number): number;
  clearTimer(timer: number): void;
  /** Whether the server is there and wants a login: a refused socket does not tell why. */
  isLoggedOut?(): Promise<boolean>;
}

/** The server closes so when the session has ended: coming back takes a login. */
const SESSION_ENDED = 4401;

export interface Listener {
  /** Where the page stands, so that the server sends only what was missed; null before a snapshot. */
  position(): { epoch: string; seq: number } | null;
  frame(frame: ServerFrame): void;
  /** A connection is open, and nothing was said on it yet. */
  opened(): void;
  /** The server is heard again. */
  linked(): void;
  /** The server is not heard any more; the connection keeps trying. */
  lost(): void;
  /** The session has ended; nothing is tried until `resume`. */
  ended(): void;
  /** All that happened before the page connected or woke has been heard. */
  caughtUp(): void;
}

/** A WebSocket that comes back: reconnects with full jitter and notices when the server falls silent. */
export class Connection {
  #socket: Socket | null = null;
  #isOpen = false;
  /** Nothing was heard on this socket yet: the server begins with a snapshot. */
  #isFresh = false;
  /** The server was asked whether it is there, and has not answered. */
  #isProbing = false;
  #probes = 0;
  #failures = 0;
  /** Nobody is logged in on this page any more. */
  #isEnded = false;
  #timer: number | null = null;
  readonly #pending: PendingRequests;
  /** They hear whether the socket opened. */
  readonly #waiting: ((isOpen: boolean) => void)[] = [];

  constructor(readonly surroundings: Surroundings, readonly listener: Listener) {
    this.#pending = new PendingRequests(surroundings);
  }

  start(): void {
    if (this.#socket !== null || this.#isEnded) return;
    this.#setTimer(() => this.#lose(), OPENING_LIMIT_MS);
    const socket = this.surroundings.open();
    this.#socket = socket;
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#heard(event.data);
    socket.onclose = (event) => event?.code === SESSION_ENDED ? this.#end() : this.#lose();
    socket.onerror = () => this.#lose();
  }

  /** Somebody has logged in again. */
  resume(): void {
    this.#isEnded = false;
    this.wake();
  }

  /** Closes for good. */
  stop(): void {
    this.#drop();
    this.#clearTimer();
    this.#pending.rejectAll("stopped", requestWords.closed);
  }

  /** The device is online again or the page is looked at: no more waiting, and the socket is tested. */
  wake(): void {
    if (this.#isOpen) return this.#probe();
    this.#failures = 0;
    this.start();
  }

  /** Asks the server for the frames after the page's position. */
  resync(): void {
    const position = this.listener.position();
    if (this.#isOpen && position !== null) this.#send({ event: "hello", data: position });
  }

  /** Sends what needs no answer; false while there is no connection. */
  tell(event: string, data: unknown): boolean {
    if (this.#isOpen) this.#send({ event, data });
    return this.#isOpen;
  }

  /**
   * Sends a command; resolves with its answer, rejects with a {@linkcode RequestError}. While the socket is being
   * opened it waits for that: who presses the first button of a page does so before.
   */
  async request(event: string, data: unknown): Promise<ServerFrame> {
    if (!this.#isOpen && !(await this.#willOpen())) {
      throw new RequestError("notConnected", requestWords.notConnected);
    }
    const { id, answer } = this.#pending.add();
    this.#send({ event, data, id });
    return await answer;
  }

  /** Whether the socket that is being opened is open in the end; false where there is none. */
  #willOpen(): Promise<boolean> {
    if (this.#socket === null) return Promise.resolve(false);
    return new Promise((tell) => this.#waiting.push(tell));
  }

  #tellWaiting(isOpen: boolean): void {
    for (const tell of this.#waiting.splice(0)) tell(isOpen);
  }

  /** A socket that slept with the device looks open; the server answers a greeting at once if it is. */
  #probe(): void {
    this.#isProbing = true;
    this.#watchSilence();
    const position = this.listener.position();
    if (position === null) return;
    const probe = ++this.#probes;
    const { id, answer } = this.#pending.add();
    // What the page slept through stands in the socket before the answer, or is sent anew with it.
    answer.then(() => probe === this.#probes && this.#answered(), () => {});
    this.#send({ event: "hello", data: position, id });
  }

  #answered(): void {
    this.#isProbing = false;
    this.#watchSilence();
    this.listener.caughtUp();
  }

  #opened(): void {
    this.#isOpen = true;
    this.#isFresh = true;
    this.#watchSilence();
    this.listener.opened();
    this.resync();
    this.#tellWaiting(true);
  }

  #heard(data: unknown): void {
    this.#watchSilence();
    const frame = parseFrame(data);
    if (frame === null) return;
    this.#failures = 0;
    this.listener.linked();
    this.listener.frame(frame);
    this.#pending.settle(frame);
    if (this.#isFresh && frame.event === "snapshot") this.#answered();
    this.#isFresh = false;
  }

  #end(): void {
    this.#isEnded = true;
    this.#drop();
    this.#clearTimer();
    this.#pending.rejectAll("sessionEnded", requestWords.loggedOut);
    this.listener.ended();
  }

  async #askWhetherEnded(): Promise<void> {
    const isLoggedOut = await this.surroundings.isLoggedOut?.() ?? false;
    if (isLoggedOut && !this.#isOpen && !this.#isEnded) this.#end();
  }

  #lose(): void {
    if (!this.#isOpen) void this.#askWhetherEnded();
    this.#drop();
    this.#pending.rejectAll("connectionLost", requestWords.connectionLost);
    this.listener.lost();
    const wait = backoffMs(this.#failures++, this.surroundings.random());
    this.#setTimer(() => this.start(), wait);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#isOpen = false;
    this.#isProbing = false;
    this.#tellWaiting(false);
    if (socket === null) return;
    // A dropped socket may still report its end; that must not count as a second loss.
    socket.onopen =
      socket.onmessage =
      socket.onclose =
      socket.onerror =
        null;
    socket.close();
  }

  #send(message: unknown): void {
    this.#socket?.send(JSON.stringify(message));
  }

  /** While an answer is due, what was heard may have been underway before the connection broke. */
  #watchSilence(): void {
    this.#setTimer(() => this.#lose(), this.#isProbing ? PROBE_LIMIT_MS : SILENCE_LIMIT_MS);
  }

  #setTimer(run: () => void, ms: number): void {
    this.#clearTimer();
    this.#timer = this.surroundings.setTimer(() => {
      this.#timer = null;
      run();
    }, ms);
  }

  #clearTimer(): void {
    if (this.#timer !== null) this.surroundings.clearTimer(this.#timer);
    this.#timer = null;
  }
}

/** How long an answer may take, in milliseconds. */
const ANSWER_LIMIT_MS = 20_000;

interface Pending {
  readonly resolve: (frame: ServerFrame) => void;
  readonly reject: (error: RequestError) => void;
  readonly timer: number;
}

/** Commands that wait for the frame that repeats their id. */
class PendingRequests {
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  constructor(readonly timers: Pick<Surroundings, "setTimer" | "clearTimer">) {}

  add(): { id: number; answer: Promise<ServerFrame> } {
    const id = this.#nextId++;
    const answer = new Promise<ServerFrame>((resolve, reject) => {
      const timer = this.timers.setTimer(() => this.#expire(id), ANSWER_LIMIT_MS);
      this.#pending.set(id, { resolve, reject, timer });
    });
    return { id, answer };
  }

  /** Ends the request that this frame answers; a frame without an id, or with a foreign one, ends none. */
  settle(frame: ServerFrame): void {
    const pending = typeof frame.id === "number" ? this.#take(frame.id) : undefined;
    if (pending === undefined) return;
    if (frame.event !== "error") return pending.resolve(frame);
    const { code, message, field, choices } = frame.data;
    pending.reject(new RequestError(code, programWords.said(message), field ?? null, choices));
  }

  rejectAll(code: string, message: string): void {
    for (const id of [...this.#pending.keys()]) {
      this.#take(id)?.reject(new RequestError(code, message));
    }
  }

  #expire(id: number): void {
    this.#take(id)?.reject(new RequestError("timeout", requestWords.noAnswer));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending !== undefined) this.timers.clearTimer(pending.timer);
    return pending;
  }
}

/**
 * A frame from the text of a socket message; null when it is none. Only the envelope is looked at:
 * the data comes from our own server, which parsed it, and a schema library would double the script.
 */
export function parseFrame(text: unknown): ServerFrame | null {
  if (typeof text !== "string") return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isFrame(value)) return null;
    if (value.event !== "snapshot" || !("at" in value.data)) return value;
    return { ...value, data: wholeSnapshot(value.data as SlimSnapshot) };
  } catch {
    return null;
  }
}

function isFrame(value: unknown): value is ServerFrame {
  if (typeof value !== "object" || value === null) return false;
  const frame = value as Partial<Record<keyof ServerFrame, unknown>>;
  return typeof frame.event === "string" && typeof frame.seq === "number" &&
    typeof frame.data === "object" && frame.data !== null;
}
