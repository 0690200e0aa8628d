import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { otherCut, type PairChoice, symbolOf } from "@/lib/market/symbol.ts";

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
  delivery_not_found: 404,
  not_dead: 409,
  no_price_yet: 409,
  source_unavailable: 503,
  store_unavailable: 503,
  disk_full: 507,
  forbidden_origin: 403,
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

/** The pair a person named in any spelling. @throws {Refusal} when it is not watched */
export function findPair(state: State, text: string): Pair {
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

/** More pairs than this are refused: one process checks them all every few seconds. */
export const MAX_PAIRS = 1000;

/** @throws {Refusal} when so many pairs are watched that no more can be */
export function refuseTooManyPairs(count: number): void {
  if (count < MAX_PAIRS) return;
  const message = `Cannot watch more than ${MAX_PAIRS} pairs; remove one first`;
  throw new Refusal("too_many_pairs", message, "pair");
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
