import { z } from "zod";
import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import { defineCommand } from "./command.ts";
import { findPair } from "./lookup.ts";

/** Stops watching a pair; its alarms go with it, and what rings for it falls silent. */
export const removePair = defineCommand({
  answer: "pair_removed",
  input: z.strictObject({ pair: z.string() }),
  run({ pair: text }, { store, now }, cause) {
    const decide = (state: State) => {
      const { symbol } = findPair(state, text);
      const at = new Date(now()).toISOString();
      const silenced: Event[] = state.fires
        .filter((fire) => fire.pair === symbol && fire.acknowledgedAt === null)
        .map((fire) => ({ type: "fireAcknowledged", fireId: fire.id, at, by: cause.address }));
      const events: Event[] = [...silenced, { type: "pairRemoved", symbol }];
      return { events, result: { pair: symbol } };
    };
    return store.change(decide, cause);
  },
});
