import { type Change, type Dropped, RESOLUTION_MS } from "./plain_alarm.ts";
import { type Cell, firstAfter } from "./plain_cells.ts";

/** What was told may be evaluated so much later: with the next check, or once it can be told that a second is over. */
const NEXT_TURN_MS = 20_000;
/** What is told and not evaluated yet is not worth a word, if it is no longer. */
const UNSAID_MS = 1_000;

/** Whether a cell must have been evaluated when an alarm begins anew or is removed; where neither comes, it is some day. */
export function isEvaluatedBy(end: Change | undefined, { to, knownAt }: Cell): boolean {
  if (end === undefined) return true;
  if (knownAt > end.at) return false;
  // Whoever removes an alarm is not told what of it was told, but not evaluated yet.
  if (!("dropped" in end)) return knownAt <= end.at - NEXT_TURN_MS;
  return to <= droppedFrom(end.at, end.dropped);
}

function droppedFrom(at: number, dropped: Dropped): number {
  return dropped?.from ?? at - UNSAID_MS - RESOLUTION_MS;
}

/**
 * Where an answer says more or less of what is dropped than is true: what was told long ago has been evaluated, what
 * was told only after it has not. Null where it is right.
 *
 * @param cells of the alarm's pair, oldest first
 */
export function wronglyDropped(
  cells: readonly Cell[],
  { at, begunAt, dropped }: {
    readonly at: number;
    /** When the alarm began before. */
    readonly begunAt: number;
    readonly dropped: Dropped;
  },
): number | null {
  const from = droppedFrom(at, dropped);
  if (dropped !== null && (dropped.to !== at || from < begunAt)) return dropped.from;
  const isWrong = (cell: Cell) => {
    if (cell.from < begunAt) return false;
    // What a far price waits in has not been evaluated yet, however long ago it was told; what is only shown never is.
    const isOpen = cell.isVague || cell.isPoint || cell.settledTo < cell.to || cell.mayBeForgotten;
    // Before what stays asked for is told or given up, what came after it is not evaluated for good either. So does the
    // rest of a second of which only a message in its middle told: that it had all nobody knew.
    const knownAt = Math.max(cell.knownAt, cell.overAt, cell.lostAt);
    if (cell.from >= from) return !isOpen && knownAt < at - 2 * NEXT_TURN_MS;
    return cell.to <= from && cell.toldAt > at;
  };
  for (let nth = firstAfter(cells, begunAt); (cells[nth]?.to ?? Infinity) <= at; nth++) {
    const cell = cells[nth];
    if (cell !== undefined && isWrong(cell)) return cell.from;
  }
  return null;
}
