import { type After, unrefAfter } from "./bodies.ts";

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
