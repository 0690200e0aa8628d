import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { ChartBox } from "@/components/ChartBox.tsx";
import { ChartHandles } from "@/components/ChartHandles.tsx";
import { ChartNotes } from "@/components/ChartNotes.tsx";
import { ChartTools } from "@/components/ChartTools.tsx";
import { QuickAlarm } from "@/components/QuickAlarm.tsx";
import { UndoNotice } from "@/components/UndoNotice.tsx";
import type { PairDialogs } from "@/components/use_pair_dialogs.ts";
import { Chart, type ChartChoice } from "@/lib/live/chart.ts";
import type { Fields } from "@/lib/live/chart_drag.ts";
import type { LevelAlarm } from "@/lib/live/chart_levels.ts";
import { type Model, pairOf } from "@/lib/live/model.ts";
import { useChart } from "@/lib/live/use_chart.ts";
import { useChartContent } from "@/lib/live/use_chart_content.ts";
import { useLevelDrag } from "@/lib/live/use_level_drag.ts";
import type { Viewer } from "@/lib/live/viewer.ts";

interface PairChartProps {
  model: Signal<Model>;
  symbol: string;
  /** What is shown at first. */
  first: ChartChoice;
  viewer: Viewer;
  dialogs: Pick<PairDialogs, "send" | "sendAndTell">;
  /** The prices as a picture that stands still, for the time before the chart's code is here. */
  children: ComponentChildren;
}

/** The chart of a pair: its past, its alarms where they act, and alarms set and moved by hand. */
export function PairChart({ model, symbol, first, viewer, dialogs, children }: PairChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const choice = useSignal(first);
  const picked = useSignal<number | null>(null);
  const pair = useComputed(() => pairOf(model.value, symbol));
  const isLive = useComputed(() => model.value.link.phase === "live");
  const chart = useMemo(() => new Chart(() => pairOf(model.peek(), symbol)), []);
  const change = (alarm: LevelAlarm, fields: Fields) =>
    dialogs.sendAndTell("update_alarm", { pair: symbol, id: alarm.id, alarm: fields });
  const onPick = (price: number) => void (picked.value = price);
  const { drag, undoable, save, undo } = useLevelDrag(chart, { holder, pair, change, onPick });
  useChart(chart, { holder, pair, choice, isLive, viewer });
  const facts = useChartContent(chart, { model, symbol, pair, held: drag.held, viewer });
  if (pair.value === undefined) return null;
  return (
    <section class="chart" aria-label={`Chart of ${symbol}`}>
      <ChartBox
        {...{ chart, holder }}
        pair={pair.value}
        choice={choice.value}
        still={children}
        onRetry={() => choice.value = { ...choice.value }}
      >
        <ChartHandles {...{ chart, drag }} pair={pair.value} levels={facts.levels} onSave={save} />
      </ChartBox>
      <ChartTools
        choice={choice.value}
        onChange={(wanted) => choice.value = { ...choice.value, ...wanted }}
      />
      <ChartNotes chart={chart} coverage={facts.coverage.value} viewer={viewer} />
      <UndoNotice
        undoable={undoable.value}
        onUndo={undo}
        onClose={() => undoable.value = null}
      />
      {picked.value !== null && (
        <QuickAlarm
          pair={pair.value}
          price={picked.value}
          onSave={(alarm) => dialogs.send("add_alarm", { pair: symbol, alarm })}
          onClose={() => picked.value = null}
        />
      )}
    </section>
  );
}
