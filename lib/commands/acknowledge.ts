import { z } from "zod";
import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import { defineCommand } from "./command.ts";
import { Refusal } from "./refusal.ts";

/** Silences one fire, or all that ring, on every screen. */
export const acknowledge = defineCommand({
  answer: "fire_acknowledged",
  input: z.union([
    z.strictObject({ fireId: z.string() }),
    z.strictObject({ all: z.literal(true) }),
  ], { error: "Give either fireId (the id of one fire) or all: true" }),
  run(input, { store, now }, cause) {
    const at = new Date(now()).toISOString();
    const by = cause.address;
    const decide = (state: State) => {
      const fireIds = "fireId" in input ? ringingOrKnown(state, input.fireId) : ringing(state);
      const events = fireIds.map((fireId): Event => ({ type: "fireAcknowledged", fireId, at, by }));
      return { events, result: { fireIds, acknowledgedAt: at, by } };
    };
    return store.change(decide, cause);
  },
});

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
