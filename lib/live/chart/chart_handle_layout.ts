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

/** A grip is so much lower than a whole handle. */
const FOLDED_SHARE = 0.5;

interface Line {
  readonly index: number;
  /** Where it lies, perhaps out of sight. */
  readonly height: number;
  /** Where its handle stands if there is room. */
  readonly wanted: number;
}

/**
 * Places for the handles of lines at these heights: beside their line, or at the edge where it is out of sight. None is
 * further from there than its own size: those for which no room is left are folded, the first ones last. A height that
 * is not known is null, and so is its place.
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
    const least = isFolded ? size * FOLDED_SHARE : size;
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
      stack(more, plotHeight, size, size).every(([{ wanted }, y]) => Math.abs(wanted - y) <= size);
    if (isRoom) open = more;
  }
  return new Set(open);
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

/** Sorted heights moved apart: down from the top, then up from the bottom. */
function spread(sorted: readonly number[], top: number, bottom: number, gap: number): number[] {
  const ys: number[] = [];
  for (const y of sorted) ys.push(Math.max(y, (ys.at(-1) ?? top - gap) + gap));
  let limit = bottom;
  for (let index = ys.length - 1; index >= 0; index--) {
    ys[index] = Math.min(ys[index] ?? limit, limit);
    limit = (ys[index] ?? limit) - gap;
  }
  return ys;
}
