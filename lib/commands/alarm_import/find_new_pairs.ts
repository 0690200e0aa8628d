import { parseSymbol } from "@/lib/market/symbol.ts";
import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import type { CommandContext } from "../command.ts";
import { findAtSource } from "../find_at_source.ts";
import { Refusal } from "../refusal.ts";

/** What adding a pair changes, or why it cannot be added. */
export type FoundPair = readonly Event[] | Refusal;

/** Looks up the pairs that are not watched yet; symbol → what was found. */
export async function findNewPairs(
  symbols: ReadonlySet<string>,
  state: State,
  context: CommandContext,
): Promise<Map<string, FoundPair>> {
  const found = new Map<string, FoundPair>();
  const missing = [...symbols].filter((symbol) => !state.pairs.has(symbol));
  // One after the other: sources have their limits, and only a first import names many.
  for (const symbol of missing) found.set(symbol, await find(symbol, context));
  return found;
}

async function find(symbol: string, context: CommandContext): Promise<FoundPair> {
  const parsed = parseSymbol(symbol);
  if (!parsed.ok) return new Refusal("invalid_request", parsed.message, "pair");
  try {
    return await findAtSource(parsed.pair, undefined, context);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
