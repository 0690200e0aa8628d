import type { Snapshot } from "../protocol.ts";
import { arrangePairs } from "./arrange_pairs.ts";
import type { BoardView } from "./board_view.ts";

/** How many rows are in the page before any script runs: more than a screen shows. */
export function firstRowCount({ isCompact }: Pick<BoardView, "isCompact">): number {
  return isCompact ? 120 : 40;
}

/** The symbols of those rows. */
export function firstRows(snapshot: Snapshot, view: BoardView): ReadonlySet<string> {
  const { pairs, ringing, status: { stale }, serverTime } = snapshot;
  const state = {
    ...{ ringing: new Set(ringing.map(({ pair }) => pair)), stale },
    now: Date.parse(serverTime),
  };
  const shown = arrangePairs(pairs, view, state).slice(0, firstRowCount(view));
  return new Set(shown.map(({ symbol }) => symbol));
}
