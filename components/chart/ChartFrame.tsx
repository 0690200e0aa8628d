import type { ComponentChildren } from "preact";
import { Icon } from "@/components/kit/Icon.tsx";
import type { ChartState } from "@/lib/client/chart/chart_state.ts";
import { chartWords as words } from "./texts.tsx";

interface ChartFrameProps {
  state: Pick<ChartState, "phase" | "isDrawn">;
  /** The prices as a picture that stands still, for the time before the chart is drawn. */
  still: ComponentChildren;
  children: ComponentChildren;
}

/** The place of the chart, of the same size whether it is drawn yet, loading, failed or empty. */
export function ChartFrame({ state, still, children }: ChartFrameProps) {
  const phase = state.phase.value;
  return (
    <figure class={`chart-box chart-${phase}`} aria-busy={phase === "loading"}>
      {!state.isDrawn.value && <div class="chart-still">{still}</div>}
      {children}
    </figure>
  );
}

interface ChartFailedProps {
  text: string;
  /** Why, where that is known. */
  problem: string | null;
  /** What helps. */
  children: ComponentChildren;
}

/** Says over the chart what could not be loaded. */
export function ChartFailed({ text, problem, children }: ChartFailedProps) {
  return (
    <div class="chart-message" role="alert">
      <p>
        <Icon name="warning" />
        {text}
      </p>
      {problem !== null && <p>{problem}.</p>}
      {children}
    </div>
  );
}

/** For a build that is gone, or no server: a browser may not ask for the same code twice. */
export function CodeFailed() {
  return (
    <ChartFailed text={words.codeFailed} problem={null}>
      <button type="button" class="button" onClick={() => location.reload()}>
        {words.reload}
      </button>
    </ChartFailed>
  );
}
