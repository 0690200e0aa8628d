import { z } from "zod";
import { must } from "@/lib/alarms/alarm_input.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import { Refusal } from "./refusal.ts";

const idsRule = must("be a list of at least one alarm id");

/** Longer lists are refused unread: what is wrong with each item takes time to tell. */
const MAX_IDS = 5000;
const tooMany = must(`have at most ${MAX_IDS} ids; send several requests`);

/** Several alarms by their ids, of whichever pairs. */
export const NamedAlarms = z.strictObject({
  ids: z.array(z.string(), idsRule).min(1, idsRule).max(MAX_IDS, tooMany),
});

export interface NamedAlarm {
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
