import type { ComponentChildren, RefObject } from "preact";
import type { Chart, ChartChoice } from "@/lib/live/chart/chart.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";

interface ChartBoxProps {
  chart: Chart;
  pair: PairView;
  choice: ChartChoice;
  holder: RefObject<HTMLDivElement>;
  /** Stands in the place of the chart until it is drawn. */
  still: ComponentChildren;
  onRetry: () => void;
  /** What stands on the chart. */
  children: ComponentChildren;
}

/** The place of the chart, of the same size whether it is drawn yet, loading, failed or empty. */
export function ChartBox(props: ChartBoxProps) {
  const { chart, pair, choice, holder, still, onRetry, children } = props;
  const phase = chart.phase.value;
  const isDrawn = chart.isDrawn.value;
  return (
    <figure class={`chart-box chart-${phase}`} aria-busy={phase === "loading"}>
      <figcaption class="visually-hidden">{captionOf(pair, choice)}</figcaption>
      {!isDrawn && <div class="chart-still">{still}</div>}
      <div ref={holder} class="chart-holder" aria-hidden="true" />
      {isDrawn && children}
      {phase === "failed" && <Failed onRetry={onRetry} />}
      {phase === "ready" && pair.currentPrice === null && (
        <p class="chart-message">The first price is on its way.</p>
      )}
    </figure>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <div class="chart-message" role="alert">
      <p>
        <Icon name="warning" />
        The past prices could not be loaded.
      </p>
      <button type="button" class="button" onClick={onRetry}>Try again</button>
    </div>
  );
}

/** What the picture shows, for those who do not see it. */
function captionOf({ symbol, currentPrice, minPrice, maxPrice }: PairView, { range }: ChartChoice) {
  const price = currentPrice === null ? "no price yet" : `now ${formatPrice(currentPrice)}`;
  const extremes = minPrice === null || maxPrice === null
    ? ""
    : `, lowest ${formatPrice(minPrice)} and highest ${formatPrice(maxPrice)} since added`;
  return `Price of ${symbol} over ${range}: ${price}${extremes}. The alarms are listed on this page.`;
}
