import { z } from "zod";
import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import { MAX_PAIRS } from "./pair_limit.ts";
import { defineCommand } from "./command.ts";
import { findPair } from "./lookup.ts";
import { Refusal } from "./refusal.ts";

/**
 * Puts the pairs in another order, for everybody. Those that are not named (somebody may have added
 * one meanwhile) follow in the order they had; one that is not watched refuses the whole.
 */
export const reorderPairs = defineCommand({
  answer: "pairs_reordered",
  input: z.strictObject({ pairs: z.array(z.string()).min(1).max(MAX_PAIRS) }),
  run({ pairs: texts }, { store }, cause) {
    const decide = (state: State) => {
      const named = texts.map((text) => findPair(state, text).symbol);
      refuseTwice(named);
      const symbols = [...new Set([...named, ...state.pairs.keys()])];
      const isSame = symbols.join() === [...state.pairs.keys()].join();
      const events: Event[] = isSame ? [] : [{ type: "pairsReordered", symbols }];
      return { events, result: { pairs: symbols } };
    };
    return store.change(decide, cause);
  },
});

function refuseTwice(symbols: readonly string[]): void {
  const twice = symbols.find((symbol, place) => symbols.indexOf(symbol) !== place);
  if (twice === undefined) return;
  throw new Refusal("invalid_request", `Pair ${twice} is named twice; name each once`, "pairs");
}
