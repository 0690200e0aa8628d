import type { ClientSocket } from "./client_socket.ts";
import { answerMessage, refuseMessage, type SessionOptions } from "./session.ts";

/** More messages of one client than this may not wait; a script that sends faster must wait for answers. */
export const MOST_WAITING_MESSAGES = 1000;

/** Answers the messages of one client in the order they came, one after the other. */
export class MessageQueue {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(
    private readonly client: ClientSocket,
    private readonly options: SessionOptions,
  ) {}

  add(message: unknown): void {
    if (isUrgent(message)) return this.#answer(message);
    if (this.#waiting >= MOST_WAITING_MESSAGES) {
      refuseMessage(this.client, message, this.options);
      return;
    }
    this.#waiting++;
    this.#last = this.#last
      .then(() => answerMessage(this.client, message, this.options))
      .catch(this.options.onError)
      .finally(() => this.#waiting--);
  }

  #answer(message: unknown): void {
    answerMessage(this.client, message, this.options).catch(this.options.onError);
  }
}

/** Silencing a screen depends on nothing before it, and must not wait for a source that is slow to add a pair. */
function isUrgent(message: unknown): boolean {
  return typeof message === "string" &&
    /^.{0,200}"event"\s*:\s*"(acknowledge|hello)"/s.test(message);
}
