/** The part of a WebSocket that the hub uses. */
export type Socket = Pick<WebSocket, "send" | "close" | "readyState" | "bufferedAmount">;

/** Time as a client socket needs it. */
export interface Timing {
  /** A clock that only goes forward, in milliseconds. */
  elapsed(): number;
  later(work: () => void, ms: number): void;
}

const REAL_TIMING: Timing = {
  elapsed: () => performance.now(),
  later: (work, ms) => void Deno.unrefTimer(setTimeout(work, ms)),
};

const OPEN = 1;
/** Over this many buffered bytes a client is slow: price frames are left out and made good by a snapshot. */
export const SLOW_BYTES = 64 * 1024;
/** A slow client that reads nothing for so long is dropped. */
export const STUCK_MS = 10_000;
/** More waiting than this is never kept for one client. */
export const MOST_WAITING = 16 * 1024 * 1024;
const SOON_MS = 20;
const LATER_MS = 250;

/**
 * One connected client. Deno's server keeps in memory whatever a client does not read, so a slow
 * client gets no price frames; everything else waits for it in order and is never merged.
 */
export class ClientSocket {
  readonly key: symbol = Symbol("client");
  #waiting: string[] = [];
  #waitingSize = 0;
  #missedPrices = false;
  #isWatched = false;
  #lastBuffered = 0;
  #progressAt = 0;

  constructor(
    readonly socket: Socket,
    readonly address: string,
    /** The text of a frame that makes good every price frame left out. */
    private readonly snapshot: () => string,
    private readonly timing: Timing = REAL_TIMING,
  ) {}

  /** Sends one frame. `mergeable` frames are left out while the client is slow. */
  send(text: string, mergeable: boolean): void {
    if (this.socket.readyState !== OPEN) return;
    if (!this.#isSlow()) this.catchUp();
    if (this.#isSlow() || this.#waiting.length > 0) this.#keep(text, mergeable);
    else this.socket.send(text);
  }

  /** Sends what had to wait, as far as the client reads again. */
  catchUp(): void {
    while (this.#waiting.length > 0 && !this.#isSlow()) {
      const text = this.#waiting.shift() ?? "";
      this.#waitingSize -= text.length;
      this.socket.send(text);
    }
    if (this.#missedPrices && this.#waiting.length === 0 && !this.#isSlow()) {
      this.#missedPrices = false;
      this.socket.send(this.snapshot());
    }
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
    if (this.#waitingSize > MOST_WAITING) this.#drop();
    else if (!this.#isWatched) this.#watch();
  }

  /** A socket does not tell when it was read, so it is asked until nothing waits any more. */
  #watch(): void {
    this.#isWatched = true;
    this.#lastBuffered = this.socket.bufferedAmount;
    this.#progressAt = this.timing.elapsed();
    this.timing.later(() => this.#look(), SOON_MS);
  }

  #look(): void {
    this.#isWatched = false;
    if (this.socket.readyState !== OPEN) return;
    const now = this.timing.elapsed();
    if (this.socket.bufferedAmount < this.#lastBuffered) this.#progressAt = now;
    this.catchUp();
    this.#lastBuffered = this.socket.bufferedAmount;
    if (this.#waiting.length === 0 && !this.#missedPrices) return;
    if (now - this.#progressAt > STUCK_MS) return this.#drop();
    this.#isWatched = true;
    const wait = now - this.#progressAt < 1000 ? SOON_MS : LATER_MS;
    this.timing.later(() => this.#look(), wait);
  }

  #drop(): void {
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#missedPrices = false;
    this.socket.close(1008, "Too slow to read");
  }
}
