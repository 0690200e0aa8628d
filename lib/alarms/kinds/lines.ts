import type { KindLine } from "./line.ts";
import { percentChangeLine } from "./percentChange/line.ts";
import type { AlarmCondition, Kind } from "./schemas.ts";
import { targetLine } from "./target/line.ts";
import { timeframeLine } from "./timeframe/line.ts";

/** How each kind is written and read in a line of text. */
const KIND_LINES: Readonly<Record<Kind, KindLine<AlarmCondition>>> = {
  target: targetLine,
  timeframe: timeframeLine,
  percentChange: percentChangeLine,
};

/** All of them, in the order in which their examples are told. */
export const LINES = Object.values(KIND_LINES);

/** A condition as text that reads back as the same one. */
export function conditionText(condition: AlarmCondition): string {
  return KIND_LINES[condition.type].write(condition);
}
