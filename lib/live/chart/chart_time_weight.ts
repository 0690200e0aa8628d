import type { MarkUnit } from "./chart_time_text.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How important a mark of the time axis is, in the numbers that lightweight-charts uses; the largest unit first. */
const UNITS: readonly (readonly [length: number, weight: number])[] = [
  [DAY, 50],
  [12 * HOUR, 33],
  [6 * HOUR, 32],
  [3 * HOUR, 31],
  [HOUR, 30],
  [30 * MINUTE, 22],
  [5 * MINUTE, 21],
  [MINUTE, 20],
  [1000, 10],
];
const MONTH = 60;
const YEAR = 70;

const NAMED: readonly (readonly [weight: number, unit: MarkUnit])[] = [
  [YEAR, "year"],
  [MONTH, "month"],
  [50, "day"],
  [20, "minute"],
];

/** The weight of a mark by the largest unit that began since the mark before; both in wall time (milliseconds). */
export function timeWeight(at: number, before: number): number {
  const [date, former] = [new Date(at), new Date(before)];
  if (date.getUTCFullYear() !== former.getUTCFullYear()) return YEAR;
  if (date.getUTCMonth() !== former.getUTCMonth()) return MONTH;
  const begun = UNITS.find(([length]) => Math.floor(at / length) !== Math.floor(before / length));
  return begun?.[1] ?? 0;
}

/** The unit that a mark of this weight is named by. */
export function unitOf(weight: number): MarkUnit {
  return NAMED.find(([least]) => weight >= least)?.[1] ?? "second";
}
