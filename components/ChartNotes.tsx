import type { Chart } from "@/lib/live/chart.ts";
import type { CoverageInterval } from "@/lib/live/chart_coverage.ts";
import { zoneName } from "@/lib/live/chart_time_text.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { CoverageBar } from "./CoverageBar.tsx";

interface ChartNotesProps {
  chart: Chart;
  /** Null while the server does not say. */
  coverage: readonly CoverageInterval[] | null;
  viewer: Viewer;
}

/** Below a chart: how closely the time in sight was watched, its zone, and whose chart library it is. */
export function ChartNotes({ chart, coverage, viewer }: ChartNotesProps) {
  chart.drawings.value;
  const span = chart.view.value?.visibleSpan ?? null;
  return (
    <>
      {coverage !== null && span !== null && <CoverageBar intervals={coverage} {...span} />}
      <p class="chart-notes">
        <span>Times in {zoneName(viewer.zone.value)}</span>
        <span>
          TradingView Lightweight Charts™, copyright © 2025{" "}
          <a href="https://www.tradingview.com/" rel="noreferrer">TradingView, Inc.</a>
        </span>
      </p>
    </>
  );
}
