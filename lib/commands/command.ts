import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import { explainIssues } from "@/lib/alarms/alarm_input.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { otherCut, type PairChoice, symbolOf } from "@/lib/market/symbol.ts";
import type { ChannelDesk } from "@/lib/notify/channel_desk.ts";
import type { FrameData, FrameEvent } from "@/lib/protocol/frames.ts";
import type { SourceRouter } from "@/lib/sources/table.ts";
import { type Cause, type Doer, type Event, EVENTS_A_CHANGE } from "@/lib/store/events.ts";
import type { Decision, Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { doInTurns, type Steps } from "@/lib/time/turns.ts";

/** Why a request may be refused, with the status that an answer over HTTP has then. */
export const REFUSALS = {
  invalid_json: 400,
  invalid_encoding: 400,
  unsupported_encoding: 415,
  unreadable_body: 400,
  invalid_request: 422,
  too_large: 413,
  unknown_event: 400,
  unknown_pair: 422,
  ambiguous_pair: 422,
  pair_exists: 409,
  too_many_requests: 429,
  too_many_pairs: 409,
  too_many_alarms: 409,
  import_running: 409,
  pair_not_found: 404,
  alarm_not_found: 404,
  fire_not_found: 404,
  channel_not_found: 404,
  channel_off: 409,
  too_many_channels: 409,
  policy_not_found: 404,
  too_many_policies: 409,
  watchlist_not_found: 404,
  watchlist_exists: 409,
  too_many_watchlists: 409,
  in_use: 409,
  delivery_not_found: 404,
  not_dead: 409,
  no_price_yet: 409,
  source_unavailable: 503,
  store_unavailable: 503,
  disk_full: 507,
  forbidden_origin: 403,
  forbidden: 403,
  confirm_needed: 403,
  internal: 500,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A request that cannot be carried out; nothing was changed. The message names the field and the remedy. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: RefusalCode,
    message: string,
    /** Dotted path of the field that is wrong, such as `alarm.note`. */
    readonly field?: string,
    /** What to ask for instead, each of it certain. */
    readonly choices?: readonly PairChoice[],
  ) {
    super(message);
  }
}

/** What commands work with. */
export interface CommandContext {
  readonly store: Store;
  readonly sources: SourceRouter;
  /** How long prices are kept, in days: a longer window would never be full. */
  readonly historyDays: number;
  readonly channels: ChannelDesk;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after that many milliseconds, or at once when the signal aborts. */
  readonly after: Clock["after"];
  /** A new unique id without prefix (ULID). */
  newId(): string;
  /** Says why the disk takes nothing new; null while it does. Left out where nobody watches the disk. */
  readonly disk?: { readonly problem: string | null };
  /** Called before a command is decided: the computer's clock may have been set. Left out where it cannot be. */
  readonly syncClock?: () => void;
}

/** What deciding about alarms needs of it. */
export type DecidingContext = Pick<CommandContext, "store" | "historyDays" | "now"> & {
  /** Who asks; left out where nobody has to log in. */
  readonly by?: Doer | undefined;
};

/** One thing a person can ask for, over `/ws` and `/api` alike. */
interface Command<Answer extends FrameEvent> {
  /** The event of the answer; the request's event is the key in `COMMANDS`. */
  readonly answer: Answer;
  readonly input: z.ZodType;
  /** @throws {Refusal} when the input is wrong or it cannot be done; then nothing has changed */
  execute(input: unknown, context: CommandContext, cause: Cause): Promise<FrameData[Answer]>;
}

/** Makes a command of its input's schema and what it does with it. */
export function defineCommand<Input, Answer extends FrameEvent>({ answer, input, run }: {
  answer: Answer;
  input: z.ZodType<Input>;
  run(input: Input, context: CommandContext, cause: Cause): Promise<FrameData[Answer]>;
}): Command<Answer> {
  const execute = async (given: unknown, context: CommandContext, cause: Cause) =>
    await run(parseInput(input, given), context, cause);
  return { answer, input, execute };
}

interface Parts<T> {
  /** Decides about all of it. */
  readonly first: (state: State) => Decision<T>;
  /** What of some of the later events still makes sense: others may have changed something meanwhile. */
  readonly later: (state: State, events: readonly Event[]) => readonly Event[];
}

/**
 * Makes as many changes as the events need. Those after the first are decided in turns while it is written, and share
 * the next commit. Rejects as the first that fails.
 */
export async function changeInParts<T>(
  store: Pick<Store, "change">,
  { first, later }: Parts<T>,
  cause: Cause,
): Promise<T> {
  let left: readonly Event[] = [];
  const decideFirst = (state: State) => {
    const { events, result } = first(state);
    left = events.slice(EVENTS_A_CHANGE);
    return { events: events.slice(0, EVENTS_A_CHANGE), result };
  };
  const done = handled(store.change(decideFirst, cause));
  const others: Promise<null>[] = [];
  const changeOthers = function* (): Steps<void> {
    for (let from = 0; from < left.length; from += EVENTS_A_CHANGE) {
      const part = left.slice(from, from + EVENTS_A_CHANGE);
      const decide = (state: State) => ({ events: later(state, part), result: null });
      others.push(handled(store.change(decide, cause)));
      yield;
    }
  };
  if (left.length > 0) await doInTurns(changeOthers());
  const [result] = await Promise.all([done, ...others]);
  return result;
}

