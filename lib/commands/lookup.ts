import type { Alarm } from "@/lib/alarms/alarm.ts";
import { otherCut, symbolOf } from "@/lib/market/symbol.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import { Refusal } from "./refusal.ts";

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
