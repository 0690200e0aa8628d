import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { type Event, EVENTS_A_CHANGE } from "@/lib/store/events.ts";
import { changeInParts, defineCommand, Refusal } from "./command.ts";

/** Longer lists are refused unread: what is wrong with each item takes time to tell. */
const MAX_IDS = 5000;

/** Not a union of three: what is wrong with one of them would be told without its field. */
const Fires = z.strictObject({
  fireId: z.string(must("be the id of a fire")).optional(),
  fireIds: z.array(z.string(must("be the id of a fire")), must("be a list of ids of fires"))
    .max(MAX_IDS, must(`have at most ${MAX_IDS} ids; send several requests`)).optional(),
  all: z.literal(true, must("be true, or left out")).optional(),
}).check(({ value, issues }) => {
  const [, other] = Object.keys(value);
  if (other !== undefined) {
    const message = "cannot be given with what names other fires; send one of them";
    issues.push({ code: "custom", message, path: [other], input: value });
  } else if (Object.keys(value).length === 0) {
    const message = "Give fireId (the id of one fire), fireIds (a list of such ids) or all: true";
    issues.push({ code: "custom", message, input: value });
  }
});

/** Silences one fire, several, or all that ring, on every screen. */
export const acknowledge = defineCommand({
  answer: "fire_acknowledged",
  input: Fires,
  async run(input, { store, now }, cause) {
    const acknowledgedAt = new Date(now()).toISOString();
    const { address } = cause;
    const by = cause.by?.name ?? address;
    const isMany = input.fireId === undefined && ringing(store.state).length > EVENTS_A_CHANGE;
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
  { fireId, fireIds }: Pick<z.infer<typeof Fires>, "fireId" | "fireIds">,
): string[] {
  if (fireId !== undefined) return ringingOrKnown(state, fireId);
  if (fireIds === undefined) return ringing(state);
  // What one screen shows may be silenced on another, and forgotten, by the time it asks.
  const wanted = new Set(fireIds);
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
