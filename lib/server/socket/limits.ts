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

/** Over this many buffered bytes a client is slow: price frames are left out and made good by a snapshot. */
export const SLOW_BYTES = 64 * 1024;
/** A slow client that reads nothing for so long is dropped, in milliseconds. */
export const STUCK_MS = 10_000;
/** More unread bytes than this are never kept for one client. */
export const MOST_UNREAD_BYTES = 16 * 1024 * 1024;

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
