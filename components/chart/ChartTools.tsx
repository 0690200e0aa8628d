import { Choice } from "@/components/kit/Fields.tsx";
import {
  CHART_INTERVALS,
  CHART_KINDS,
  CHART_RANGES,
  type ChartChoice,
  type ChartInterval,
  type ChartKind,
  withChosen,
} from "@/lib/protocol/chart_start.ts";

const RANGES = CHART_RANGES.map((range) => [range, range.replace(/\D/, " $&")] as const);
const INTERVALS = CHART_INTERVALS.map((interval) => [interval, intervalText(interval)] as const);
const KIND_NAMES: Readonly<Record<ChartKind, string>> = { line: "Line", candles: "Candles" };
const KINDS = CHART_KINDS.map((kind) => [kind, KIND_NAMES[kind]] as const);

/** As traders write it, and unlike a range: `1h`, `1D`. */
function intervalText(interval: ChartInterval): string {
  return interval === "auto" ? "Auto" : interval.replace("d", "D");
}

interface ChartToolsProps {
  choice: ChartChoice;
  onChange: (choice: ChartChoice) => void;
}

/** How much of the past a chart shows, in candles of which length, and how. */
export function ChartTools({ choice, onChange }: ChartToolsProps) {
  const change = (wanted: Partial<ChartChoice>) => onChange(withChosen(choice, wanted));
  return (
    <div class="chart-tools">
      <Choice
        label="Time shown"
        options={RANGES}
        value={choice.range}
        onChange={(range) => change({ range })}
        onAgain={(range) => change({ range })}
      />
      <Choice
        label="Interval"
        options={INTERVALS}
        value={choice.interval}
        onChange={(interval) => change({ interval })}
      />
      <Choice
        label="Shown as"
        options={KINDS}
        value={choice.kind}
        onChange={(kind) => change({ kind })}
      />
    </div>
  );
}

/** What a hand can do on the chart, in words for the pointer there is. */
export function ChartHint() {
  return (
    <p class="chart-hint">
      <span class="chart-hint-mouse">
        Click the chart to set an alarm at a price, drag a line to move it.
      </span>
      <span class="chart-hint-finger">
        Press and hold the chart to set an alarm at a price, drag a handle to move its line.
      </span>
    </p>
  );
}
