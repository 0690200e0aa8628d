import { type AnnouncedFire, RESOLUTION_MS } from "./plain_alarm.ts";
import type { Cell } from "./plain_cells.ts";

/** What was told so shortly before a change may be found before it or not, in milliseconds. */
export const TURN_MS = 3_000;

/** Whether an alarm had fired for something later when the cell, or what was before it, was told. */
export function isOutrun(
  fires: readonly AnnouncedFire[],
  { to, toldAt, knownAt, isOvertaken }: Cell,
): boolean {
  if (knownAt <= to + TURN_MS) return false;
  const latest = isOvertaken ? Math.max(knownAt, toldAt + TURN_MS) : knownAt - 1;
  return fires.some(({ at, foundAt }) => at >= to && foundAt <= latest);
}

/** Whether an alarm may stand after a cell as it stood before, since nobody evaluated it. */
export function isPassedOver(fires: readonly AnnouncedFire[], cell: Cell): boolean {
  // While a far price waits for another trade, no time that passes without one is evaluated.
  return isOutrun(fires, cell) || (cell.isVague && cell.isSilent) || cell.isPoint;
}

/** Whether a fire that was not explained cannot be any more. */
export function isLeftBehind(fire: AnnouncedFire | undefined, { settledTo }: Cell): boolean {
  return fire !== undefined && fire.at < settledTo - RESOLUTION_MS;
}

/** Whether it had fired since the cell before all up to it was told. */
export function isOvertakenByFire(
  fires: readonly AnnouncedFire[],
  { from, toldAt, knownAt }: Cell,
): boolean {
  if (knownAt <= toldAt + TURN_MS) return false;
  return fires.some(({ at, foundAt }) => at >= from && foundAt < knownAt);
}

/**
 * Whether a fire was found by a price alone, before something that led to it was told, late: alarms do not wait for that
 * without end.
 */
export function isBeforeTold(
  { foundAt }: AnnouncedFire,
  cells: readonly Cell[],
  index: number,
): boolean {
  for (let nth = index - 1; (cells[nth]?.knownAt ?? -Infinity) > foundAt; nth--) {
    const { to = 0, toldAt = 0 } = cells[nth] ?? {};
    if (toldAt > Math.max(foundAt, to + TURN_MS)) return true;
  }
  return false;
}
