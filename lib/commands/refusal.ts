import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { otherCut, type PairChoice, symbolOf } from "@/lib/market/symbol.ts";

/** Why a request was refused; each code has one HTTP status (see `lib/server/api.ts`). */
export type RefusalCode =
  | "invalid_json"
  | "invalid_encoding"
  | "unsupported_encoding"
  | "unreadable_body"
  | "invalid_request"
  | "too_large"
  | "unknown_event"
  | "unknown_pair"
  | "ambiguous_pair"
  | "pair_exists"
  | "too_many_requests"
  | "too_many_pairs"
  | "too_many_alarms"
  | "import_running"
  | "pair_not_found"
  | "alarm_not_found"
  | "fire_not_found"
  | "no_price_yet"
  | "source_unavailable"
  | "store_unavailable"
  | "disk_full"
  | "forbidden_origin"
  | "internal";

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
