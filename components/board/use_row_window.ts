import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { afterDrawing, coalesced } from "@/lib/client/watching.ts";

/** So few rows are all rendered all the time. */
const FEW_ROWS = 40;
/** Rendered beyond the screen on both sides, in lines, so that scrolling finds rows in their place. */
const MARGIN_LINES = 4;
/** A row that has the focus stays rendered within this many rows of the screen. */
const FOCUS_REACH = 60;

interface RowWindowOptions {
  /** Names of the rows in their order; symbols on the board. */
  readonly rows: readonly string[];
  /** So many are rendered before it is known which are on the screen. */
  readonly first: number;
  /** Whatever else changes the height of rows. */
  readonly shape: unknown;
}

/** What is known of a list that stands on the page: how its rows lie, and which of them has the focus. */
interface MeasuredList {
  readonly layout: RowLayout;
  /** Its place; below 0 for none. */
  readonly focused: number;
}

interface ShownRows {
  /** Those that are rendered. */
  readonly window: RowWindow;
  /** Those of them that are on the screen; null before that is known. */
  readonly seen: Pick<RowWindow, "from" | "to"> | null;
}

/** Which rows of the board to render; all of them are of one height, but for what open ones unfold. */
export function useRowWindow(list: RefObject<HTMLElement>, options: RowWindowOptions): ShownRows {
  const panels = useRef<Panels>(new Map());
  return useSeenRows(list, options, (element) => {
    const { rows } = options;
    measurePanels(element, panels.current);
    const layout = layoutOf(element, rows, panels.current);
    const focused = document.activeElement?.closest<HTMLElement>("[data-pair]")?.dataset["pair"];
    return layout && { layout, focused: rows.indexOf(focused ?? "") };
  });
}

/**
 * Which rows of a list to render, because they are on the screen or near it. Scrolling itself brings
 * only rows that are seen and missing; those near the screen come, and others go, after the drawing.
 */
export function useSeenRows(
  list: RefObject<HTMLElement>,
  { rows, first, shape }: RowWindowOptions,
  measure: (list: HTMLElement) => MeasuredList | null,
): ShownRows {
  const [shown, show] = useState<RowWindow>(() => firstWindow(rows.length, first));
  const [seen, see] = useState<ShownRows["seen"]>(null);
  const measured = useRef((_margin: number): RowWindow | null => null);
  measured.current = (margin) =>
    list.current && visibleWindow(list.current, measure(list.current), margin);
  const look = () => {
    const now = measured.current(0);
    if (now !== null) see((before) => before && isSameRows(before, now) ? before : now);
    return now;
  };
  const settle = () => {
    look();
    const next = measured.current(MARGIN_LINES);
    if (next !== null) show((before) => isSame(before, next) ? before : next);
  };
  useEffect(() => {
    const settleSoon = coalesced(settle, afterDrawing);
    const onMove = () => {
      const now = look();
      if (now !== null) show((before) => covers(before, now) ? before : joined(before, now));
      settleSoon();
    };
    addEventListener("scroll", onMove, { passive: true });
    addEventListener("resize", onMove);
    return () => {
      removeEventListener("scroll", onMove);
      removeEventListener("resize", onMove);
    };
  }, []);
  useLayoutEffect(settle, [rows, shape]);
  // Rows may be fewer than a moment ago, before anything was measured.
  const window = shown.to > rows.length || rows.length <= FEW_ROWS
    ? firstWindow(rows.length, first)
    : shown;
  return { window, seen };
}

function firstWindow(count: number, most: number): RowWindow {
  return { from: 0, to: Math.min(count, most), above: 0, below: 0 };
}

/** Heights of what open rows unfold, by symbol; they stay known while the rows are not rendered. */
type Panels = Map<string, number>;

/** `margin` is in lines beyond the screen. */
function visibleWindow(
  list: HTMLElement,
  known: MeasuredList | null,
  margin: number,
): RowWindow | null {
  if (known === null) return null;
  const { layout, focused } = known;
  const { top } = list.getBoundingClientRect();
  const beyond = margin * layout.pitch;
  const seen = rowWindow(layout, -top - beyond, innerHeight - top + beyond);
  return withRow(seen, layout, focused, FOCUS_REACH);
}

function measurePanels(list: HTMLElement, panels: Panels): void {
  for (const card of list.querySelectorAll<HTMLElement>("[data-pair]")) {
    const panel = card.querySelector<HTMLElement>(".pair-panel");
    const symbol = card.dataset["pair"] ?? "";
    if (panel === null) panels.delete(symbol);
    else panels.set(symbol, panel.offsetHeight);
  }
}

/** All rows are of one height; open ones take their panel's beyond it. */
function layoutOf(list: HTMLElement, rows: readonly string[], panels: Panels): RowLayout | null {
  const card = list.querySelector<HTMLElement>("[data-pair]");
  const row = card?.querySelector<HTMLElement>(".pair-row");
  if (!card || !row) return null;
  const { rowGap, gridTemplateColumns } = getComputedStyle(list);
  const gap = Number.parseFloat(rowGap) || 0;
  const columns = gridTemplateColumns.split(" ").length;
  const borders = card.offsetHeight - card.clientHeight;
  // Among rows that stand side by side a panel is an item of its own.
  const beside = columns > 1 ? gap : 0;
  const extras = new Map(
    [...panels].map(([symbol, height]) => [rows.indexOf(symbol), height + beside]),
  );
  return { count: rows.length, columns, pitch: row.offsetHeight + borders + gap, extras };
}

function isSame(a: RowWindow, b: RowWindow): boolean {
  return isSameRows(a, b) && a.above === b.above && a.below === b.below;
}

function isSameRows(a: Pick<RowWindow, "from" | "to">, b: Pick<RowWindow, "from" | "to">): boolean {
  return a.from === b.from && a.to === b.to;
}

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
