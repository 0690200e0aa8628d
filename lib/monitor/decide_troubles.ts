import type { PairTrouble, PairTroubles } from "@/lib/sources/pair_trouble.ts";
import { withNewName } from "@/lib/sources/with_new_name.ts";
import type { Event } from "@/lib/store/event.ts";
import type { Pair, State, StoredTrouble } from "@/lib/store/state.ts";

/** What a source answered about the health of pairs. */
export interface HealthAnswer {
  /** The pairs as they were when it was asked. */
  readonly asked: readonly Pair[];
  readonly troubles: PairTroubles;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

type TroubleEvent = Event & { readonly type: "pairTroubled" };

/** Decides which pairs their source has given up, and which it trades again. */
export function decideTroubles(
  { pairs }: State,
  { asked, troubles, now }: HealthAnswer,
): readonly TroubleEvent[] {
  return asked.flatMap(({ symbol, addedAt, source }) => {
    const pair = pairs.get(symbol);
    // Removed, and perhaps added again, while the source was asked.
    if (pair === undefined || pair.addedAt !== addedAt || pair.source !== source) return [];
    const trouble = nextTrouble(pair, troubles.get(symbol), now);
    if (trouble === pair.trouble) return [];
    return [{ type: "pairTroubled" as const, symbol, trouble }];
  });
}

function nextTrouble(
  { base, trouble: before }: Pair,
  found: PairTrouble | undefined,
  now: number,
): StoredTrouble | null {
  if (found === undefined) return null;
  const trouble = withNewName(found, base);
  if (before?.kind !== trouble.kind) return { ...trouble, since: new Date(now).toISOString() };
  // The same trouble in other words began when it began.
  return before.reason === trouble.reason ? before : { ...trouble, since: before.since };
}
