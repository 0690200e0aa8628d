import type { Pair } from "@/lib/alarms/pair.ts";
import type { PairView, Snapshot } from "@/lib/protocol/frames.ts";
import { pairView } from "@/lib/protocol/pair_view.ts";
import { newestMoment, SAME_MOMENT_MS, slimPair, wholePair } from "@/lib/protocol/slim.ts";
import { doInTurns, type Steps } from "@/lib/time/turns.ts";
import type { Services } from "./define.ts";

/** With more alarms than this in all, a page comes without some that it does not draw. */
const MOST_ALARMS = 2000;
/** What the page of all alarms, or of one pair, comes with then: more than it draws at once. */
const FIRST_ALARMS = 300;

interface LightOptions {
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
  const ofDrawn = isLong ? Math.min(Math.floor(MOST_ALARMS / drawn), FIRST_ALARMS) : count;
  let room = !isLong ? count : hasAlarms ? FIRST_ALARMS : 0;
  const at = newestMoment(snapshot.pairs);
  const pairs = snapshot.pairs.map((pair) => {
    if (isDrawn(pair.symbol)) return withAlarms(shownPair(pair, at), ofDrawn);
    const light = withAlarms({ ...shownPair(pair, at), priceHistory: NONE }, room);
    room -= light.alarms.length;
    return light;
  });
  return { ...snapshot, pairs };
}

// Views are replaced, never changed in place.
const shownPairs = new WeakMap<PairView, { readonly at: number; readonly shown: PairView }>();

/** A pair as the socket brings it a moment later, so that nothing on the page moves then. */
function shownPair(pair: PairView, at: number): PairView {
  const known = shownPairs.get(pair);
  if (known !== undefined && Math.abs(known.at - at) <= SAME_MOMENT_MS) return known.shown;
  const whole = wholePair(slimPair(pair, at), new Date(at).toISOString());
  const { references = NOTHING } = pair;
  const shown = { ...whole, references, alarms: pair.alarms };
  shownPairs.set(pair, { at, shown });
  return shown;
}

/**
 * What a page begins with, made in turns: of a thousand pairs it takes longer than one may. A page that waits
 * for something else, too, asks for it after that.
 */
export async function pageSnapshot(
  services: Pick<Services, "parts" | "snapshot">,
): Promise<Snapshot> {
  return await doInTurns(pageSteps(services));
}

function* pageSteps(services: Pick<Services, "parts" | "snapshot">): Steps<Snapshot> {
  // Once more, because a check may have moved all of them meanwhile; otherwise it takes a moment.
  for (let nth = 0; nth < 2; nth++) for (const _made of services.parts().pairs) yield;
  const made = services.snapshot();
  yield;
  const at = newestMoment(made.pairs);
  for (const pair of made.pairs) {
    shownPair(pair, at);
    yield;
  }
  return made;
}

/** The part of a snapshot that is about one pair, and what is about the whole program. */
export function ofPair(snapshot: Snapshot, symbol: string): Snapshot {
  const { stale, noData, doubts, unwatchedSeconds, backfills, ...others } = snapshot.status;
  const own = <T>(bySymbol: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(bySymbol).filter(([name]) => name === symbol));
  const status = {
    ...{ ...others, stale: own(stale), noData: own(noData), doubts: own(doubts) },
    ...(unwatchedSeconds && { unwatchedSeconds: own(unwatchedSeconds) }),
    ...(backfills && { backfills: own(backfills) }),
  };
  return { ...snapshot, status, pairs: snapshot.pairs.filter((pair) => pair.symbol === symbol) };
}

/** Shared, so that the page's data holds it once. */
const NONE: never[] = [];
const NOTHING = {};

/** So many of its alarms at most, and how many others there are. */
function withAlarms(pair: PairView, most: number): PairView {
  const leftOut = pair.alarms.length - most;
  if (leftOut <= 0) return pair;
  return { ...pair, alarms: most === 0 ? NONE : pair.alarms.slice(0, most), leftOut };
}

/** A pair as it stands on the wire now. */
export function viewOf(pair: Pair, { store, now }: Pick<Services, "store" | "now">): PairView {
  return pairView(pair, store.histories.get(pair.symbol), now());
}
