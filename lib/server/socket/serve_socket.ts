import type { FreshContext } from "fresh";
import { problem } from "@/lib/server/api/answer.ts";
import type { State } from "@/lib/server/define.ts";
import { handshakeProblem, SOCKET_VERSION } from "@/lib/server/guards.ts";
import { nextTurn } from "@/lib/time/clock.ts";
import {
  BURST,
  type ClientSocket,
  LONGEST_READ,
  MESSAGES_A_SECOND,
  MOST_OF_ALL,
  MOST_WAITING_MESSAGES,
  type Timing,
  type WireVersion,
} from "./client_socket.ts";
import { answerMessage, refuseMessage, type SessionOptions } from "./session.ts";

/** Answers a request to `/ws`: one that cannot become a socket is refused as such. */
export function answerSocket(ctx: FreshContext<State>): Response {
  const wrong = handshakeProblem(ctx.req);
  if (wrong !== null) {
    const headers = { "sec-websocket-version": SOCKET_VERSION };
    return problem(400, { detail: wrong, code: "bad_request" }, headers);
  }
  const version = VERSIONS.get(ctx.url.searchParams.get("v"));
  if (version !== undefined) return serveSocket(ctx, version);
  const detail = "v must be 2, or left out";
  return problem(400, { detail, code: "bad_request", field: "v" });
}

const VERSIONS: ReadonlyMap<string | null, WireVersion> = new Map([[null, 1], ["1", 1], ["2", 2]]);

/** Upgrades a request to `/ws`: a snapshot first, then every broadcast, and an answer to each message. */
export function serveSocket(ctx: FreshContext<State>, version: WireVersion): Response {
  const { services: { hub, runFor, checkNow, onError }, address, who } = ctx.state;
  if (!hub.hasRoom(address)) {
    return problem(503, {
      detail: "Too many connections; try again later",
      code: "too_many_clients",
    });
  }
  let client: ClientSocket | null = null;
  let queue: MessageQueue | null = null;
  return ctx.upgrade({
    open(socket) {
      // Nobody catches what a listener throws: it would end the program.
      try {
        client = hub.connect(socket, address, version, who);
        queue = new MessageQueue(client, { hub, runFor, checkNow, onError });
      } catch (error) {
        onError(error);
        socket.close(1011, "The connection failed inside the server");
      }
    },
    message(_socket, event) {
      queue?.add(event.data);
    },
    close() {
      if (client) hub.disconnect(client);
    },
    error() {
      if (client) hub.disconnect(client);
    },
  });
}

/** Messages that wait for their answers, of one client or of all. */
export interface Waiting {
  messages: number;
  characters: number;
}

interface MessageQueueOptions extends SessionOptions {
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
    if (lengthOf(message) > LONGEST_READ) return client.drop(1009, "Message too large");
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

/** Longest time in milliseconds that messages keep all else waiting. */
const TURN_MS = 8;

/**
 * One queue for the messages of all clients: Deno hands them over without ever letting checks,
 * timers and other requests go on in between.
 */
export class TurnQueue {
  #works: (() => void)[] = [];
  #isRunning = false;
  /** When this turn's first work began; null when none has since all else went on. */
  #began: number | null = null;
  #isPausing = false;
  readonly #elapsed: () => number;
  readonly #pause: () => Promise<void>;

  constructor({ elapsed = () => performance.now(), pause = nextTurn }: TurnQueueOptions = {}) {
    this.#elapsed = elapsed;
    this.#pause = pause;
  }

  /** Does the work at once, or after that of others; it must not throw. */
  add(work: () => void): void {
    this.#works.push(work);
    if (!this.#isRunning) void this.#run();
  }

  /** Works that come one after the other, each once the one before is done, are of one turn, too. */
  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#works.length > 0) {
      const works = this.#works;
      this.#works = [];
      for (const work of works) {
        if (this.#isOver()) await this.#nextTurn();
        this.#began ??= this.#elapsed();
        work();
      }
      // What comes within this turn belongs to it.
      await Promise.resolve();
    }
    this.#isRunning = false;
    if (!this.#isPausing) void this.#nextTurn();
  }

  #isOver(): boolean {
    return this.#began !== null && this.#elapsed() - this.#began >= TURN_MS;
  }

  async #nextTurn(): Promise<void> {
    this.#isPausing = true;
    await this.#pause();
    this.#isPausing = false;
    this.#began = null;
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

/** Silencing a screen, or scrolling, depends on nothing before it, and must not wait for a source that is slow to add a pair. */
function isUrgent(message: unknown): boolean {
  return typeof message === "string" &&
    /^.{0,200}"event"\s{0,20}:\s{0,20}"(acknowledge|hello|watch)"/s.test(message);
}

/** Characters that count as one message. */
const CHARACTERS = 4096;
/** A `hello` may be answered with everything there is, and `watch` with all prices. */
const HELLO = 100;
const WATCH = 20;

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
    this.#tokens = Math.min(
      BURST,
      this.#tokens + (now - this.#filledAt) / 1000 * MESSAGES_A_SECOND,
    );
    this.#filledAt = now;
    this.#tokens -= costOf(message);
    return this.#tokens >= 0;
  }
}

function costOf(message: unknown): number {
  if (typeof message !== "string") return 1;
  return 1 + Math.floor(message.length / CHARACTERS) + extraCostOf(message);
}

/** By its beginning, where the name stands in all that pages and scripts write. */
function extraCostOf(message: string): number {
  const beginning = message.slice(0, 300);
  if (beginning.includes('"hello"')) return HELLO;
  return beginning.includes('"watch"') ? WATCH : 0;
}

interface TurnQueueOptions {
  /** A clock that only goes forward, in milliseconds. */
  readonly elapsed?: () => number;
  /** Lets all else go on. */
  readonly pause?: () => Promise<void>;
}
