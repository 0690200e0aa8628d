/** How rows stand below each other, all sizes in pixels. */
export interface RowLayout {
  readonly count: number;
  /** Rows side by side. */
  readonly columns: number;
  /** From the top of one line of rows to the next. */
  readonly pitch: number;
  /** What rows take beyond that, because they are unfolded: by the place of the row. */
  readonly extras: ReadonlyMap<number, number>;
}

/** The rows that are worth rendering, and the room that the others would take. */
export interface RowWindow {
  /** First row, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Heights of what is left out above and below, in pixels. */
  readonly above: number;
  readonly below: number;
}

/** The rows that touch a stretch of the list, from `top` to `bottom` in pixels from its own top. */
export function rowWindow(layout: RowLayout, top: number, bottom: number): RowWindow {
  const { count, columns } = layout;
  const lines = lineHeights(layout);
  let [from, above] = [0, 0];
  while (from < lines.length - 1 && above + (lines[from] ?? 0) <= top) above += lines[from++] ?? 0;
  let [to, end] = [from, above];
  while (to < lines.length && (end < bottom || to === from)) end += lines[to++] ?? 0;
  const below = lines.slice(to).reduce((sum, height) => sum + height, 0);
  return {
    from: Math.min(count, from * columns),
    to: Math.min(count, to * columns),
    above,
    below,
  };
}

function lineHeights({ count, columns, pitch, extras }: RowLayout): number[] {
  const heights = new Array<number>(Math.ceil(count / columns)).fill(pitch);
  for (const [place, extra] of extras) {
    const line = Math.floor(place / columns);
    if (line >= 0 && line < heights.length) heights[line] = (heights[line] ?? pitch) + extra;
  }
  return heights;
}

/** The same window with one more row in it, such as the one that has the focus, unless it is too far away. */
export function withRow(
  window: RowWindow,
  layout: RowLayout,
  place: number,
  farthest: number,
): RowWindow {
  const { from, to } = window;
  if (place < 0 || place >= layout.count || (place >= from && place < to)) return window;
  if (place < from - farthest || place >= to + farthest) return window;
  const { columns } = layout;
  const line = Math.floor(place / columns);
  const lines = lineHeights(layout);
  const sum = (heights: readonly number[]) => heights.reduce((total, height) => total + height, 0);
  return {
    from: Math.min(from, line * columns),
    to: Math.max(to, Math.min(layout.count, (line + 1) * columns)),
    above: Math.min(window.above, sum(lines.slice(0, line))),
    below: Math.min(window.below, sum(lines.slice(line + 1))),
  };
}

/** Whether a window has all rows of another. */
export function covers(window: RowWindow, other: RowWindow): boolean {
  return window.from <= other.from && other.to <= window.to;
}

/** What has the rows of both windows; only the newer one's, if there would be others between them. */
export function joined(older: RowWindow, newer: RowWindow): RowWindow {
  if (older.to < newer.from || newer.to < older.from) return newer;
  return {
    from: Math.min(older.from, newer.from),
    to: Math.max(older.to, newer.to),
    above: Math.min(older.above, newer.above),
    below: Math.min(older.below, newer.below),
  };
}
