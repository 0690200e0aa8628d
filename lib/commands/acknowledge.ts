import { z } from "zod";
import type { State } from "@/lib/alarms/pair.ts";
import type { Event } from "@/lib/store/events.ts";
import { doInTurns, type Steps } from "@/lib/time/turns.ts";
import { defineCommand } from "./command.ts";
import { Refusal } from "./refusal.ts";

/** Longer lists are refused unread: what is wrong with each item takes time to tell. */
const MAX_IDS = 5000;
/** So many are silenced by one change: each has a line in the log, and one change is announced in one turn. */
const AT_ONCE = 500;

const Fires = z.union([
  z.strictObject({ fireId: z.string() }),
  z.strictObject({ fireIds: z.array(z.string()).max(MAX_IDS) }),
  z.strictObject({ all: z.literal(true) }),
], {
  error: "Give fireId (the id of one fire), fireIds (a list of at most 5000 such ids) or all: true",
});

/** Silences one fire, several, or all that ring, on every screen. */
export const acknowledge = defineCommand({
  answer: "fire_acknowledged",
  input: Fires,
  async run(input, { store, now }, cause) {
    const acknowledgedAt = new Date(now()).toISOString();
    const by = cause.address;
    const isMany = !("fireId" in input) && ringing(store.state).length > AT_ONCE;
    const most = isMany ? AT_ONCE : Infinity;
    let fireIds: readonly string[] = [];
    const decide = (state: State) => {
      fireIds = meant(state, input);
      return { events: silencing(fireIds.slice(0, most), acknowledgedAt, by), result: null };
    };
    // The frame of a part is not the answer.
    const parts = [handled(store.change(decide, isMany ? { address: by } : cause))];
    const silenceRest = function* (): Steps<void> {
      for (let from = most; from < fireIds.length; from += most) {
        const part = fireIds.slice(from, from + most);
        const decidePart = (state: State) => {
          const left = meant(state, { fireIds: part });
          return { events: silencing(left, acknowledgedAt, by), result: null };
        };
        parts.push(handled(store.change(decidePart, { address: by })));
        yield;
      }
    };
    // They are decided while the first is written, and share the next commit.
    if (isMany) await doInTurns(silenceRest());
    await Promise.all(parts);
    return { fireIds, acknowledgedAt, by };
  },
});

/** It may fail before it is waited for, which is nobody's unknown error. */
function handled<T>(change: Promise<T>): Promise<T> {
  change.catch(() => {});
  return change;
}

function silencing(fireIds: readonly string[], at: string, by: string): Event[] {
  return fireIds.map((fireId) => ({ type: "fireAcknowledged", fireId, at, by }));
}

function meant(
  state: State,
  input: z.infer<typeof Fires> | { readonly fireIds: readonly string[] },
): string[] {
  if ("fireId" in input) return ringingOrKnown(state, input.fireId);
  if ("all" in input) return ringing(state);
  // What one screen shows may be silenced on another, and forgotten, by the time it asks.
  const wanted = new Set(input.fireIds);
  return ringing(state).filter((id) => wanted.has(id));
}

function ringing(state: State): string[] {
  return state.fires.filter((fire) => fire.acknowledgedAt === null).map((fire) => fire.id);
}

/** Acknowledging twice is harmless: two people click at the same time. */
function ringingOrKnown(state: State, fireId: string): string[] {
  const fire = state.fires.find((candidate) => candidate.id === fireId);
  if (!fire) {
    throw new Refusal("fire_not_found", `There is no fire ${fireId.slice(0, 60)}`, "fireId");
  }
  return fire.acknowledgedAt === null ? [fireId] : [];
}
