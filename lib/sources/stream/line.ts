import { backoffMs } from "@/lib/time/durations.ts";
import type { StreamTools } from "./protocol.ts";

interface LineOptions {
  /** How the source is called in reasons. */
  readonly label: string;
  readonly url: () => string;
  readonly tools: Required<StreamTools>;
  readonly messagesPerSecond: number;
  readonly silenceMs: number;
  readonly cutAfterMs: number | null;
  /** A question for a silent connection; null when there is none. */
  readonly probe: () => string | null;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  /** Told once an outage. */
  readonly onDown: (reason: string) => void;
}

const CONNECT_MS = 10_000;
/** A connection that held so long was a good one: the next attempt needs no long wait. */
const GOOD_MS = 60_000;
/** A connection is renewed between ten and twenty minutes before it would be cut. */
const CUT_MARGIN_MS = 10 * 60_000;
const LONGEST_GOODBYE_MS = 1_000;

/** A socket that connects again, with jitter, whenever it is lost, silent or old. */
export class StreamLine {
  readonly #queue: ThrottledQueue;
  readonly #silence: SilenceWatch;
  readonly #leaving = new Set<WebSocket>();
  #socket: WebSocket | null = null;
  #openedAt: number | null = null;
  #attempts = 0;
  #isToldDown = false;
  #isClosed = false;
  /** The one next thing to happen by time: give up connecting, connect again or renew. */
  #cancelTimer = () => {};

  constructor(private readonly options: LineOptions) {
    const { tools, messagesPerSecond, silenceMs, label } = options;
    this.#queue = new ThrottledQueue(messagesPerSecond, tools.after, (text) => this.#sendNow(text));
    const onSilent = () => this.renew(`${label}'s stream fell silent`);
    this.#silence = new SilenceWatch(silenceMs, tools, () => this.#probe(), onSilent);
  }

  get isOpen(): boolean {
    return this.#openedAt !== null;
  }

  get isDown(): boolean {
    return this.#isToldDown;
  }

  connect(): void {
    if (this.#isClosed) return;
    const { tools, url, label } = this.options;
    const socket = tools.openSocket(url());
    const ifMine = <E>(act: (event: E) => void) => (event: E) => {
      if (this.#socket === socket) act(event);
    };
    socket.onopen = ifMine(() => this.#opened());
    socket.onmessage = ifMine(({ data }: MessageEvent) => this.#heard(data));
    socket.onclose = ifMine(({ code }: CloseEvent) =>
      this.#lost(`${label}'s stream was closed (${code})`)
    );
    this.#socket = socket;
    this.#inTime(CONNECT_MS, () => this.renew(`${label}'s stream cannot be reached`));
  }

  /** Sends while the connection lasts; what cannot be sent any more is forgotten. */
  send(text: string): void {
    if (this.isOpen) this.#queue.push(text);
  }

  /** Gives the connection up and makes a new one. */
  renew(reason: string): void {
    this.#leave();
    this.#lost(reason);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#silence.stop();
    this.#queue.close();
    this.#cancelTimer();
    this.#leave();
    await Promise.all([...this.#leaving].map((socket) => this.#goodbye(socket)));
  }

  #opened(): void {
    const { tools, cutAfterMs, onOpen, label } = this.options;
    this.#openedAt = tools.now();
    this.#isToldDown = false;
    this.#cancelTimer();
    this.#silence.start();
    if (cutAfterMs !== null) {
      const age = cutAfterMs - CUT_MARGIN_MS * (1 + tools.random());
      this.#inTime(age, () => this.renew(`${label}'s stream is renewed before its age limit`));
    }
    onOpen();
  }

  #heard(data: unknown): void {
    this.#silence.heard();
    if (typeof data === "string") this.options.onText(data);
  }

  #lost(reason: string): void {
    if (this.#isClosed) return;
    this.#socket = null;
    this.#silence.stop();
    this.#queue.clear();
    const waitMs = this.#wait();
    this.#openedAt = null;
    this.#inTime(waitMs, () => this.connect());
    if (this.#isToldDown) return;
    this.#isToldDown = true;
    this.options.onDown(reason);
  }

  #wait(): number {
    const { now, random } = this.options.tools;
    const wasGood = this.#openedAt !== null && now() - this.#openedAt >= GOOD_MS;
    this.#attempts = wasGood ? 0 : this.#attempts + 1;
    return Math.round(backoffMs(this.#attempts, random()));
  }

  #probe(): boolean {
    const question = this.options.probe();
    if (question !== null) this.#queue.push(question);
    return question !== null;
  }

  #sendNow(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #inTime(ms: number, act: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.options.tools.after(ms, act);
  }

  #leave(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null || socket.readyState === WebSocket.CLOSED) return;
    this.#leaving.add(socket);
    socket.addEventListener("close", () => this.#leaving.delete(socket));
    socket.close();
  }

  /** A dead source never says goodbye. */
  #goodbye(socket: WebSocket): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const giveUp = this.options.tools.after(LONGEST_GOODBYE_MS, resolve);
    socket.addEventListener("close", () => resolve());
    return promise.finally(giveUp);
  }
}

/** Sends texts in their order, never more than so many a second. */
class ThrottledQueue {
  readonly #spacingMs: number;
  #texts: string[] = [];
  #rest: (() => void) | null = null;

  constructor(
    perSecond: number,
    private readonly after: Required<StreamTools>["after"],
    private readonly send: (text: string) => void,
  ) {
    this.#spacingMs = 1000 / perSecond;
  }

  push(text: string): void {
    this.#texts.push(text);
    if (this.#rest === null) this.#next();
  }

  /** Forgets what was not sent yet. */
  clear(): void {
    this.#texts = [];
  }

  close(): void {
    this.clear();
    this.#rest?.();
  }

  #next(): void {
    this.#rest = null;
    const text = this.#texts.shift();
    if (text === undefined) return;
    this.send(text);
    this.#rest = this.after(this.#spacingMs, () => this.#next());
  }
}

/** A healthy source answers a probe long before. */
const ANSWER_MS = 5_000;

/** Notices that a connection has fallen silent, and probes it before saying so. */
class SilenceWatch {
  #heardAt = 0;
  #isProbed = false;
  #cancel: (() => void) | null = null;

  /** `probe` asks something that must be answered; false when there is nothing to ask. */
  constructor(
    private readonly silenceMs: number,
    private readonly tools: Pick<Required<StreamTools>, "now" | "after">,
    private readonly probe: () => boolean,
    private readonly onSilent: () => void,
  ) {}

  start(): void {
    this.stop();
    this.heard();
    this.#wait(this.silenceMs);
  }

  heard(): void {
    this.#heardAt = this.tools.now();
    this.#isProbed = false;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #wait(ms: number): void {
    this.#cancel = this.tools.after(ms, () => this.#look());
  }

  #look(): void {
    const { silenceMs, tools, probe, onSilent } = this;
    const quietMs = tools.now() - this.#heardAt;
    // A clock that was set back tells nothing: wait anew.
    if (quietMs < 0) return this.start();
    if (quietMs < silenceMs) return this.#wait(silenceMs - quietMs);
    if (this.#isProbed || !probe()) return onSilent();
    this.#isProbed = true;
    this.#wait(ANSWER_MS);
  }
}
