import type { ClientSocket } from "./client_socket.ts";
import { MessageRate } from "./message_rate.ts";
import { answerMessage, refuseMessage, type SessionOptions } from "./session.ts";
import { TurnQueue } from "./turn_queue.ts";

/** More messages of one client than this may not wait; a script that sends faster must wait for answers. */
export const MOST_WAITING_MESSAGES = 1000;
/** One message longer than this, in characters, ends the connection; up to it, it is refused. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

export interface MessageQueueOptions extends SessionOptions {
  /** What all clients share, so that many of them keep the program no longer than one. */
  readonly turns?: TurnQueue;
  readonly rate?: MessageRate;
}

/** Answers the messages of one client in the order they came, one after the other. */
export class MessageQueue {
  readonly #turns: TurnQueue;
  readonly #rate: MessageRate;
  readonly #urgent = { count: 0 };
  readonly #others = { count: 0 };
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: ClientSocket,
    private readonly options: MessageQueueOptions,
  ) {
    this.#turns = options.turns ?? SHARED_TURNS;
    this.#rate = options.rate ?? new MessageRate();
  }

  add(message: unknown): void {
    const { client } = this;
    if (client.isGone) return;
    if (lengthOf(message) > MOST_CHARACTERS) return client.drop(1009, "Message too large");
    if (!this.#rate.takes(message)) {
      return client.drop(1008, "Too many messages; wait for answers before sending more");
    }
    const isFirst = isUrgent(message);
    const waiting = isFirst ? this.#urgent : this.#others;
    if (waiting.count >= MOST_WAITING_MESSAGES) return this.#refuse(message);
    waiting.count++;
    const answered = isFirst
      ? this.#answer(message)
      : this.#last = this.#last.catch(() => {}).then(() => this.#answer(message));
    answered.catch(this.options.onError).finally(() => waiting.count--);
  }

  /** Begins in a turn of its own; what it waits for after that keeps nobody. */
  #answer(message: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#turns.add(() => {
        if (this.client.isGone) return resolve();
        answerMessage(this.client, message, this.options).then(resolve, reject);
      });
    });
  }

  #refuse(message: unknown): void {
    this.#turns.add(() => {
      if (this.client.isGone) return;
      try {
        refuseMessage(this.client, message, this.options);
      } catch (error) {
        this.options.onError(error);
      }
    });
  }
}

const SHARED_TURNS = new TurnQueue();

function lengthOf(message: unknown): number {
  if (typeof message === "string") return message.length;
  return message instanceof Blob ? message.size : 0;
}

/** Silencing a screen depends on nothing before it, and must not wait for a source that is slow to add a pair. */
function isUrgent(message: unknown): boolean {
  return typeof message === "string" &&
    /^.{0,200}"event"\s{0,20}:\s{0,20}"(acknowledge|hello)"/s.test(message);
}
