import type { Event } from "@/lib/store/event.ts";
import type { State } from "@/lib/store/state.ts";
import type { CommandContext } from "../command.ts";
import { findAtSource, readWanted } from "../find_at_source.ts";
import { MAX_PAIRS } from "../pair_limit.ts";
import { Refusal } from "../refusal.ts";
import type { NamedCoin } from "./read_record.ts";

/** No import waits longer for its new pairs, in milliseconds. */
const LONGEST_MS = 120_000;

/** What adding a pair changes, or why it cannot be added. */
export type FoundPair = readonly Event[] | Refusal;

/** A pair as a record names it. */
export interface NamedPair extends NamedCoin {
  readonly pair: string;
}

/** Looks up the pairs that are not watched yet (by their symbols); symbol → what was found. */
export async function findNewPairs(
  pairs: ReadonlyMap<string, NamedPair>,
  state: State,
  context: CommandContext,
): Promise<Map<string, FoundPair>> {
  const found = new Map<string, FoundPair>();
  const deadline = context.now() + LONGEST_MS;
  // One after the other: sources have their limits, and only a first import names many.
  for (const [symbol, pair] of pairs) {
    if (state.pairs.has(symbol)) continue;
    const problem = refusedUnasked(state.pairs.size + found.size, deadline - context.now());
    found.set(symbol, problem ?? await find(symbol, pair, context));
  }
  return found;
}

/** Sources are not asked for what cannot be added anyway, or for longer than anybody waits. */
function refusedUnasked(count: number, leftMs: number): Refusal | null {
  if (count >= MAX_PAIRS) {
    return new Refusal("too_many_pairs", `More than ${MAX_PAIRS} pairs cannot be watched`, "pair");
  }
  if (leftMs > 0) return null;
  const message = "The source took too long to find the pairs before it; add some of them first";
  return new Refusal("source_unavailable", message, "pair");
}

async function find(symbol: string, named: NamedPair, context: CommandContext): Promise<FoundPair> {
  const { pair, source, coin } = named;
  // A file of another machine may name a source that is not in use here, and its ids say nothing to others.
  const there = source !== undefined && context.sources.has(source)
    ? { pair, source, coin }
    : { pair };
  try {
    const events = await findAtSource(readWanted(there), context);
    const [{ pair: added }] = events;
    if (added.symbol === symbol) return events;
    return new Refusal(
      "invalid_request",
      `${pair} is the pair ${added.symbol}; write that`,
      "pair",
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Where the file names no coin by its id, another source may tell the pair as well.
    if (source !== undefined && coin === undefined) return await find(symbol, { pair }, context);
    if (error.code !== "ambiguous_pair") return error;
    const message = `${error.message}; add that pair by itself, or write source and coin into ` +
      `the file, then import it`;
    return new Refusal(error.code, message, error.field, error.choices);
  }
}
