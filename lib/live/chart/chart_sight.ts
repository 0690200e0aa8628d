import type { ChartBand, ChartLevel } from "./chart_levels.ts";

interface Priced {
  readonly price: number;
}

/** The prices in sight, and where a person's attention is. */
export interface Sight {
  readonly lowest: number;
  readonly highest: number;
  /** Null before there is any. */
  readonly price: number | null;
}

/** Alarms on one side of what is in sight. */
export interface Beyond {
  /** The nearest edges of bands, nearest first. */
  readonly bands: readonly (ChartBand & Priced)[];
  /** Alarms beside those and beside the lines that have a handle. */
  readonly more: number;
}

/** What stands on the chart for its alarms. */
export interface Sorted {
  /** Lines with a handle, in the order given. */
  readonly levels: readonly ChartLevel[];
  readonly above: Beyond;
  readonly below: Beyond;
}

/** More lines in sight than this have no handle; they can be taken by the line, and in their form. */
const MOST_HANDLES = 24;
/** So many of the lines out of sight have a handle at the edge. */
const MOST_BEYOND = 2;

/** Which alarms have a handle or a mark at the edge, and how many more there are; a held line always has its handle. */
export function sortBySight(
  levels: readonly ChartLevel[],
  bands: readonly ChartBand[],
  sight: Sight,
  held: string | null = null,
): Sorted {
  const isAbove = ({ price }: Priced) => price > sight.highest;
  const isBelow = ({ price }: Priced) => price < sight.lowest;
  const chosen = new Set([
    ...nearest(levels.filter((each) => !isAbove(each) && !isBelow(each)), sight, MOST_HANDLES),
    ...nearest(levels.filter(isAbove), sight, MOST_BEYOND),
    ...nearest(levels.filter(isBelow), sight, MOST_BEYOND),
    ...levels.filter(({ alarm }) => alarm.id === held),
  ]);
  const edges = bands.flatMap((band) => band.edges.map(({ price }) => ({ ...band, price })));
  const beyond = (isThere: (each: Priced) => boolean): Beyond => {
    const there = edges.filter(isThere);
    const near = nearest(there, sight, MOST_BEYOND);
    const without = levels.filter((level) => isThere(level) && !chosen.has(level));
    return { bands: near, more: without.length + there.length - near.length };
  };
  return {
    levels: levels.filter((level) => chosen.has(level)),
    above: beyond(isAbove),
    below: beyond(isBelow),
  };
}

function nearest<T extends Priced>(
  all: readonly T[],
  { price, lowest, highest }: Sight,
  most: number,
): T[] {
  const from = price ?? (lowest + highest) / 2;
  const away = (each: T) => Math.abs(each.price - from);
  return all.toSorted((a, b) => away(a) - away(b)).slice(0, most);
}
