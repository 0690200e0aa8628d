import { type ReadonlySignal, type Signal, useComputed } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { PairDialogs } from "@/components/alarm/actions.ts";
import { type Deed, UndoLine } from "@/components/alarm/UndoLine.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fields } from "@/lib/alarms/kinds/kind.ts";
import { Chart, useChart } from "@/lib/client/chart/chart.ts";
import type { ChartState } from "@/lib/client/chart/chart_state.ts";
import { type Model, pairOf } from "@/lib/client/model.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { ChartChoice } from "@/lib/protocol/charts.ts";
import { ChartHandles, ChartPlus } from "./ChartHandles.tsx";
import { ChartHolder } from "./ChartHolder.tsx";
import { ChartEdges, ChartLegend, ChartMeasure, ChartToNow } from "./ChartParts.tsx";
import type { ReplayMarks } from "./replay_marks.ts";
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
