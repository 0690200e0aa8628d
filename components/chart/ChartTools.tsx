import type { Signal } from "@preact/signals";
import { Choice, Select } from "@/components/kit/Fields.tsx";
import { Icon, type IconName } from "@/components/kit/Icon.tsx";
import type { ChartState } from "@/lib/client/chart/chart_state.ts";
import { changeLooks, CHART_SCALES, type ChartScale, looks } from "@/lib/client/chart/looks.ts";
import type { FullScreen } from "./full_screen.ts";
import {
  CHART_INTERVALS,
  CHART_KINDS,
  CHART_RANGES,
  type ChartChoice,
  type ChartInterval,
  type ChartKind,
  withChosen,
} from "@/lib/protocol/charts.ts";

const RANGES = CHART_RANGES.map((range) => [range, range.replace(/\D/, " $&")] as const);
const INTERVALS = CHART_INTERVALS.map((interval) => [interval, intervalText(interval)] as const);
const KIND_NAMES: Readonly<Record<ChartKind, string>> = { line: "Line", candles: "Candles" };
const KINDS = CHART_KINDS.map((kind) => [kind, KIND_NAMES[kind]] as const);

/** As traders write it, and unlike a range: `1h`, `1D`. */
function intervalText(interval: ChartInterval): string {
  return interval === "auto" ? "Auto" : interval.replace("d", "D");
}

const SCALE_NAMES: Readonly<Record<ChartScale, string>> = {
  ...{ linear: "Linear", log: "Log", percent: "Percent" },
};
const SCALES = CHART_SCALES.map((scale) => [scale, SCALE_NAMES[scale]] as const);

interface ChartToolsProps {
  choice: ChartChoice;
  onChange: (choice: ChartChoice) => void;
  state: Pick<ChartState, "isMeasuring" | "isChoosing">;
  isWide: Signal<boolean>;
  screen: FullScreen;
}

/** How much of the past a chart shows, in candles of which length, and how. */
export function ChartTools({ choice, onChange, ...tools }: ChartToolsProps) {
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
      <MoreTools {...tools} />
    </div>
  );
}

function MoreTools({ state, isWide, screen }: Omit<ChartToolsProps, "choice" | "onChange">) {
  const { scale, indicators } = looks.value;
  const count = indicators.length;
  return (
    <div class="chart-more">
      <Select
        label="Scale"
        options={SCALES}
        value={scale}
        onChange={(scale) => changeLooks({ scale })}
      />
      <button type="button" class="button" onClick={() => state.isChoosing.value = true}>
        Indicators{count > 0 && ` (${count})`}
      </button>
      <Toggle text="Measure" icon="measure" isOn={state.isMeasuring} />
      <Toggle text="Full width" icon="wide" isOn={isWide} />
      <button
        type="button"
        class="button"
        title={screen.isFull.value ? "Leave full screen" : "Full screen"}
        aria-pressed={screen.isFull.value}
        onClick={screen.toggle}
      >
        <Icon name="fullScreen" />
        <span class="visually-hidden">Full screen</span>
      </button>
    </div>
  );
}

interface ToggleProps {
  text: string;
  icon: IconName;
  isOn: Signal<boolean>;
}

function Toggle({ text, icon, isOn }: ToggleProps) {
  return (
    <button
      type="button"
      class={`button chart-tool-${icon}`}
      title={text}
      aria-pressed={isOn.value}
      onClick={() => isOn.value = !isOn.value}
    >
      <Icon name={icon} />
      <span class="visually-hidden">{text}</span>
    </button>
  );
}

/** What a hand can do on the chart, in words for the pointer there is. */
export function ChartHint() {
  return (
    <p class="chart-hint">
      <span class="chart-hint-mouse">
        Click the chart to set an alarm at a price, drag a line to move it. Shift and drag measures.
      </span>
      <span class="chart-hint-finger">
        Press and hold the chart to set an alarm at a price, drag a handle to move its line.
      </span>
    </p>
  );
}
