import { notListed, notTraded } from "./listing_problem.ts";
import { type Listing, listingOf, type Listings, type ListingsBySymbol } from "./listings.ts";
import type { PairTrouble, PairTroubles } from "./pair_trouble.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { ListedPair } from "./source.ts";

/** While pairs are in trouble, the list is not older than this, in milliseconds. */
const CHECKED_AGAIN_MS = 5 * 60 * 1000;

/**
 * The pairs that an exchange lists no longer, or does not trade now.
 * @throws {SourceError} there is no list yet, and the exchange could not be asked
 */
export async function listingTroubles(
  source: SourceName,
  pairs: readonly ListedPair[],
  listings: Listings<Listing>,
  signal: AbortSignal,
): Promise<PairTroubles> {
  if (pairs.length === 0) return new Map();
  const known = troublesIn(await listings.get(signal), source, pairs);
  if (known.size === 0) return known;
  return troublesIn(await listings.get(signal, CHECKED_AGAIN_MS), source, pairs);
}

function troublesIn(
  listings: ListingsBySymbol<Listing>,
  source: SourceName,
  pairs: readonly ListedPair[],
): PairTroubles {
  const troubles = new Map<string, PairTrouble>();
  for (const pair of pairs) {
    const { symbol } = pair;
    const listing = listingOf(listings, pair);
    if (listing === undefined) {
      troubles.set(symbol, { kind: "delisted", reason: notListed(source, symbol) });
    } else if (listing.standing !== "traded") {
      troubles.set(symbol, { kind: listing.standing, reason: notTraded(source, listing) });
    }
  }
  return troubles;
}
