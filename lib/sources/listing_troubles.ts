import { notListed, notTraded } from "./listing_problem.ts";
import type { Listing } from "./listings.ts";
import type { PairTrouble } from "./pair_trouble.ts";
import type { ListedPair, SourceName } from "./source.ts";

/** The pairs that an exchange lists no longer, or does not trade now. */
export function listingTroubles(
  source: SourceName,
  pairs: readonly ListedPair[],
  listings: ReadonlyMap<string, Listing>,
): Map<string, PairTrouble> {
  const troubles = new Map<string, PairTrouble>();
  for (const { symbol } of pairs) {
    const listing = listings.get(symbol);
    if (listing === undefined) {
      troubles.set(symbol, { kind: "delisted", reason: notListed(source, symbol) });
    } else if (listing.standing !== "traded") {
      troubles.set(symbol, { kind: listing.standing, reason: notTraded(source, listing) });
    }
  }
  return troubles;
}
