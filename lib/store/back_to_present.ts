import { shiftPair } from "./shift_pair.ts";
import type { Pair, State } from "./state.ts";

/** Moments may be ahead of the clock by this much before it counts as set back, in milliseconds. */
const MAX_AHEAD_MS = 5_000;

/**
 * The state as it is right for a clock that was set back while the program did not run: a last price
 * ahead of `now` would else keep every new one out until the clock has caught up. Sources in `ownTime`
 * date their prices themselves.
 */
export function backToPresent(state: State, now: number, ownTime: ReadonlySet<string>): State {
  const moved = [...state.pairs.values()].flatMap((pair) => {
    const ahead = newestMoment(pair) - now;
    if (ownTime.has(pair.source) || ahead <= MAX_AHEAD_MS) return [];
    return [shiftPair(pair, -ahead, new Set([pair.symbol]))];
  });
  if (moved.length === 0) return state;
  const changes = moved.map((pair): [string, Pair] => [pair.symbol, pair]);
  return { ...state, pairs: new Map([...state.pairs, ...changes]) };
}

function newestMoment({ lastUpdate, unconfirmed }: Pair): number {
  const newest = unconfirmed?.timestamp ?? lastUpdate;
  return newest === null ? -Infinity : Date.parse(newest);
}
