import { type Signal, signal } from "@preact/signals";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fields, LevelChart, Moved } from "@/lib/alarms/kinds/kind.ts";
import { chartOf } from "@/lib/alarms/kinds/kinds.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { type ChartBand, type ChartLevel, roundToStep } from "./levels.ts";

/** Where a line's handle stands. */
export interface HandlePlace {
  /** Its middle, in pixels from the top. */
  readonly y: number;
  /** On which side of the visible prices its line lies; null when it is in sight. */
  readonly beyond: "above" | "below" | null;
  /** Whether there is only room for its grip, in a column of its own. */
  readonly isFolded: boolean;
  /** How far below it its line is (above: negative); 0 for a line out of sight. */
  readonly toLine: number;
  /** How high a finger may find it without finding the next one. */
  readonly reach: number;
}

/** The height of a handle of which only the grip is shown, in pixels. */
const GRIP = 10;

interface Line {
  readonly index: number;
  /** Where it lies, perhaps out of sight. */
  readonly height: number;
  /** Where its handle stands if there is room. */
  readonly wanted: number;
}

/**
 * Places for the handles of lines at these heights: beside their line, or at the edge where it is out of sight. Each
 * touches its line: those for which no room is left are folded, the first ones last. A height that is not known is null,
 * and so is its place.
 */
export function placeHandles(
  heights: readonly (number | null)[],
  plotHeight: number,
  size: number,
): (HandlePlace | null)[] {
  const lines = heights.flatMap((height, index): Line[] => {
    if (height === null) return [];
    const wanted = Math.max(size / 2, Math.min(plotHeight - size / 2, height));
    return [{ index, height, wanted }];
  });
  const isOpen = openOnes(lines, plotHeight, size);
  const places = heights.map((): HandlePlace | null => null);
  for (const isFolded of [false, true]) {
    const column = lines.filter((line) => isOpen.has(line) !== isFolded);
    const least = isFolded ? Math.min(GRIP, size) : size;
    for (const [line, y, reach] of stack(column, plotHeight, least, size)) {
      places[line.index] = { ...sightOf(line, y, plotHeight), isFolded, reach };
    }
  }
  return places;
}

function openOnes(lines: readonly Line[], plotHeight: number, size: number): Set<Line> {
  let open: readonly Line[] = [];
  for (const line of lines) {
    const more = [...open, line];
    const isRoom = more.length * size <= plotHeight &&
      stack(more, plotHeight, size, size).every(([line, y]) => isNear(line, y, plotHeight, size));
    if (isRoom) open = more;
  }
  return new Set(open);
}

/** Whether a handle at `y` still touches its line, or the edge behind which that is. */
function isNear({ height, wanted }: Line, y: number, plotHeight: number, size: number): boolean {
  const isBeyond = height < 0 || height > plotHeight;
  return Math.abs(wanted - y) <= (isBeyond ? size : size / 2);
}

function sightOf({ height }: Line, y: number, plotHeight: number) {
  const beyond = height < 0 ? "above" : height > plotHeight ? "below" : null;
  return { y, beyond, toLine: beyond === null ? height - y : 0 } as const;
}

/** Handles of one column, in the order of their lines, at least `least` apart as long as there is room. */
function stack(
  column: readonly Line[],
  plotHeight: number,
  least: number,
  size: number,
): (readonly [Line, y: number, reach: number])[] {
  const sorted = column.toSorted((a, b) => a.height - b.height);
  const gap = Math.min(least, plotHeight / Math.max(1, sorted.length));
  const ys = spread(sorted.map(({ wanted }) => wanted), gap / 2, plotHeight - gap / 2, gap);
  return sorted.map((line, order) => {
    const y = ys[order] ?? line.wanted;
    const [above = -Infinity, below = Infinity] = [ys[order - 1], ys[order + 1]];
    return [line, y, Math.min(size, y - above, below - y)];
  });
}