/** It may fail before it is waited for, which is nobody's unknown error. */
function handled<T>(change: Promise<T>): Promise<T> {
  change.catch(() => {});
  return change;
}

/** Parses what a person sent. @throws {Refusal} naming the first wrong field and the remedy */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { field, message } = explainIssues(parsed.error);
  throw new Refusal("invalid_request", message, field || undefined);
}

/** Nothing that is understood here is nested deeper than a few levels; a million would take a while to read. */
const DEEPEST = 100;

/**
 * Counts brackets without reading the text; those in a quoted text do not count. Stops where it is nested
 * more deeply than `most`.
 */
export function shapeOf(text: string, most = Infinity) {
  let [depth, deepest, objects, isText] = [0, 0, 0, false];
  for (let at = 0; at < text.length && deepest <= most; at++) {
    const character = text[at];
    if (character === '"') isText = !isText;
    else if (isText) at += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") {
      if (character === "{") objects++;
      deepest = Math.max(deepest, ++depth);
    } else if (character === "]" || character === "}") depth--;
  }
  return { depth: deepest, objects };
}

/** `what` is what the text is, such as "The body". @throws {Refusal} */
export function refuseTooDeep(text: string, what: string): void {
  if (shapeOf(text, DEEPEST).depth <= DEEPEST) return;
  throw new Refusal(
    "invalid_request",
    `${what} is nested too deeply; at most ${DEEPEST} levels are read`,
  );
}

/** The pair a person named in any spelling. @throws {Refusal} when it is not watched */
export function findPair(state: State, text: string): Pair {
  const exact = state.pairs.get(text);
  if (exact !== undefined) return exact;
  const symbol = symbolOf(text);
  const pair = state.pairs.get(symbol ?? text);
  if (pair) {
    const problem = otherCut(pair, text);
    if (problem !== null) throw new Refusal("pair_not_found", problem, "pair");
    return pair;
  }
  const shown = symbol ?? text.slice(0, 30);
  throw new Refusal("pair_not_found", `Pair ${shown} is not watched; add it first`, "pair");
}

/** The alarm with this id and its pair. @throws {Refusal} when there is none, or not on the pair named */
export function findAlarm(
  state: State,
  id: string,
  pairText?: string,
): { pair: Pair; alarm: Alarm } {
  const pairs = pairText === undefined ? state.pairs.values() : [findPair(state, pairText)];
  for (const pair of pairs) {
    const alarm = pair.alarms.find((candidate) => candidate.id === id);
    if (alarm) return { pair, alarm };
  }
  const where = pairText === undefined ? "" : ` on ${pairText.slice(0, 30)}`;
  throw new Refusal("alarm_not_found", `There is no alarm ${id.slice(0, 60)}${where}`, "id");
}

const idsRule = must("be a list of at least one alarm id");

/** Longer lists are refused unread: what is wrong with each item takes time to tell. */
const MAX_IDS = 5000;
const tooMany = must(`have at most ${MAX_IDS} ids; send several requests`);

/** Several alarms by their ids, of whichever pairs. */
export const NamedAlarms = z.strictObject({
  ids: z.array(z.string(), idsRule).min(1, idsRule).max(MAX_IDS, tooMany),
});

interface NamedAlarm {
  readonly pair: Pair;
  readonly alarm: Alarm;
}

/** The alarms with these ids, each once. @throws {Refusal} naming the place of an id that no alarm has */
export function findAlarms(state: State, ids: readonly string[]): NamedAlarm[] {
  const byId = new Map<string, NamedAlarm>();
  for (const pair of state.pairs.values()) {
    for (const alarm of pair.alarms) byId.set(alarm.id, { pair, alarm });
  }
  const found = new Set<NamedAlarm>();
  ids.forEach((id, place) => {
    const named = byId.get(id);
    if (named === undefined) {
      const message = `ids.${place}: There is no alarm ${id.slice(0, 60)}; nothing was changed`;
      throw new Refusal("alarm_not_found", message, `ids.${place}`);
    }
    found.add(named);
  });
  return [...found];
}

/**
 * What an alarm was told before is not asked about again. `by` is whoever asks: another's own channel is not
 * there for everybody.
 * @throws {Refusal} when an alarm is to tell a channel, or to go by a policy, that is not there
 */
export function refuseUnknownWays(
  alarm: Alarm,
  state: State,
  by: Doer | undefined,
  before?: Alarm,
): void {
  const { policy, tell } = alarm;
  if (policy && policy !== before?.policy && !state.policies.some(({ id }) => id === policy)) {
    const message = `policy names no policy: there is none with the id ${policy.slice(0, 60)}`;
    throw new Refusal("invalid_request", message, "policy");
  }
  const known: readonly string[] = Array.isArray(before?.tell) ? before.tell : [];
  const added = Array.isArray(tell) ? tell.filter((id) => !known.includes(id)) : [];
  const unknown = unknownChannel(added, state, by);
  if (unknown === undefined) return;
  const message = `tell names no channel: there is none with the id ${unknown.slice(0, 60)}`;
  throw new Refusal("invalid_request", message, "tell");
}

/** The first of some ids by which there is no channel for whoever asks. */
export function unknownChannel(
  ids: readonly string[],
  { channels }: State,
  by?: Doer,
): string | undefined {
  const isThere = ({ owner }: StoredChannel) =>
    owner === null || by?.knowsNoOthers !== true || owner === by.id;
  return ids.find((id) => !channels.some((channel) => channel.id === id && isThere(channel)));
}
