import { pairTitle } from "@/lib/client/pair_titles.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useId } from "preact/hooks";
import { ChartFailed } from "./ChartFrame.tsx";
import type { Chart } from "@/lib/client/chart/chart.ts";
import type { PricePane, PriceReach } from "@/lib/client/chart/price_pane.ts";
import { afterDrawing } from "@/lib/client/drawing.ts";
import type { Span } from "@/lib/market/coverage.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { ChartChoice, ChartRange } from "@/lib/protocol/charts.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { shortMomentText, type Zone } from "../../lib/text/times.ts";

interface ChartHolderProps {
  chart: Chart;
  pair: PairView;
  choice: ChartChoice;
  holder: RefObject<HTMLDivElement>;
  onRetry: () => void;
  children: ComponentChildren;
}

/** Where the chart is drawn, read and moved by keys, with what stands on it once it is drawn. */
export function ChartHolder(props: ChartHolderProps) {
  const { chart, pair, choice, holder, onRetry, children } = props;
  const phase = chart.phase.value;
  const zone = viewer.zone.value;
  const id = useId();
  const keys = useChartKeys(chart, () => sightWords(shownOf(chart), zone));
  return (
    <>
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
      <p class="visually-hidden" role="status">{keys.said.value}</p>
      {chart.isDrawn.value && children}
      {phase === "failed" && (
        <ChartFailed text="The past prices could not be loaded." problem={chart.problem}>
          <button type="button" class="button" onClick={onRetry}>Try again</button>
        </ChartFailed>
      )}
      {phase === "ready" && pair.currentPrice === null && (
        <p class="chart-message">The first price is on its way.</p>
      )}
    </>
  );
}

function shownOf(chart: Chart): Shown {
  chart.drawings.value;
  const pane = chart.view.value?.pane;
  return { span: pane?.sight ?? null, reach: pane?.reach ?? null };
}

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

/** Moves a chart by keys, and tells what then is in sight. */
function useChartKeys(chart: Chart, words: () => string) {
  const said = useSignal("");
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    const pane = chart.view.peek()?.pane;
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (move === undefined || pane === undefined || isShortcut) return;
    event.preventDefault();
    move(pane);
    afterDrawing(() => said.value = words());
  };
  return { said, onKeyDown };
}

/** What a chart has in sight; null before it is drawn. */
interface Shown {
  readonly span: Span | null;
  readonly reach: PriceReach | null;
}

/** The stretch in sight and its extremes: `15 Jan, 13:00 UTC to 15 Jan, 14:00 UTC: highest 50,020, lowest 49,980`. */
function sightWords({ span, reach }: Shown, zone: Zone): string {
  if (span === null) return "";
  const [from, to] = [span.from, span.to].map((at) => {
    return shortMomentText(new Date(at).toISOString(), zone);
  });
  const prices = reach === null
    ? "no price is known"
    : `highest ${formatPrice(reach.maxValue)}, lowest ${formatPrice(reach.minValue)}`;
  return `${from} to ${to}: ${prices}`;
}

/** What the picture shows, for those who do not see it. */
export function chartWords(
  { symbol, currentPrice }: Pick<PairView, "symbol" | "currentPrice">,
  range: ChartRange,
  shown: Shown,
  zone: Zone,
): string {
  const now = currentPrice === null ? "no price yet" : `now ${formatPrice(currentPrice)}`;
  const sight = sightWords(shown, zone);
  const stretch = sight === "" ? "" : ` Shown: ${sight}.`;
  const length = range.replace(/\D/, " $&");
  return `Price of ${
    pairTitle(symbol)
  } over ${length}: ${now}.${stretch} The alarms are listed on this page.`;
}
