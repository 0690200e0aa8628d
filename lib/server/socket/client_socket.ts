import type { Who } from "@/lib/accounts/rights.ts";

/** What one socket may do, and all of them together; everything else about them is in docs/decisions/0010. */

/** A longer message from a client is refused, in characters; the same limit as for request bodies. */
export const LONGEST_MESSAGE = 64 * 1024;
/** One message longer than this, in characters, ends the connection; up to it, it is refused. */
export const LONGEST_READ = 4 * 1024 * 1024;
/** More messages of one client than this may not wait; a script that sends faster must wait for answers. */
export const MOST_WAITING_MESSAGES = 1000;
/** What may wait of all clients together; over it, whoever has more than an equal share of it waiting is dropped. */
export const MOST_OF_ALL = { messages: 20_000, characters: 32 * 1024 * 1024 } as const;

/** What one client may send at once, and a second from then on, in messages of up to 4 KB. */
export const BURST = 5000;
export const MESSAGES_A_SECOND = 500;

/** Characters that count as one message. */
const CHARACTERS = 4096;
/** A `hello` may be answered with everything there is, and `watch` with all prices. */
const HELLO = 100;
const WATCH = 20;

/** As how many messages one counts. */
export function costOf(message: unknown): number {
  if (typeof message !== "string") return 1;
  return 1 + Math.floor(message.length / CHARACTERS) + extraCostOf(message);
}

/** By its beginning, where the name stands in all that pages and scripts write. */
function extraCostOf(message: string): number {
  const beginning = message.slice(0, 300);
  if (beginning.includes('"hello"')) return HELLO;
  return beginning.includes('"watch"') ? WATCH : 0;
}

/** Over this many buffered bytes a client is slow: price frames are left out and made good by a snapshot. */
export const SLOW_BYTES = 64 * 1024;
/** A slow client that reads nothing for so long is dropped, in milliseconds. */
const STUCK_MS = 10_000;
/** More unread bytes than this are never kept for one client. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024;

/** Sockets in all, and of one address. */
const MOST_CLIENTS = 5000;
const MOST_CLIENTS_PER_ADDRESS = 2000;

/** A longer text of a snapshot is put together in one turn and sent in the next. */
export const LONG_TEXT = 1024 * 1024;
/**
 * But for so many in a row only, where the state changes all the time: then the last one is sent with what came since,
 * or, where none can be written before it changes, after as many more, the next at once.
 */
export const MOST_IN_VAIN = 3;
/** When so much of snapshots was sent, in characters, the next client's turn comes after all else. */
export const MOST_A_TURN = 4 * 1024 * 1024;
/** While so much of snapshots is unread, in bytes, the next client waits for its own. */
export const MOST_SNAPSHOT_BYTES = 16 * 1024 * 1024;

/** Who is served: so many in all, and of one address. */
export class Seats {
  #taken = 0;
  readonly #ofAddress = new Map<string, number>();

  constructor(
    private readonly most = MOST_CLIENTS,
    private readonly mostOfOne = MOST_CLIENTS_PER_ADDRESS,
  ) {}

  /** Whether one more from this address can be served. */
  areFreeFor(address: string): boolean {
    return this.#taken < this.most && (this.#ofAddress.get(address) ?? 0) < this.mostOfOne;
  }

  take(address: string): void {
    this.#taken++;
    this.#ofAddress.set(address, (this.#ofAddress.get(address) ?? 0) + 1);
  }

