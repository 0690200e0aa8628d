import type { ClientSocket } from "./client_socket.ts";
import { MessageRate } from "./message_rate.ts";
import { answerMessage, refuseMessage, type SessionOptions } from "./session.ts";
import { TurnQueue } from "./turn_queue.ts";

/** More messages of one client than this may not wait; a script that sends faster must wait for answers. */
export const MOST_WAITING_MESSAGES = 1000;
/** What may wait of all clients together; over it, whoever has more than an equal share of it waiting is dropped. */
const MOST_OF_ALL: Waiting = { messages: 20_000, characters: 32 * 1024 * 1024 };
/** One message longer than this, in characters, ends the connection; up to it, it is refused. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** Messages that wait for their answers, of one client or of all. */
export interface Waiting {
  messages: number;
  characters: number;
}

export interface MessageQueueOptions extends SessionOptions {
  /** What all clients share, so that many of them keep the program no longer than one. */
  readonly turns?: TurnQueue;
  readonly rate?: MessageRate;
  /** For tests: what waits of all clients, which is one count in the program. */
  readonly ofAll?: Waiting;
}

/** Answers the messages of one client in the order they came, one after the other. */
export class MessageQueue {
  readonly #turns: TurnQueue;
  readonly #rate: MessageRate;
  readonly #urgent = { count: 0 };
  readonly #others = { count: 0 };
  readonly #own: Waiting = { messages: 0, characters: 0 };
  readonly #ofAll: Waiting;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: ClientSocket,
    private readonly options: MessageQueueOptions,
  ) {
    this.#turns = options.turns ?? SHARED_TURNS;
    this.#rate = options.rate ?? new MessageRate();
    this.#ofAll = options.ofAll ?? OF_ALL;
  }

  add(message: unknown): void {
    const { client } = this;
    if (client.isGone) return;
    if (lengthOf(message) > MOST_CHARACTERS) return client.drop(1009, "Message too large");
    if (!this.#rate.takes(message)) {
      return client.drop(1008, "Too many messages; wait for answers before sending more");
    }
    if (this.#isTooMuch()) {
      return client.drop(1008, "Too many messages of all wait already; come again in a while");
    }
    const done = this.#counted(lengthOf(message));
    const isFirst = isUrgent(message);
    const waiting = isFirst ? this.#urgent : this.#others;
    if (waiting.count >= MOST_WAITING_MESSAGES) return this.#refuse(message, done);
    waiting.count++;
    const answered = isFirst
      ? this.#answer(message)
      : this.#last = this.#last.catch(() => {}).then(() => this.#answer(message));
    answered.catch(this.options.onError).finally(() => {
      waiting.count--;
      done();
    });
  }

  /** So many of a few clients' messages never keep the others', or fill the memory. */
  #isTooMuch(): boolean {
    return isOver(this.#ofAll, 1) && isOver(this.#own, Math.max(this.options.hub.openSockets, 1));
  }

  /** Counts one message more; what is returned counts it out again. */
  #counted(characters: number): () => void {
    const counts = [this.#own, this.#ofAll];
    for (const count of counts) {
      count.messages++;
      count.characters += characters;
    }
    return () => {
      for (const count of counts) {
        count.messages--;
        count.characters -= characters;
      }
    };
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

  #refuse(message: unknown, done: () => void): void {
    this.#turns.add(() => {
      done();
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
const OF_ALL: Waiting = { messages: 0, characters: 0 };

/** Whether as much waits as one of so many equal shares of what may wait in all. */
function isOver({ messages, characters }: Waiting, shares: number): boolean {
  return messages * shares >= MOST_OF_ALL.messages || characters * shares >= MOST_OF_ALL.characters;
}

function lengthOf(message: unknown): number {
  if (typeof message === "string") return message.length;
  return message instanceof Blob ? message.size : 0;
}

/** Silencing a screen depends on nothing before it, and must not wait for a source that is slow to add a pair. */
function isUrgent(message: unknown): boolean {
  return typeof message === "string" &&
    /^.{0,200}"event"\s{0,20}:\s{0,20}"(acknowledge|hello)"/s.test(message);
}
