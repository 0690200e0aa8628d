import type { Snapshot } from "@/lib/live/protocol.ts";

/**
 * A snapshot for a page's first HTML, with the newest points of those pairs only that it draws. The
 * points are most of its bytes; the socket brings all of them a moment later.
 */
export function lightSnapshot(snapshot: Snapshot, isDrawn: (symbol: string) => boolean): Snapshot {
  const pairs = snapshot.pairs.map((pair) =>
    isDrawn(pair.symbol) ? pair : { ...pair, priceHistory: [] }
  );
  return { ...snapshot, pairs };
}
