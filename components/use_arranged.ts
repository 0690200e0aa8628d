import { useMemo, useRef } from "preact/hooks";
import { arrangePairs, type BoardState } from "@/lib/live/board/arrange_pairs.ts";
import type { BoardView } from "@/lib/live/board/board_view.ts";
import type { PairView } from "@/lib/live/protocol.ts";

/**
 * The symbols of the pairs that a view shows, in its order. Prices alone do not move a row: the
 * order follows them when `state.now` moves, so that rows do not run away from a hand.
 */
export function useArranged(
  pairs: readonly PairView[],
  view: BoardView,
  { ringing, stale, now }: BoardState,
): readonly string[] {
  const known = useRef(pairs);
  if (!isSameButPrices(known.current, pairs)) known.current = pairs;
  return useMemo(
    () => arrangePairs(pairs, view, { ringing, stale, now }).map(({ symbol }) => symbol),
    [known.current, view, [...ringing].join(), stale, now],
  );
}

function isSameButPrices(before: readonly PairView[], after: readonly PairView[]): boolean {
  return before.length === after.length && after.every((pair, place) => {
    const other = before[place];
    return pair.symbol === other?.symbol && pair.alarms === other.alarms &&
      pair.trouble === other.trouble;
  });
}
