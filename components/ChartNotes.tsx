import type { Chart } from "@/lib/live/chart.ts";

import type { ChartMark } from "@/lib/live/chart_drawings.ts";
import { zoneName } from "@/lib/live/chart_time_text.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { Span, Watched } from "@/lib/market/coverage.ts";
import { CoverageBar } from "./CoverageBar.tsx";

interface ChartNotesProps {
  chart: Chart;
  symbol: string;
  /** Where alarms went off. */
  marks: readonly ChartMark[];
  coverage: readonly Watched[];
  /** What is in sight until the chart is drawn. */
  firstSpan: Span;
  viewer: Viewer;
}

/** Below a chart: how closely the time in sight was watched, its zone, and whose chart library it is. */
export function ChartNotes({ chart, symbol, marks, coverage, firstSpan, viewer }: ChartNotesProps) {
  chart.drawings.value;
  const span = chart.view.value?.visibleSpan ?? firstSpan;
  const fired = marks.filter(({ at }) => at >= span.from && at <= span.to).length;
  return (
    <>
      <CoverageBar intervals={coverage} {...span} />
      <p class="chart-notes">
        <span>Times in {zoneName(viewer.zone.value)}</span>
        {fired > 0 && (
          <a href={`/log?pair=${symbol}`}>
            {fired === 1 ? "1 alarm" : `${fired} alarms`} went off in the time shown
          </a>
        )}
        <span>
          TradingView Lightweight Charts™, copyright © 2025{" "}
          <a href="https://www.tradingview.com/" rel="noreferrer">TradingView, Inc.</a>
        </span>
      </p>
    </>
  );
}
