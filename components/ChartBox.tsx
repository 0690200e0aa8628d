import type { ComponentChildren, RefObject } from "preact";
import { useId } from "preact/hooks";
import type { Chart } from "@/lib/live/chart/chart.ts";
import type { ChartChoice } from "@/lib/live/chart/chart_range.ts";
import { chartWords, type Shown, sightWords } from "@/lib/live/chart/chart_words.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Icon } from "./Icon.tsx";
import { useChartKeys } from "./use_chart_keys.ts";

interface ChartBoxProps {
  chart: Chart;
  pair: PairView;
  choice: ChartChoice;
  viewer: Viewer;
  holder: RefObject<HTMLDivElement>;
  /** Stands in the place of the chart until it is drawn. */
  still: ComponentChildren;
  onRetry: () => void;
  /** What stands on the chart. */
  children: ComponentChildren;
}

/** The place of the chart, of the same size whether it is drawn yet, loading, failed or empty. */
export function ChartBox(props: ChartBoxProps) {
  const { chart, pair, choice, viewer, holder, still, onRetry, children } = props;
  const phase = chart.phase.value;
  const isDrawn = chart.isDrawn.value;
  const zone = viewer.zone.value;
  const id = useId();
  const keys = useChartKeys(chart, () => sightWords(shownOf(chart), zone));
  return (
    <figure class={`chart-box chart-${phase}`} aria-busy={phase === "loading"}>
      {!isDrawn && <div class="chart-still">{still}</div>}
      <div
        ref={holder}
        class="chart-holder"
        role="img"
        tabIndex={0}
        aria-label={chartWords(pair, choice.range, shownOf(chart), zone)}
        aria-describedby={`${id}-keys`}
        onKeyDown={keys.onKeyDown}
      />
      <p id={`${id}-keys`} class="visually-hidden">
        Left and right arrow keys scroll, plus and minus zoom, Home shows the oldest loaded prices,
        End the newest.
      </p>
      <p class="visually-hidden" role="status">{keys.told.value}</p>
      {isDrawn && children}
      {phase === "failed" && (
        <Failed hasCode={chart.view.value !== null} problem={chart.problem} onRetry={onRetry} />
      )}
      {phase === "ready" && pair.currentPrice === null && (
        <p class="chart-message">The first price is on its way.</p>
      )}
    </figure>
  );
}

interface FailedProps {
  /** False for a build that is gone, or no server: a browser may not ask for the same code twice. */
  hasCode: boolean;
  /** Why the prices are not there, where that is known. */
  problem: string | null;
  onRetry: () => void;
}

function Failed({ hasCode, problem, onRetry }: FailedProps) {
  return (
    <div class="chart-message" role="alert">
      <p>
        <Icon name="warning" />
        {hasCode ? "The past prices could not be loaded." : "The chart could not be loaded."}
      </p>
      {hasCode && problem !== null && <p>{problem}.</p>}
      <button
        type="button"
        class="button"
        onClick={hasCode ? onRetry : () => location.reload()}
      >
        {hasCode ? "Try again" : "Reload the page"}
      </button>
    </div>
  );
}

function shownOf(chart: Chart): Shown {
  chart.drawings.value;
  const pane = chart.view.value?.pane;
  return { span: pane?.sight ?? null, reach: pane?.reach ?? null };
}
