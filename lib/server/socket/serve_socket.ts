import type { FreshContext } from "fresh";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { parseInput, Refusal, refuseTooDeep } from "@/lib/commands/command.ts";
import { type CommandName, COMMANDS } from "@/lib/commands/commands.ts";
import { MAX_PAIRS } from "@/lib/commands/pairs.ts";
import { symbolOf } from "@/lib/market/symbol.ts";
import { problem } from "@/lib/server/api/answer.ts";
import type { Services, State } from "@/lib/server/define.ts";
import { TurnQueue } from "@/lib/time/turns.ts";
import {
  BURST,
  type ClientSocket,
  costOf,
  LONGEST_MESSAGE,
  LONGEST_READ,
  MESSAGES_A_SECOND,
  MOST_OF_ALL,
  MOST_WAITING_MESSAGES,
  type Timing,
  type WireVersion,
} from "./client_socket.ts";
import type { Hub } from "./hub.ts";

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

interface SessionOptions {
  readonly hub: Hub;
  /** Carries out a command for whoever the client is. */
  readonly runFor: Services["runFor"];
  /** Asks the sources at once; rejects with a refusal when somebody did just before. */
  readonly checkNow: Services["checkNow"];
  /** Told of errors that are the program's fault, not the client's. */
  readonly onError: (error: unknown) => void;
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

const RequestId = z.union([z.string().max(200), z.number()]);
/** Made once: a schema compiles itself when it is first used, which took longer than most messages. */
const Identified = z.looseObject({ id: RequestId });
const Request = z.strictObject({
  event: z.string({ error: "must be a text such as add_pair" }),
  data: z.record(z.string(), z.unknown(), { error: "must be an object" }).default({}),
  id: RequestId.optional(),
});
const pairsRule = must(`be "all", or a list of at most ${MAX_PAIRS} symbols`);
const oftenRule = must("be a number from 0 to 4");
const Watch = z.strictObject({
  pairs: z.union([z.literal("all"), z.array(z.string()).max(MAX_PAIRS)], pairsRule),
  perSecond: z.number(oftenRule).min(0, oftenRule).max(4, oftenRule),
  others: z.literal("check", must('be "check", or left out')).optional(),
});
const Hello = z.strictObject({
  epoch: z.string().optional(),
  seq: z.int().min(0).optional(),
  check: z.literal(true, must("be true, or left out")).optional(),
});

/** Answers one message of one client. Never throws: whatever is wrong becomes an `error` frame. */
export async function answerMessage(
  client: ClientSocket,
  message: unknown,
  options: SessionOptions,
): Promise<void> {
  let id: string | number | undefined;
  try {
    const json = parseMessage(message);
    id = idOf(json);
    await dispatch(client, json, options);
  } catch (error) {
    answerError(client, error, id, options);
  }
}

/** Refuses a message unread, because too many of the same client wait already. */
function refuseMessage(
  client: ClientSocket,
  message: unknown,
  options: SessionOptions,
): void {
  const text = "Too many requests wait already; send the next one after an answer";
  let id: string | number | undefined;
  try {
    id = idOf(parseMessage(message));
  } catch {
    // Then it is refused without an id.
  }
  answerError(client, new Refusal("too_many_requests", text), id, options);
}

function parseMessage(message: unknown): unknown {
  if (typeof message !== "string") {
    throw new Refusal("invalid_request", "A message must be a text frame of JSON");
  }
  if (message.length > LONGEST_MESSAGE) {
    throw new Refusal("too_large", `A message must be under ${LONGEST_MESSAGE} characters`);
  }
  refuseTooDeep(message, "The message");
  try {
    return JSON.parse(message);
  } catch {
    throw new Refusal("invalid_json", "The message is not valid JSON");
  }
}

/** The id is repeated even when the rest of the request is wrong. */
function idOf(json: unknown): string | number | undefined {
  return Identified.safeParse(json).data?.id;
}

async function dispatch(client: ClientSocket, json: unknown, options: SessionOptions) {
  const { event, data, id } = parseInput(Request, json);
  if (event === "hello") {
    const { check, ...since } = parseInput(Hello, data);
    if (check) await options.checkNow();
    options.hub.resume(client, since, id);
    return;
  }
  if (event === "watch") return watch(client, data, options.hub, id);
  if (!Object.hasOwn(COMMANDS, event)) {
    throw new Refusal(
      "unknown_event",
      `Unknown event ${JSON.stringify(event.slice(0, 40))}`,
      "event",
    );
  }
  const name = event as CommandName;
  const reply = { client: client.key, id, event: COMMANDS[name].answer };
  const answer = await options.runFor(client.who, name, data, {
    ...{ address: client.address, reply },
  });
  if (!options.hub.wasAnswered(reply)) options.hub.answer(client, reply.event, answer, id);
}

/** @throws {Refusal} naming the field that is wrong; then prices come as before */
function watch(client: ClientSocket, data: unknown, hub: Hub, id: string | number | undefined) {
  const wanted = parseInput(Watch, data);
  if (wanted.pairs === "all") return hub.watch(client, { ...wanted, pairs: "all" }, id);
  const symbols = wanted.pairs.map((text) => symbolOf(text) ?? text);
  const unknown = symbols.find((symbol) => !hub.hasPair(symbol));
  if (unknown !== undefined) {
    const message = `pairs: Pair ${unknown.slice(0, 30)} is not watched; add it first`;
    throw new Refusal("pair_not_found", message, "pairs");
  }
  hub.watch(client, { ...wanted, pairs: [...new Set(symbols)] }, id);
}

function answerError(
  client: ClientSocket,
  error: unknown,
  id: string | number | undefined,
  { hub, onError }: SessionOptions,
): void {
  if (error instanceof Refusal) {
    const { code, message, field, choices } = error;
    const about = { ...(field === undefined ? {} : { field }), ...(choices && { choices }) };
    hub.answer(client, "error", { code, message, ...about }, id);
    return;
  }
  onError(error);
  const message = "The request failed inside the server; its log says more";
  hub.answer(client, "error", { code: "internal", message }, id);
}
