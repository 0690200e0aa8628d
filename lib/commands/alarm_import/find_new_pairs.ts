import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import type { CommandContext } from "../command.ts";
import { findAtSource, readWanted } from "../find_at_source.ts";
import { Refusal } from "../refusal.ts";

/** What adding a pair changes, or why it cannot be added. */
export type FoundPair = readonly Event[] | Refusal;

/** Looks up the pairs that are not watched yet (symbol → how a record names it); symbol → what was found. */
export async function findNewPairs(
  pairs: ReadonlyMap<string, string>,
  state: State,
  context: CommandContext,
): Promise<Map<string, FoundPair>> {
  const found = new Map<string, FoundPair>();
  // One after the other: sources have their limits, and only a first import names many.
  for (const [symbol, pair] of pairs) {
    if (!state.pairs.has(symbol)) found.set(symbol, await find(symbol, pair, context));
  }
  return found;
}

async function find(symbol: string, pair: string, context: CommandContext): Promise<FoundPair> {
  try {
    const events = await findAtSource(readWanted({ pair }), context);
    const [{ pair: added }] = events;
    if (added.symbol === symbol) return events;
    return new Refusal(
      "invalid_request",
      `${pair} is the pair ${added.symbol}; write that`,
      "pair",
    );
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
