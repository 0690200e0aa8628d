/** Where a line's handle stands. */
export interface HandlePlace {
  /** Its middle, in pixels from the top. */
  readonly y: number;
  /** On which side of the visible prices its line lies; null when it is in sight. */
  readonly beyond: "above" | "below" | null;
}

/**
 * Places for the handles of lines at these heights: beside their line, at the edge where it is out of sight, and never
 * over one another as long as there is room. A height that is not known is null, and so is its place.
 */
export function placeHandles(
  heights: readonly (number | null)[],
  plotHeight: number,
  size: number,
): (HandlePlace | null)[] {
  const known = heights.flatMap((y, index) => y === null ? [] : [{ y, index }])
    .sort((a, b) => a.y - b.y);
  const gap = Math.min(size, plotHeight / Math.max(1, known.length));
  const places = heights.map((): HandlePlace | null => null);
  const ys = spread(known.map(({ y }) => y), gap / 2, plotHeight - gap / 2, gap);
  known.forEach(({ y, index }, order) => {
    const beyond = y < 0 ? "above" : y > plotHeight ? "below" : null;
    places[index] = { y: ys[order] ?? y, beyond };
  });
  return places;
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
