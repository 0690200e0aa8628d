import { z } from "zod";
import { COMMANDS, isCommandName } from "@/lib/commands/commands.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { parseInput, Refusal, refuseTooDeep } from "@/lib/commands/command.ts";
import { MAX_PAIRS } from "@/lib/commands/pairs.ts";
import { symbolOf } from "@/lib/market/symbol.ts";
import type { Services } from "@/lib/server/define.ts";
import { type ClientSocket, LONGEST_MESSAGE } from "./client_socket.ts";
import type { Hub } from "./hub.ts";

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

export interface SessionOptions {
  readonly hub: Hub;
  /** Carries out a command for whoever the client is. */
  readonly runFor: Services["runFor"];
  /** Asks the sources at once; rejects with a refusal when somebody did just before. */
  readonly checkNow: Services["checkNow"];
  /** Told of errors that are the program's fault, not the client's. */
  readonly onError: (error: unknown) => void;
}

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
export function refuseMessage(
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
  if (!isCommandName(event)) {
    throw new Refusal(
      "unknown_event",
      `Unknown event ${JSON.stringify(event.slice(0, 40))}`,
      "event",
    );
  }
  const reply = { client: client.key, id, event: COMMANDS[event].answer };
  const answer = await options.runFor(client.who, event, data, {
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
