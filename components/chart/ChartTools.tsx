import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { Choice, Select } from "@/components/kit/Fields.tsx";
import { Icon, type IconName } from "@/components/kit/Icon.tsx";
import type { ChartState } from "@/lib/client/chart/chart_state.ts";
import { changeLooks, CHART_SCALES, looks } from "@/lib/client/chart/looks.ts";
import {
  CHART_INTERVALS,
  CHART_KINDS,
  CHART_RANGES,
  type ChartChoice,
  type ChartInterval,
  withChosen,
} from "@/lib/protocol/charts.ts";
import { chartWords as words } from "./texts.tsx";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

const RANGES = CHART_RANGES.map((range) => [range, range.replace(/\D/, " $&")] as const);

/** As traders write it, and unlike a range: `1h`, `1D`. */
function intervalText(interval: ChartInterval): string {
  return interval === "auto" ? words.auto : interval.replace("d", "D");
}

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
        label={words.timeShown}
        options={RANGES}
        value={choice.range}
        onChange={(range) => change({ range })}
        onAgain={(range) => change({ range })}
      />
      <Choice
        label={words.interval}
        options={CHART_INTERVALS.map((interval) => [interval, intervalText(interval)] as const)}
        value={choice.interval}
        onChange={(interval) => change({ interval })}
      />
      <Choice
        label={words.shownAs}
        options={CHART_KINDS.map((kind) => [kind, words.kinds[kind]] as const)}
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
        label={words.scale}
        options={CHART_SCALES.map((scale) => [scale, words.scales[scale]] as const)}
        value={scale}
        onChange={(scale) => changeLooks({ scale })}
      />
      <button type="button" class="button" onClick={() => state.isChoosing.value = true}>
        {words.indicators}
        {count > 0 && ` (${count})`}
      </button>
      <Toggle text={words.measure} icon="measure" isOn={state.isMeasuring} />
      <Toggle text={words.fullWidth} icon="wide" isOn={isWide} />
      <button
        type="button"
        class="button"
        title={screen.isFull.value ? words.leaveFullScreen : words.fullScreen}
        aria-pressed={screen.isFull.value}
        onClick={screen.toggle}
      >
        <Icon name="fullScreen" />
        <span class="visually-hidden">{words.fullScreen}</span>
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
      <span class="chart-hint-mouse">{words.mouseHint}</span>
      <span class="chart-hint-finger">{words.fingerHint}</span>
    </p>
  );
}

/** Whether a part of the page has the whole screen, and how that is changed. */
interface FullScreen {
  readonly isFull: ReadonlySignal<boolean>;
  readonly toggle: () => void;
}

/**
 * Gives an element the whole screen, or the whole window in a browser that gives no element a screen (an iPhone's);
 * Escape ends both.
 */
export function useFullScreen(element: RefObject<HTMLElement>): FullScreen {
  const isFull = useSignal(false);
  useEffect(() => {
    const follow = () => isFull.value = fullElement() === element.current;
    const leave = (event: KeyboardEvent) => {
      // What is open over it goes first.
      const isDialog = document.querySelector("dialog[open]") !== null;
      if (event.key === "Escape" && !isDialog && fullElement() === null) {
        isFull.value = false;
      }
    };
    document.addEventListener("fullscreenchange", follow);
    document.addEventListener("keydown", leave);
    return () => {
      document.removeEventListener("fullscreenchange", follow);
      document.removeEventListener("keydown", leave);
    };
  }, []);
  const toggle = () => {
    if (fullElement() !== null) return void document.exitFullscreen();
    const wanted = !isFull.value;
    isFull.value = wanted;
    if (!wanted || document.fullscreenEnabled !== true) return;
    // Refused: the window has to do.
    element.current?.requestFullscreen().catch(() => undefined);
  };
  return { isFull, toggle };
}

/** Null also where the browser knows of none. */
function fullElement(): Element | null {
  return document.fullscreenElement ?? null;
}
