import type { Event } from "@/lib/store/event.ts";
import type { Pair, State } from "@/lib/store/state.ts";

export interface ClockMove {
  /** Milliseconds, negative when it was set back. */
  readonly deltaMs: number;
  /** Milliseconds since the Unix epoch, by the clock as it is set now. */
  readonly now: number;
  /** Sources that date their prices themselves. */
  readonly ownTime: ReadonlySet<string>;
}

/** By how much the measured move may be wrong, in milliseconds. */
const GRAIN_MS = 5_000;

/** Decides which pairs move along with a clock that was set. */
export function decideClockMove({ pairs }: State, move: ClockMove): Event[] {
  if (pairs.size === 0) return [];
  const moving = [...pairs.values()].filter((pair) => isDatedByOldClock(pair, move));
  const symbols = new Set(moving.map((pair) => pair.symbol));
  return [{ type: "clockMoved", deltaMs: move.deltaMs, symbols }];
}

/** A pair that was added between the move and its discovery has its moments from the clock as it is set now. */
function isDatedByOldClock({ source, lastUpdate }: Pair, move: ClockMove): boolean {
  if (move.ownTime.has(source)) return false;
  if (lastUpdate === null) return true;
  return Date.parse(lastUpdate) + move.deltaMs <= move.now + GRAIN_MS;
}
