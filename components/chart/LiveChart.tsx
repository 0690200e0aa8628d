import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { type Deed, UndoLine } from "@/components/alarm/UndoLine.tsx";
import type { PairDialogs } from "@/components/alarm/actions.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fields } from "@/lib/alarms/kinds/kind.ts";
import { Chart, useChart } from "@/lib/client/chart/chart.ts";
import type { ChartState, ReplayMarks } from "@/lib/client/chart/chart_state.ts";
import type { PricePane, PriceReach } from "@/lib/client/chart/price_pane.ts";
import { afterDrawing } from "@/lib/client/watching.ts";
import { type Model, pairOf } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { viewer } from "@/lib/client/viewer.ts";
import type { Span } from "@/lib/market/candle.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { ChartChoice, ChartRange } from "@/lib/protocol/charts.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { shortMomentText, type Zone } from "@/lib/text/times.ts";
import { ChartFailed } from "./ChartFrame.tsx";
import { ChartHandles, ChartPlus } from "./ChartHandles.tsx";
import { ChartEdges, ChartLegend, ChartMeasure, ChartToNow } from "./ChartParts.tsx";
import { IndicatorsDialog } from "./IndicatorsDialog.tsx";
import { chartWords } from "./texts.tsx";
import { useChartContent } from "./use_chart_content.ts";
import { type Undoable, useLevelDrag } from "./use_level_drag.ts";

export interface LiveChartProps {
  model: ReadonlySignal<Model>;
  symbol: string;
  choice: Signal<ChartChoice>;
  state: ChartState;
  dialogs: Pick<PairDialogs, "show" | "sendAndTell">;
  replay: ReplayMarks;
}

/** A chart that moves: prices, alarms where they act, and alarms set and moved by hand. */
export function LiveChart(props: LiveChartProps) {
  const { choice, state } = props;
  const { chart, holder, facts, hands, done, ...shown } = useLiveChart(props);
  const pair = shown.pair.value;
  if (pair === undefined) return null;
  return (
    <ChartHolder
      {...{ chart, holder, pair }}
      choice={choice.value}
      onRetry={() => choice.value = { ...choice.value }}
    >
      <ChartHandles
        {...{ chart, pair }}
        drag={hands.drag}
        levels={facts.levels}
        onSave={hands.save}
      />
      <ChartEdges
        {...{ chart, price: pair.currentPrice }}
        levels={facts.levels}
        bands={facts.bands}
      />
      <ChartToNow {...{ chart, holder }} />
      <ChartPlus {...{ chart, drag: hands.drag }} />
      <ChartLegend {...{ chart, fires: state.fires }} />
      <ChartMeasure {...{ chart, measured: hands.measured }} />
      <UndoLine done={done.value} onEnd={() => hands.undoable.value = null} />
      <Sight {...{ chart, sight: state.sight }} />
      {state.isChoosing.value && (
        <IndicatorsDialog
          onClose={() => state.isChoosing.value = false}
        />
      )}
    </ChartHolder>
  );
}

/** Everything behind the chart: what it shows, what stands on it, what hands do to it. */
function useLiveChart({ model, symbol, choice, state, dialogs, replay }: LiveChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const pair = useComputed(() => pairOf(model.value, symbol));
  const isLive = useComputed(() => model.value.link.phase === "live");
  const chart = useMemo(() => new Chart(() => pairOf(model.peek(), symbol), state), []);
  const change = (alarm: Alarm, fields: Fields) =>
    dialogs.sendAndTell("update_alarm", { pair: symbol, id: alarm.id, alarm: fields });
  const onPick = (price: number) => {
    const picked = pair.peek();
    if (picked !== undefined) dialogs.show({ kind: "alarmAtPrice", pair: picked, price });
  };
  const hands = useLevelDrag(chart, {
    ...{ holder, pair, change, onPick },
    isMeasuring: state.isMeasuring,
  });
  useChart(chart, { holder, pair, choice, isLive });
  const facts = useChartContent(chart, {
    ...{ model, symbol, pair, state },
    held: hands.drag.held,
    replayed: replay.marks,
  });
  const done = useComputed((): Deed | null => {
    const last = hands.undoable.value;
    return last && { text: deedText(last), undo: hands.undo };
  });
  useUndoKey(holder, hands.undo);
  return { chart, holder, pair, facts, hands, done };
}

