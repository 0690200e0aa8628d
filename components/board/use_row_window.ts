import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import {
  covers,
  joined,
  type RowLayout,
  type RowWindow,
  rowWindow,
  withRow,
} from "@/lib/client/board/row_window.ts";
import { afterDrawing, coalesced } from "@/lib/client/drawing.ts";

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
