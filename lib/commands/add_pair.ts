import { z } from "zod";
import { pairView } from "@/lib/live/pair_view.ts";
import { parseSymbol } from "@/lib/market/symbol.ts";
import type { PairName } from "@/lib/market/symbol.ts";
import { SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import { SourceError, UnknownPairError } from "@/lib/sources/source.ts";
import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { newPair } from "./new_pair.ts";
import { Refusal } from "./refusal.ts";

/** More pairs than this are refused: one process checks them all every few seconds. */
export const MAX_PAIRS = 1000;

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
    const found = await findAtSource(name, source, context);
    const pair = newPair(name, found, context.now());
    const { symbol } = name;
    const events: Event[] = [{ type: "pairAdded", pair }];
    if (found.observation) {
      events.push({ type: "priceObserved", symbol, observation: found.observation });
    }
    const decide = (state: State) => {
      refuseIfImpossible(state, name);
      return { events, result: null };
    };
    await context.store.change(decide, cause);
    const { state, histories } = context.store;
    const added = state.pairs.get(symbol) ?? pair;
    const view = pairView(added, histories.get(symbol), context.now());
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
  if (state.pairs.size >= MAX_PAIRS) {
    const message = `Cannot watch more than ${MAX_PAIRS} pairs; remove one first`;
    throw new Refusal("too_many_pairs", message, "pair");
  }
}

/** Longest wait for a source while a person is waiting for the answer, in milliseconds. */
const FIND_TIMEOUT_MS = 12_000;

async function findAtSource(
  name: PairName,
  source: SourceName | undefined,
  { sources }: CommandContext,
) {
  try {
    return await sources.find(name, AbortSignal.timeout(FIND_TIMEOUT_MS), source);
  } catch (error) {
    if (error instanceof UnknownPairError) {
      throw new Refusal("unknown_pair", describeUnknown(error), "pair");
    }
    if (error instanceof SourceError) {
      const message = `Cannot look up ${name.symbol} now: ${error.message}; try again in a while`;
      throw new Refusal("source_unavailable", message, "pair");
    }
    throw error;
  }
}

function describeUnknown({ message, suggestions }: UnknownPairError): string {
  if (suggestions.length === 0) return `${message}; check the spelling`;
  return `${message}; did you mean ${suggestions.slice(0, 5).join(", ")}?`;
}
