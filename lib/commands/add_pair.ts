import { z } from "zod";
import { pairView } from "@/lib/live/pair_view.ts";
import { parseSymbol } from "@/lib/market/symbol.ts";
import type { PairName } from "@/lib/market/symbol.ts";
import { SOURCE_NAMES } from "@/lib/market/source_name.ts";
import type { State } from "@/lib/store/state.ts";
import { defineCommand } from "./command.ts";
import { findAtSource } from "./find_at_source.ts";
import { refuseTooManyPairs } from "./pair_limit.ts";
import { Refusal } from "./refusal.ts";

/** Starts watching a pair, with its price at once. */
export const addPair = defineCommand({
  answer: "pair_added",
  input: z.strictObject({
    pair: z.string(),
    /** Where the price is to come from; `PRICE_SOURCE` decides when not given. */
    source: z.enum(SOURCE_NAMES, `must be one of ${SOURCE_NAMES.join(", ")}`).optional(),
  }),
  async run({ pair: text, source }, context, cause) {
    const name = parseName(text);
    refuseIfImpossible(context.store.state, name);
    const events = await findAtSource(name, source, context);
    const decide = (state: State) => {
      refuseIfImpossible(state, name);
      return { events, result: null };
    };
    await context.store.change(decide, cause);
    const { state, histories } = context.store;
    const added = state.pairs.get(name.symbol) ?? events[0].pair;
    const view = pairView(added, histories.get(name.symbol), context.now());
    return { success: true as const, pair: view };
  },
});

function parseName(text: string): PairName {
  const parsed = parseSymbol(text);
  if (!parsed.ok) throw new Refusal("invalid_request", parsed.message, "pair");
  return parsed.pair;
}

function refuseIfImpossible(state: State, { symbol }: PairName): void {
  if (state.pairs.has(symbol)) {
    throw new Refusal("pair_exists", `Pair ${symbol} is already watched`, "pair");
  }
  refuseTooManyPairs(state.pairs.size);
}
