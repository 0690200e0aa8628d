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
import { shortMomentText, type Zone } from "@/lib/text/times.ts";
import { chartWords as words } from "./texts.tsx";

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
        {words.keys}
      </p>
      <p class="visually-hidden" role="status">{keys.said.value}</p>
      {chart.isDrawn.value && children}
      {phase === "failed" && (
        <ChartFailed text={words.pastFailed} problem={chart.problem}>
          <button type="button" class="button" onClick={onRetry}>{words.tryAgain}</button>
        </ChartFailed>
      )}
      {phase === "ready" && pair.currentPrice === null && (
        <p class="chart-message">{words.firstPrice}</p>
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
function useChartKeys(chart: Chart, saying: () => string) {
  const said = useSignal("");
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    const pane = chart.view.peek()?.pane;
    const isShortcut = event.ctrlKey || event.metaKey || event.altKey;
    if (move === undefined || pane === undefined || isShortcut) return;
    event.preventDefault();
    move(pane);
    afterDrawing(() => said.value = saying());
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
  const [from = "", to = ""] = [span.from, span.to].map((at) => {
    return shortMomentText(new Date(at).toISOString(), zone);
  });
  const prices = reach === null
    ? words.noPriceKnown
    : words.extremes(formatPrice(reach.maxValue), formatPrice(reach.minValue));
  return words.sight(from, to, prices);
}

/** What the picture shows, for those who do not see it. */
export function chartWords(
  { symbol, currentPrice }: Pick<PairView, "symbol" | "currentPrice">,
  range: ChartRange,
  shown: Shown,
  zone: Zone,
): string {
  const now = currentPrice === null ? words.noPrice : words.now(formatPrice(currentPrice));
  const sight = sightWords(shown, zone);
  const stretch = sight === "" ? "" : words.shown(sight);
  const length = range.replace(/\D/, " $&");
  return words.picture(pairTitle(symbol), length, now, stretch);
}
