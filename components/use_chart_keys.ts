import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { Chart } from "@/lib/live/chart/chart.ts";
import type { PricePane } from "@/lib/live/chart/price_pane.ts";
import { afterDrawing } from "@/lib/live/after_drawing.ts";

const TENTH = 0.1;
const CLOSER = 0.8;

const MOVES: Readonly<Record<string, (pane: PricePane) => void>> = {
  ArrowLeft: (pane) => pane.pan(-TENTH),
  ArrowRight: (pane) => pane.pan(TENTH),
  "+": (pane) => pane.zoom(CLOSER),
  "=": (pane) => pane.zoom(CLOSER),
  "-": (pane) => pane.zoom(1 / CLOSER),
  Home: (pane) => pane.showOldest(),
  End: (pane) => pane.showNow(),
};

export interface ChartKeys {
  /** What came into sight by the last key, in words; empty before one was pressed. */
  readonly told: ReadonlySignal<string>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Moves a chart by keys, and tells what then is in sight. */
export function useChartKeys(chart: Chart, tell: () => string): ChartKeys {
  const told = useSignal("");
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    const pane = chart.view.peek()?.pane;
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (move === undefined || pane === undefined || isShortcut) return;
    event.preventDefault();
    move(pane);
    afterDrawing(() => told.value = tell());
  };
  return { told, onKeyDown };
}
