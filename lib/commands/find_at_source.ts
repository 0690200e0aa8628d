import type { PairName } from "@/lib/market/symbol.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { SourceError, UnknownPairError } from "@/lib/sources/source.ts";
import type { Event } from "@/lib/store/event.ts";
import type { CommandContext } from "./command.ts";
import { newPair } from "./new_pair.ts";
import { Refusal } from "./refusal.ts";

/** Longest wait for a source while a person is waiting for the answer, in milliseconds. */
const FIND_TIMEOUT_MS = 12_000;

/** Asks the sources for a pair; answers what adding it changes. @throws {Refusal} when none has it, or none answers */
export async function findAtSource(
  name: PairName,
  source: SourceName | undefined,
  { sources, now }: CommandContext,
): Promise<readonly [Event & { type: "pairAdded" }, ...Event[]]> {
  const { symbol } = name;
  try {
    const found = await sources.find(name, AbortSignal.timeout(FIND_TIMEOUT_MS), source);
    const added = { type: "pairAdded" as const, pair: newPair(name, found, now()) };
    const { observation } = found;
    return observation ? [added, { type: "priceObserved", symbol, observation }] : [added];
  } catch (error) {
    if (error instanceof UnknownPairError) {
      throw new Refusal("unknown_pair", describeUnknown(error), "pair");
    }
    if (error instanceof SourceError) {
      const message = `Cannot look up ${symbol} now: ${error.message}; try again in a while`;
      throw new Refusal("source_unavailable", message, "pair");
    }
    throw error;
  }
}

function describeUnknown({ message, suggestions }: UnknownPairError): string {
  if (suggestions.length === 0) return `${message}; check the spelling`;
  return `${message}; did you mean ${suggestions.slice(0, 5).join(", ")}?`;
}
