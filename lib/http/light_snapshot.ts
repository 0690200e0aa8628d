import type { Snapshot } from "@/lib/live/protocol.ts";

/** With more alarms than this in all, a page comes without some that it does not draw. */
const MOST_ALARMS = 2000;
/** What the page of all alarms comes with then: more than it draws at once. */
const FIRST_ALARMS = 300;

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
  const drawn = snapshot.pairs.filter(({ symbol }) => isDrawn(symbol)).length;
  const isLong = count > MOST_ALARMS;
  const ofDrawn = isLong ? Math.floor(MOST_ALARMS / drawn) : count;
  let room = !isLong ? count : hasAlarms ? FIRST_ALARMS : 0;
  const pairs = snapshot.pairs.map((pair) => {
    if (isDrawn(pair.symbol)) return { ...pair, alarms: atMost(pair.alarms, ofDrawn) };
    const alarms = atMost(pair.alarms, room);
    room -= alarms.length;
    return { ...pair, priceHistory: NONE, alarms };
  });
  return { ...snapshot, pairs };
}

/** Shared, so that the page's data holds it once. */
const NONE: never[] = [];

function atMost<T>(items: T[], most: number): T[] {
  if (items.length <= most) return items;
  return most === 0 ? NONE : items.slice(0, most);
}