/** Sorted heights moved apart, as little as can be: those that meet move away from their middle. */
function spread(sorted: readonly number[], top: number, bottom: number, gap: number): number[] {
  const groups: { sum: number; count: number }[] = [];
  for (const [index, y] of sorted.entries()) {
    let group = { sum: y - index * gap, count: 1 };
    // Where the first of a group would stand, were all of them `gap` apart.
    for (let last = groups.at(-1); last && startOf(last) > startOf(group); last = groups.at(-1)) {
      groups.pop();
      group = { sum: group.sum + last.sum, count: group.count + last.count };
    }
    groups.push(group);
  }
  const lowest = bottom - (sorted.length - 1) * gap;
  const starts = groups.flatMap((group) => Array<number>(group.count).fill(startOf(group)));
  return starts.map((start, index) => Math.max(top, Math.min(lowest, start)) + index * gap);
}

function startOf({ sum, count }: { readonly sum: number; readonly count: number }): number {
  return sum / count;
}

interface Priced {
  readonly price: number;
}

/** The prices in sight, and where a person's attention is. */
interface Sight {
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
) {
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

/** The alarm with its line at about `price`; null where it has no line, or nothing to measure from. */
export function movedTo(
  alarm: Alarm,
  pair: Pick<PairView, "currentPrice" | "maxPrice" | "minPrice">,
  price: number,
  step: number,
): Moved | null {
  return levelOf(alarm)?.movedTo(alarm, { pair, price, step, round: roundToStep }) ?? null;
}

/** What is sent to put an alarm back to the condition it has now. */
export function conditionOf(alarm: Alarm): Fields {
  return levelOf(alarm)?.fields(alarm) ?? {};
}

/** Whether the alarm has this condition already. */
export function isUnmoved(alarm: Alarm, { fields }: Moved): boolean {
  const now = conditionOf(alarm);
  return Object.entries(fields).every(([field, value]) => now[field] === value);
}

/** By how much one press of a key moves a line: as far as it takes to change the alarm. */
export function keyStepOf(alarm: Alarm, price: number, step: number): number {
  return levelOf(alarm)?.grain(price, step) ?? step;
}

function levelOf(alarm: Alarm): LevelChart<Alarm> | null {
  const chart = chartOf(alarm);
  return chart.shape === "level" ? chart : null;
}

/** An alarm whose line is held, and what it would become if it were let go now. */
export interface Dragged {
  readonly alarm: Alarm;
  readonly moved: Moved;
}

interface DragGround {
  readonly pair: () => PairView | undefined;
  /** The smallest difference of prices that can be seen. */
  readonly step: () => number;
}

/** One line that is dragged, by hand or by key, until it is let go or put back. */
export class LevelDrag {
  readonly held: Signal<Dragged | null> = signal(null);

  constructor(private readonly ground: DragGround) {}

  /** Takes the alarm's line to a price; what it was is kept from the first time on. */
  to(alarm: Alarm, price: number): void {
    const pair = this.ground.pair();
    if (pair === undefined) return;
    const held = this.held.value?.alarm;
    const before = held?.id === alarm.id ? held : alarm;
    const moved = movedTo(before, pair, price, this.ground.step());
    if (moved !== null) this.held.value = { alarm: before, moved };
  }

  /** Takes the alarm's line up (or down) from `price` or where it is held, by so many steps. */
  nudge(alarm: Alarm, price: number, steps: number): void {
    const held = this.held.value;
    const from = held?.alarm.id === alarm.id ? held.moved.price : price;
    this.to(alarm, from + steps * keyStepOf(alarm, from, this.ground.step()));
  }

  /** What the held alarm is to become; null when nothing is held or it is where it was. It stays held until `drop`. */
  get wish(): Dragged | null {
    const held = this.held.value;
    return held === null || isUnmoved(held.alarm, held.moved) ? null : held;
  }

  drop(): void {
    this.held.value = null;
  }
}
