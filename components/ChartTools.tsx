import { CHART_KINDS, CHART_RANGES, type ChartKind } from "@/lib/live/chart/chart_range.ts";
import type { ChartChoice } from "@/lib/live/chart/chart_range.ts";
import { Choice } from "./Choice.tsx";

interface ChartToolsProps {
  choice: ChartChoice;
  onChange: (change: Partial<ChartChoice>) => void;
}

const RANGES = CHART_RANGES.map((range) => [range, range.replace(/\D/, " $&")] as const);
const KIND_NAMES: Readonly<Record<ChartKind, string>> = { line: "Line", candles: "Candles" };
const KINDS = CHART_KINDS.map((kind) => [kind, KIND_NAMES[kind]] as const);

/** How much of the past a chart shows, and how. */
export function ChartTools({ choice, onChange }: ChartToolsProps) {
  return (
    <div class="chart-tools">
      <Choice
        label="Time shown"
        options={RANGES}
        value={choice.range}
        onChange={(range) => onChange({ range })}
        onAgain={(range) => onChange({ range })}
      />
      <Choice
        label="Shown as"
        options={KINDS}
        value={choice.kind}
        onChange={(kind) => onChange({ kind })}
      />
    </div>
  );
}