  leave(address: string): void {
    this.#taken--;
    const left = (this.#ofAddress.get(address) ?? 0) - 1;
    if (left > 0) this.#ofAddress.set(address, left);
    else this.#ofAddress.delete(address);
  }
}

/** The part of a WebSocket that the hub uses. */
export type Socket = Pick<WebSocket, "send" | "close" | "readyState" | "bufferedAmount">;

/** Time as a client socket needs it. */
export interface Timing {
  /** A clock that only goes forward, in milliseconds. */
  elapsed(): number;
  later(work: () => void, ms: number): void;
}

export const REAL_TIMING: Timing = {
  elapsed: () => performance.now(),
  later: (work, ms) => void Deno.unrefTimer(setTimeout(work, ms)),
};

const OPEN = 1;
const TOO_SLOW = "Too slow to read";
const SOON_MS = 20;
const LATER_MS = 250;

/** `/ws` as it always spoke, or (`?v=2`) with what changed only. */
export type WireVersion = 1 | 2;

interface ClientOptions {
  readonly version: WireVersion;
  readonly who: Who;
  /**
   * The frame that a client gets first, and that makes good every price frame left out, and the frames
   * since it was made; `id` is of a request.
   */
  readonly snapshot: (id?: string | number) => readonly string[];
  /** Whether a snapshot may go to this client now, or others are still reading theirs. */
  readonly mayTakeSnapshot: (client: ClientSocket) => boolean;
  /** Called once, before the connection is closed from here. */
  readonly onDropped: (client: ClientSocket) => void;
  /** Called after each frame. */
  readonly onSent?: () => void;
  /** For tests: time moved by hand. */
  readonly timing?: Timing | undefined;
}

/**
 * One connected client. Deno's server keeps in memory whatever a client does not read, so a slow
 * client gets no price frames; everything else waits for it in order and is never merged.
 */
export class ClientSocket {
  readonly key: symbol = Symbol("client");
  /** Who it is, as of the last change of accounts. */
  who: Who;
  /** No frame goes to it, and no message of it counts, any more. */
  #isGone = false;
  /** The snapshot that every client gets first is still to come. */
  #isNew = true;
  /** Requests for a snapshot that it has not been sent yet, by their ids. */
  #asked: (string | number | undefined)[] = [];
  #waiting: string[] = [];
  #waitingSize = 0;
  #missedPrices = false;
  #isWatched = false;
  #lastBuffered = 0;
  #progressAt = 0;
  readonly #timing: Timing;

  constructor(
    readonly socket: Socket,
    readonly address: string,
    private readonly options: ClientOptions,
  ) {
    this.#timing = options.timing ?? REAL_TIMING;
    this.who = options.who;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get version(): WireVersion {
    return this.options.version;
  }

  /** Sends the first snapshot, as soon as others have read theirs. */
  greet(): void {
    this.#trying(() => {
      this.catchUp();
      if ((this.#isNew || this.#isSlow()) && !this.#isWatched) this.#watch();
    });
  }

  /** Sends everything anew, now or once others have read theirs. */
  refresh(): void {
    this.#missedPrices = true;
    this.#catchUpOrWatch();
  }

  /** Sends everything as the answer to a request, now or once others have read theirs. */
  askSnapshot(id: string | number | undefined): void {
    this.#asked.push(id);
    this.#catchUpOrWatch();
  }

  #catchUpOrWatch(): void {
    if (this.#isGone || this.socket.readyState !== OPEN) return;
    this.#trying(() => {
      if (!this.#isSlow()) this.catchUp();
      if (!this.#isDone() && !this.#isWatched) this.#watch();
    });
  }

  /** Sends one frame. `mergeable` frames are left out while the client is slow. */
  send(text: string, mergeable: boolean): void {
    if (this.#isGone || this.socket.readyState !== OPEN) return;
    this.#trying(() => {
      // What a snapshot is to make good waits for it: that is sent in a turn of its own.
      if (!this.#isSlow() && !this.#isNew) this.#sendWaiting();
      if (this.#isBehind()) this.#keep(text, mergeable);
      else this.#put(text);
    });
  }

  /**
   * Whether a frame would go out at once: for one that nobody misses, because a newer one takes its place. A
   * client that is behind is watched from now on.
   */
  isReady(): boolean {
    if (this.#isGone || this.socket.readyState !== OPEN) return false;
    this.#trying(() => {
      if (!this.#isSlow()) this.catchUp();
      if (this.#isBehind() && !this.#isWatched) this.#watch();
    });
    return !this.#isGone && !this.#isBehind();
  }

  #put(text: string): void {
    this.socket.send(text);
    this.options.onSent?.();
  }

  #isBehind(): boolean {
    return this.#isSlow() || this.#isNew || this.#waiting.length > 0;
  }

  /** A socket that throws costs its own client the connection, and no other its frame. */
  #trying(act: () => void): void {
    try {
      act();
    } catch {
      this.drop(1011, "Cannot be reached");
    }
  }

