import type { Snapshot } from "@/lib/live/protocol.ts";

/** With more alarms than this in all, a page comes without some that it does not draw. */
const MOST_ALARMS = 5000;

export interface LightOptions {
  /** Whether a pair is drawn in the page's first HTML. */
  readonly isDrawn: (symbol: string) => boolean;
  /** Alarms of all pairs are drawn, so the first of them stay. */
  readonly hasAlarms?: boolean;
}

/**
 * A snapshot for a page's first HTML, with the newest points of those pairs only that it draws. The
 * points, and with very many the alarms, are most of its bytes and of the time it takes to write; the
 * socket brings all of them a moment later.
 */
export function lightSnapshot(
  snapshot: Snapshot,
  { isDrawn, hasAlarms = false }: LightOptions,
): Snapshot {
  const count = snapshot.pairs.reduce((sum, { alarms }) => sum + alarms.length, 0);
  let room = count <= MOST_ALARMS ? count : hasAlarms ? MOST_ALARMS : 0;
  const pairs = snapshot.pairs.map((pair) => {
    if (isDrawn(pair.symbol)) return pair;
    const alarms = pair.alarms.length <= room ? pair.alarms : pair.alarms.slice(0, room);
    room -= alarms.length;
    return { ...pair, priceHistory: [], alarms };
  });
  return { ...snapshot, pairs };
}
