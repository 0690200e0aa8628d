import { pairTitle } from "@/lib/client/pair_titles.ts";
import { effect, type ReadonlySignal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ChartFrame, CodeFailed } from "@/components/chart/ChartFrame.tsx";
import { ChartNotes } from "@/components/chart/ChartNotes.tsx";
import { ChartHint, ChartTools, useFullScreen } from "@/components/chart/ChartTools.tsx";
import type { LiveChartProps } from "@/components/chart/LiveChart.tsx";
import { useLiveCode } from "@/components/chart/live_code.ts";
import { chartWords } from "@/components/chart/texts.tsx";
import { useChartState } from "@/lib/client/chart/chart_state.ts";
import { pairOf } from "@/lib/client/model.ts";
import { type ChartChoice, type ChartStart, choiceCookie } from "@/lib/protocol/charts.ts";
import { toBase } from "@/lib/client/base_path.ts";

interface PairChartProps extends Pick<LiveChartProps, "model" | "symbol" | "dialogs" | "replay"> {
  first: ChartStart;
  /** The prices as a picture that stands still, for the time before the chart's code is here. */
  children: ComponentChildren;
}

/** The chart of a pair, what it shows of the past, and how closely that was watched. */
export function PairChart({ first, children, ...props }: PairChartProps) {
  const { model, symbol } = props;
  const state = useChartState(first);
  const choice = useSignal(first.choice);
  const isWide = useSignal(first.isWide);
  const section = useRef<HTMLElement>(null);
  const screen = useFullScreen(section);
  const code = useLiveCode();
  useEffect(() => keepChoice(choice, isWide), []);
  const pair = pairOf(model.value, symbol);
  if (pair === undefined) return null;
  const looksOf = () =>
    [
      "chart",
      isWide.value && "chart-wide",
      screen.isFull.value && "chart-full",
      state.isMeasuring.value && "chart-measuring",
    ].filter(Boolean).join(" ");
  return (
    <section ref={section} class={looksOf()} aria-label={chartWords.chartOf(pairTitle(symbol))}>
      <ChartFrame state={state} still={children}>
        {code.LiveChart !== null && <code.LiveChart {...{ ...props, choice, state }} />}
        {code.isLost && <CodeFailed />}
      </ChartFrame>
      <ChartTools
        {...{ state, isWide, screen }}
        choice={choice.value}
        onChange={(chosen) =>
          choice.value = chosen}
      />
      <ChartHint />
      <p>
        <a href={`/charts?chart=${encodeURIComponent(symbol)}`} aria-current="false">
          {chartWords.compare}
        </a>
      </p>
      <ChartNotes {...{ state, pair }} choice={choice.value} />
    </section>
  );
}

/**
 * The address says what is chosen, so that a reload or a friend sees the same; this browser remembers it. Returns how
 * to stop.
 */
function keepChoice(
  choice: ReadonlySignal<ChartChoice>,
  isWide: ReadonlySignal<boolean>,
): () => void {
  return effect(() => {
    const chosen = choice.value;
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(chosen)) url.searchParams.set(name, value);
    history.replaceState(history.state, "", url);
    document.cookie = choiceCookie(chosen, isWide.value, toBase("/"));
  });
}
