import type { Fire } from "@/lib/alarms/fire.ts";
import type { Chart } from "@/lib/live/chart/chart.ts";
import type { ChartChoice } from "@/lib/live/chart/chart_range.ts";

import { rangeMs } from "@/lib/live/chart/chart_range.ts";
import { zoneName } from "@/lib/live/chart/chart_time_text.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { Span, Watched } from "@/lib/market/coverage.ts";
import { CoverageBar } from "./CoverageBar.tsx";
import { Moment } from "./Moment.tsx";

interface ChartNotesProps {
  chart: Chart;
  choice: ChartChoice;
  pair: PairView;
  /** What went off, as far as it is kept. */
  fires: readonly Fire[];
  coverage: readonly Watched[];
  /** What is in sight until the chart is drawn. */
  firstSpan: Span;
  viewer: Viewer;
}

/** Below a chart: how closely the time in sight was watched, its zone, and whose chart library it is. */
export function ChartNotes(
  { chart, choice, pair, fires, coverage, firstSpan, viewer }: ChartNotesProps,
) {
  chart.drawings.value;
  const span = chart.view.value?.visibleSpan ?? firstSpan;
  const fired = fires.map(({ timestamp }) => Date.parse(timestamp))
    .filter((at) => at >= span.from && at <= span.to).length;
  const { historyStart = null } = pair;
  const isShort = historyStart !== null &&
    viewer.calmNow.value - Date.parse(historyStart) < rangeMs(choice.range);
  return (
    <>
      <CoverageBar intervals={coverage} {...span} />
      <p class="chart-notes">
        <span>Times in {zoneName(viewer.zone.value)}</span>
        {isShort && (
          <span>
            Prices are known since <Moment at={historyStart} viewer={viewer} />
          </span>
        )}
        {fired > 0 && (
          <a href={`/log?pair=${pair.symbol}`} aria-current="false">
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
