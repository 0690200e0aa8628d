import { z } from "zod";
import type { State } from "@/lib/alarms/pair.ts";
import type { Event } from "@/lib/store/events.ts";
import { changeInParts, defineCommand, EVENTS_A_CHANGE } from "./command.ts";
import { Refusal } from "./refusal.ts";

/** Longer lists are refused unread: what is wrong with each item takes time to tell. */
const MAX_IDS = 5000;

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
    const { address } = cause;
    const by = cause.by?.name ?? address;
    const isMany = !("fireId" in input) && ringing(store.state).length > EVENTS_A_CHANGE;
    const first = (state: State) => {
      const fireIds = meant(state, input);
      return { events: silencing(fireIds, acknowledgedAt, by), result: fireIds };
    };
    const later = (state: State, events: readonly Event[]) => {
      const fireIds = events.flatMap((event) => "fireId" in event ? [event.fireId] : []);
      return silencing(meant(state, { fireIds }), acknowledgedAt, by);
    };
    // The frame of a part is not the answer.
    const partCause = isMany ? { address, by: cause.by } : cause;
    const fireIds = await changeInParts(store, { first, later }, partCause);
    return { fireIds, acknowledgedAt, by };
  },
});

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
