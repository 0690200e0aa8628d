import type { Snapshot } from "@/lib/live/protocol.ts";

/** With more alarms than this in all, a page comes without those of pairs that it does not draw. */
const MOST_ALARMS = 5000;

export interface LightOptions {
  /** Whether a pair is drawn in the page's first HTML. */
  readonly isDrawn: (symbol: string) => boolean;
  /** Alarms of all pairs are drawn. */
  readonly hasAllAlarms?: boolean;
}

/**
 * A snapshot for a page's first HTML, with the newest points of those pairs only that it draws. The
 * points, and with very many the alarms, are most of its bytes and of the time it takes to write; the
 * socket brings all of them a moment later.
 */
export function lightSnapshot(
  snapshot: Snapshot,
  { isDrawn, hasAllAlarms = false }: LightOptions,
): Snapshot {
  const count = snapshot.pairs.reduce((sum, { alarms }) => sum + alarms.length, 0);
  const left = hasAllAlarms || count <= MOST_ALARMS
    ? { priceHistory: [] }
    : { priceHistory: [], alarms: [], references: {} };
  const pairs = snapshot.pairs.map((pair) => isDrawn(pair.symbol) ? pair : { ...pair, ...left });
  return { ...snapshot, pairs };
}
