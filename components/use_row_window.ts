import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { FIRST_ROWS } from "@/lib/live/board/first_rows.ts";
import { type RowLayout, type RowWindow, rowWindow, withRow } from "@/lib/live/board/row_window.ts";

/** So few rows are all rendered all the time. */
const FEW_ROWS = 40;
/** Rendered beyond the screen on both sides, in lines, so that scrolling finds rows in their place. */
const MARGIN_LINES = 4;
/** A row that has the focus stays rendered within this many rows of the screen. */
const FOCUS_REACH = 60;

interface RowWindowOptions {
  /** Symbols of the rows in their order. */
  readonly rows: readonly string[];
  /** Whatever else changes the height of rows. */
  readonly shape: unknown;
}

/** Which rows of a list to render, because they are on the screen or near it. */
export function useRowWindow(
  list: RefObject<HTMLElement>,
  { rows, shape }: RowWindowOptions,
): RowWindow {
  const [shown, show] = useState<RowWindow>(() => firstWindow(rows.length));
  const measure = useRef(() => {});
  measure.current = () => {
    const next = list.current === null ? null : visibleWindow(list.current, rows);
    if (next !== null) show((before) => isSame(before, next) ? before : next);
  };
  useEffect(() => {
    const onMove = () => measure.current();
    addEventListener("scroll", onMove, { passive: true });
    addEventListener("resize", onMove);
    return () => {
      removeEventListener("scroll", onMove);
      removeEventListener("resize", onMove);
    };
  }, []);
  useLayoutEffect(() => measure.current(), [rows, shape, shown]);
  // Rows may be fewer than a moment ago, before anything was measured.
  return shown.to > rows.length || rows.length <= FEW_ROWS ? firstWindow(rows.length) : shown;
}

function firstWindow(count: number): RowWindow {
  return { from: 0, to: Math.min(count, FIRST_ROWS), above: 0, below: 0 };
}

function visibleWindow(list: HTMLElement, rows: readonly string[]): RowWindow | null {
  if (rows.length <= FEW_ROWS) return firstWindow(rows.length);
  const layout = layoutOf(list, rows);
  if (layout === null) return null;
  const { top } = list.getBoundingClientRect();
  const margin = MARGIN_LINES * layout.pitch;
  const seen = rowWindow(layout, -top - margin, innerHeight - top + margin);
  const focused = document.activeElement?.closest<HTMLElement>("[data-pair]")?.dataset["pair"];
  return withRow(seen, layout, rows.indexOf(focused ?? ""), FOCUS_REACH);
}

/** All rows are of one height; what open ones take beyond it is measured while they are rendered. */
function layoutOf(list: HTMLElement, rows: readonly string[]): RowLayout | null {
  const row = list.querySelector<HTMLElement>(".pair .pair-row");
  if (row === null) return null;
  const { rowGap, gridTemplateColumns } = getComputedStyle(list);
  const gap = Number.parseFloat(rowGap) || 0;
  const panels = [...list.querySelectorAll<HTMLElement>(".pair-panel")];
  const extras = new Map(panels.map((panel) => {
    const symbol = panel.closest<HTMLElement>("[data-pair]")?.dataset["pair"] ?? "";
    return [rows.indexOf(symbol), panel.offsetHeight + gap];
  }));
  return {
    count: rows.length,
    columns: gridTemplateColumns.split(" ").length,
    pitch: row.offsetHeight + gap,
    extras,
  };
}

function isSame(a: RowWindow, b: RowWindow): boolean {
  return a.from === b.from && a.to === b.to && a.above === b.above && a.below === b.below;
}
