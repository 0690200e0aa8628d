import type { Timing } from "./client_socket.ts";

/** What one client may send at once, and a second from then on, in messages of up to 4 KB. */
export const BURST = 5000;
export const A_SECOND = 500;
/** Characters that count as one message. */
const CHARACTERS = 4096;
/** A `hello` may be answered with everything there is. */
const HELLO = 100;

/** A token bucket for the messages of one client. Pages send one at a time, scripts wait for answers. */
export class MessageRate {
  #tokens = BURST;
  #filledAt: number;

  constructor(private readonly elapsed: Timing["elapsed"] = () => performance.now()) {
    this.#filledAt = elapsed();
  }

  /** Whether the client may send this, too. */
  takes(message: unknown): boolean {
    const now = this.elapsed();
    this.#tokens = Math.min(BURST, this.#tokens + (now - this.#filledAt) / 1000 * A_SECOND);
    this.#filledAt = now;
    this.#tokens -= costOf(message);
    return this.#tokens >= 0;
  }
}

function costOf(message: unknown): number {
  if (typeof message !== "string") return 1;
  return 1 + Math.floor(message.length / CHARACTERS) + (isHello(message) ? HELLO : 0);
}

/** By its beginning, where the name stands in all that pages and scripts write. */
function isHello(message: string): boolean {
  return message.slice(0, 300).includes('"hello"');
}
