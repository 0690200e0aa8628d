/** The part of a WebSocket that the hub uses. */
export type Socket = Pick<WebSocket, "send" | "close" | "readyState" | "bufferedAmount">;

const OPEN = 1;
/** Over this many buffered bytes a client is slow: price frames are left out and made good by a snapshot. */
export const SLOW_BYTES = 64 * 1024;
/** Over this many waiting bytes a client is dropped: it never reads. */
export const DROP_BYTES = 1024 * 1024;

/**
 * One connected client. Deno's server keeps in memory whatever a client does not read, so a slow
 * client gets no price frames; everything else waits for it in order and is never merged.
 */
export class ClientSocket {
  readonly key: symbol = Symbol("client");
  #waiting: string[] = [];
  #waitingSize = 0;
  #missedPrices = false;

  constructor(
    readonly socket: Socket,
    readonly address: string,
    /** The text of a frame that makes good every price frame left out. */
    private readonly snapshot: () => string,
  ) {}

  /** Sends one frame. `mergeable` frames are left out while the client is slow. */
  send(text: string, mergeable: boolean): void {
    if (this.socket.readyState !== OPEN) return;
    if (this.#isSlow()) return this.#keep(text, mergeable);
    this.catchUp();
    if (this.#waiting.length > 0) return this.#keep(text, mergeable);
    this.socket.send(text);
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
    if (mergeable) {
      this.#missedPrices = true;
      return;
    }
    this.#waiting.push(text);
    this.#waitingSize += text.length;
    if (this.#waitingSize + this.socket.bufferedAmount > DROP_BYTES) {
      this.#waiting = [];
      this.#waitingSize = 0;
      this.socket.close(1008, "Too slow to read");
    }
  }
}