/** Tells what is in sight, once it is drawn. */
function Sight({ chart, sight }: { chart: Chart } & Pick<ChartState, "sight">) {
  chart.drawings.value;
  const span = chart.view.value?.visibleSpan ?? null;
  useEffect(() => {
    if (span !== null) sight.value = span;
  }, [span?.from, span?.to]);
  return null;
}

/** A changed condition arms an alarm that has rung. */
function deedText({ alarm, price }: Undoable): string {
  const where = formatPrice(price);
  return alarm.triggered ? chartWords.movedAndArmed(where) : chartWords.moved(where);
}

/** What a hand or the focus was on last, of all charts of the page. */
let touched: HTMLElement | null = null;

/** Takes back what was done last in the chart that was touched last on Ctrl+Z (Cmd+Z), except where a person is typing. */
function useUndoKey(holder: { readonly current: HTMLElement | null }, undo: () => void): void {
  useEffect(() => {
    const ending = new AbortController();
    const options = { signal: ending.signal, capture: true };
    const touch = ({ target }: Event) => {
      const chart = holder.current?.parentElement;
      if (target instanceof Node && chart?.contains(target)) touched = chart;
    };
    addEventListener("pointerdown", touch, options);
    addEventListener("focusin", touch, options);
    document.addEventListener("keydown", (event) => {
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      if (event.target instanceof Element && event.target.matches("input, textarea, select")) {
        return;
      }
      const isElsewhere = touched !== holder.current?.parentElement;
      if (!isElsewhere || touched?.isConnected !== true) undo();
    }, { signal: ending.signal });
    return () => ending.abort();
  }, []);
}

interface ChartHolderProps {
  chart: Chart;
  pair: PairView;
  choice: ChartChoice;
  holder: RefObject<HTMLDivElement>;
  onRetry: () => void;
  children: ComponentChildren;
}

/** Where the chart is drawn, read and moved by keys, with what stands on it once it is drawn. */
function ChartHolder(props: ChartHolderProps) {
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
        aria-label={chartText(pair, choice.range, shownOf(chart), zone)}
        aria-describedby={`${id}-keys`}
        onKeyDown={keys.onKeyDown}
      />
      <p id={`${id}-keys`} class="visually-hidden">
        {chartWords.keys}
      </p>
      <p class="visually-hidden" role="status">{keys.said.value}</p>
      {chart.isDrawn.value && children}
      {phase === "failed" && (
        <ChartFailed text={chartWords.pastFailed} problem={chart.problem}>
          <button type="button" class="button" onClick={onRetry}>{chartWords.tryAgain}</button>
        </ChartFailed>
      )}
      {phase === "ready" && pair.currentPrice === null && (
        <p class="chart-message">{chartWords.firstPrice}</p>
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
    ? chartWords.noPriceKnown
    : chartWords.extremes(formatPrice(reach.maxValue), formatPrice(reach.minValue));
  return chartWords.sight(from, to, prices);
}

/** What the picture shows, for those who do not see it. */
export function chartText(
  { symbol, currentPrice }: Pick<PairView, "symbol" | "currentPrice">,
  range: ChartRange,
  shown: Shown,
  zone: Zone,
): string {
  const now = currentPrice === null
    ? chartWords.noPrice
    : chartWords.now(formatPrice(currentPrice));
  const sight = sightWords(shown, zone);
  const stretch = sight === "" ? "" : chartWords.shown(sight);
  const length = range.replace(/\D/, " $&");
  return chartWords.picture(pairTitle(symbol), length, now, stretch);
}
