import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { PairDialogs } from "@/components/alarm/actions.ts";
import { type Deed, UndoLine } from "@/components/alarm/UndoLine.tsx";
import { ChartBox } from "@/components/chart/ChartBox.tsx";
import { ChartHandles, ChartPlus } from "@/components/chart/ChartHandles.tsx";
import { ChartNotes } from "@/components/chart/ChartNotes.tsx";
import { ChartEdges, ChartHint, ChartLegend, ChartToNow } from "@/components/chart/ChartParts.tsx";
import { ChartTools } from "@/components/chart/ChartTools.tsx";
import { PriceAlarmDialog } from "@/components/chart/PriceAlarmDialog.tsx";
import { type ReplayMarks, useChartContent } from "@/components/chart/use_chart_content.ts";
import { type Undoable, useLevelDrag } from "@/components/chart/use_level_drag.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fields } from "@/lib/alarms/kinds/kind.ts";
import { Chart, useChart } from "@/lib/client/chart/chart.ts";
import { type Model, pairOf } from "@/lib/client/model.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import type { ChartChoice, ChartStart } from "@/lib/protocol/chart_start.ts";

interface PairChartProps {
  model: Signal<Model>;
  symbol: string;
  first: ChartStart;
  dialogs: Pick<PairDialogs, "send" | "sendAndTell">;
  replay: ReplayMarks;
  /** The prices as a picture that stands still, for the time before the chart's code is here. */
  children: ComponentChildren;
}

/** The chart of a pair: its past, its alarms where they act, and alarms set and moved by hand. */
export function PairChart(props: PairChartProps) {
  const { symbol, first, dialogs, replay, children } = props;
  const { chart, holder, choice, picked, facts, hands, ...shown } = usePairChart(props);
  const pair = shown.pair.value;
  const fires = facts.fired.value;
  if (pair === undefined) return null;
  return (
    <section class="chart" aria-label={`Chart of ${symbol}`}>
      <ChartBox
        {...{ chart, holder, pair }}
        choice={choice.value}
        still={children}
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
        <ChartLegend {...{ chart, fires }} />
        <UndoLine done={shown.done.value} onEnd={() => hands.undoable.value = null} />
      </ChartBox>
      <ChartTools
        choice={choice.value}
        onChange={(chosen) => choice.value = chosen}
      />
      <ChartHint />
      <ChartNotes
        {...{ chart, pair, fires }}
        choice={choice.value}
        firstSpan={first.span}
        coverage={facts.coverage.value}
      />
      {picked.value !== null && (
        <PriceAlarmDialog
          pair={pair}
          price={picked.value}
          onSave={(alarm) => dialogs.send("add_alarm", { pair: symbol, alarm })}
          fetchReplay={replay.fetchReplay}
          onClose={() => {
            picked.value = null;
            replay.clear();
          }}
        />
      )}
    </section>
  );
}

/** Everything behind the chart: what it shows, what stands on it, what hands do to it. */
function usePairChart({ model, symbol, first, dialogs, replay }: PairChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const choice = useSignal<ChartChoice>(first.choice);
  const isWide = useSignal(first.isWide);
  const picked = useSignal<number | null>(null);
  const pair = useComputed(() => pairOf(model.value, symbol));
  const isLive = useComputed(() => model.value.link.phase === "live");
  const chart = useMemo(() => new Chart(() => pairOf(model.peek(), symbol)), []);
  const change = (alarm: Alarm, fields: Fields) =>
    dialogs.sendAndTell("update_alarm", { pair: symbol, id: alarm.id, alarm: fields });
  const onPick = (price: number) => void (picked.value = price);
  const hands = useLevelDrag(chart, { holder, pair, change, onPick });
  useChart(chart, { holder, pair, choice, isWide, isLive });
  const facts = useChartContent(chart, {
    ...{ model, symbol, pair },
    held: hands.drag.held,
    replayed: replay.marks,
    firstCoverage: first.coverage,
  });
  const done = useComputed((): Deed | null => {
    const last = hands.undoable.value;
    return last && { text: deedText(last), undo: hands.undo };
  });
  useUndoKey(hands.undo);
  return { chart, holder, choice, picked, pair, facts, hands, done };
}

/** A changed condition arms an alarm that has rung. */
function deedText({ alarm, price }: Undoable): string {
  return `Alarm moved to ${formatPrice(price)}${alarm.triggered ? " and armed again" : ""}`;
}

/** Takes back what was done last on Ctrl+Z (Cmd+Z), except where a person is typing. */
function useUndoKey(undo: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      if (event.target instanceof Element && event.target.matches("input, textarea, select")) {
        return;
      }
      undo();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