  /** Sends what had to wait, as far as the client reads again. */
  catchUp(): void {
    if (this.#isNew && !this.#sendSnapshot()) return;
    this.#isNew = false;
    this.#sendWaiting();
    while (this.#asked.length > 0 && this.#waiting.length === 0 && !this.#isSlow()) {
      if (!this.#sendSnapshot(this.#asked[0])) return;
      this.#asked.shift();
    }
    if (this.#missedPrices && this.#waiting.length === 0 && !this.#isSlow()) this.#sendSnapshot();
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && !this.#isSlow()) {
      const text = this.#waiting.shift() ?? "";
      this.#waitingSize -= text.length;
      this.#put(text);
    }
  }

  /** Whether nothing is still to come of what was sent so far. */
  #isDone(): boolean {
    const hasNone = this.#waiting.length === 0 && this.#asked.length === 0;
    return hasNone && !this.#isNew && !this.#missedPrices && !this.#isSlow();
  }

  /**
   * Closes the connection and lets go of all that waits for it, at once: a client that does not
   * answer the close, or reads nothing, is not waited for.
   */
  drop(code: number, reason: string): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#asked = [];
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#missedPrices = false;
    this.options.onDropped(this);
    try {
      this.socket.close(code, reason);
    } catch {
      // It is gone already.
    }
  }

  /** False when too much of other clients' snapshots is still on its way. */
  #sendSnapshot(id?: string | number): boolean {
    if (!this.options.mayTakeSnapshot(this)) return false;
    const [whole = "", ...since] = this.options.snapshot(id);
    this.#put(whole);
    const waiting = new Set(this.#waiting);
    for (const text of since) if (!waiting.has(text)) this.#put(text);
    this.#missedPrices = false;
    return true;
  }

  #isSlow(): boolean {
    return this.socket.bufferedAmount > SLOW_BYTES;
  }

  #keep(text: string, mergeable: boolean): void {
    if (mergeable) this.#missedPrices = true;
    else {
      this.#waiting.push(text);
      this.#waitingSize += text.length;
    }
    if (this.#waitingSize > MOST_UNREAD_BYTES) this.drop(1008, TOO_SLOW);
    else if (!this.#isWatched) this.#watch();
  }

  /** A socket does not tell when it was read, so it is asked until nothing waits any more. */
  #watch(): void {
    this.#isWatched = true;
    this.#lastBuffered = this.socket.bufferedAmount;
    this.#progressAt = this.#timing.elapsed();
    this.#lookLater(SOON_MS);
  }

  #lookLater(ms: number): void {
    this.#timing.later(() => this.#trying(() => this.#look()), ms);
  }

  #look(): void {
    this.#isWatched = false;
    if (this.#isGone || this.socket.readyState !== OPEN) return;
    const now = this.#timing.elapsed();
    // One that only waits for its turn is not to blame.
    const hasRead = this.socket.bufferedAmount < this.#lastBuffered || !this.#isSlow();
    if (hasRead) this.#progressAt = now;
    this.catchUp();
    this.#lastBuffered = this.socket.bufferedAmount;
    if (this.#isDone()) return;
    if (now - this.#progressAt > STUCK_MS) return this.drop(1008, TOO_SLOW);
    this.#isWatched = true;
    const wait = now - this.#progressAt < 1000 ? SOON_MS : LATER_MS;
    this.#lookLater(wait);
  }
}
