import type { Fire } from "@/lib/alarms/fire.ts";
import { type PlacedAlarm, TOLERANCE_MS } from "./place_alarms.ts";
import type { PlainFire } from "./plain_model.ts";

/** What is not as the plain model has it, in words; empty when all is. */
export function differences(
  alarms: readonly PlacedAlarm[],
  fires: readonly (readonly Fire[])[],
): string[] {
  return alarms.flatMap((placed, index) => {
    const found = fires[index] ?? [];
    const { expected } = placed;
    const isSame = found.length === expected.fires.length &&
      found.every((fire, nth) => isThe(fire, expected.fires[nth], placed.alarm));
    return isSame ? [] : [tellDifference(placed, found)];
  });
}

/** Later by the width of the bar that told it, but not otherwise different. */
function isThe(
  { timestamp, direction }: Fire,
  expected: PlainFire | undefined,
  { type }: PlacedAlarm["alarm"],
): boolean {
  if (expected === undefined || direction !== expected.direction) return false;
  const lateBy = Date.parse(timestamp) - expected.at;
  // The first price of a window may be one from after a bar's width: then a fall from there shows that much sooner.
  const soonest = type === "timeframe" ? -TOLERANCE_MS : 0;
  return lateBy >= soonest && lateBy <= TOLERANCE_MS;
}

function tellDifference({ symbol, alarm, expected }: PlacedAlarm, found: readonly Fire[]): string {
  const { note: _note, expiresAt: _expiresAt, ...told } = alarm;
  const wanted = expected.fires.map(({ at, direction }) => `${clockTime(at)} ${direction}`);
  const had = found.map(({ timestamp, direction, late }) =>
    `${clockTime(Date.parse(timestamp))} ${direction}${late ? " late" : ""}`
  );
  return `${symbol} ${JSON.stringify(told)}\n  model:   ${wanted}\n  program: ${had}`;
}

function clockTime(moment: number): string {
  return new Date(moment).toISOString().slice(11, 23);
}
