import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import type { Span, Watched } from "@/lib/market/candle.ts";
import type { ChartStart } from "@/lib/protocol/charts.ts";
import type { ChartMark } from "./drawings.ts";

/** How a chart stands, for what is around it: the code of the chart itself comes later. */
export interface ChartState {
  readonly phase: Signal<"loading" | "ready" | "failed">;
  /** Whether it shows anything yet: what stood in its place can go. */
  readonly isDrawn: Signal<boolean>;
  /** Why the pair's source tells nothing older, for a person; null where it does, or was not asked. */
  readonly older: Signal<string | null>;
  /** What the whole width of the chart stands for. */
  readonly sight: Signal<Span>;
  /** What went off, as far as it is kept. */
  readonly fires: Signal<readonly Fire[]>;
  readonly coverage: Signal<readonly Watched[]>;
  /** A drag measures; it does not scroll. */
  readonly isMeasuring: Signal<boolean>;
  /** The dialog of indicators is open. */
  readonly isChoosing: Signal<boolean>;
}

const NO_FIRES: readonly Fire[] = [];

/** The state of a chart that is not there yet. */
export function useChartState(first: Pick<ChartStart, "span" | "coverage">): ChartState {
  const phase: ChartState["phase"] = useSignal("loading");
  const isDrawn = useSignal(false);
  const older: ChartState["older"] = useSignal(null);
  const sight = useSignal(first.span);
  const fires = useSignal(NO_FIRES);
  const coverage = useSignal(first.coverage);
  const isMeasuring = useSignal(false);
  const isChoosing = useSignal(false);
  return useMemo(
    () => ({ phase, isDrawn, older, sight, fires, coverage, isMeasuring, isChoosing }),
    [],
  );
}

/** Where the alarm in an open form would have rung. */
export interface ReplayMarks {
  readonly marks: ReadonlySignal<readonly ChartMark[]>;
  /** Asks for the form, and keeps what is answered for the chart too. */
  readonly fetchReplay: FetchReplay;
  readonly clear: () => void;
}

const NO_MARKS: readonly ChartMark[] = [];

/** Lets a chart show what a form was answered. */
export function useReplayMarks(ask: FetchReplay): ReplayMarks {
  const marks = useSignal(NO_MARKS);
  return useMemo(() => ({
    marks,
    async fetchReplay(symbol, alarm, signal) {
      const answer = await ask(symbol, alarm, signal);
      if (!signal.aborted) marks.value = answer?.moments.map(replayMark) ?? NO_MARKS;
      return answer;
    },
    clear: () => void (marks.value = NO_MARKS),
  }), []);
}

function replayMark({ timestamp, price }: { timestamp: string; price: number }): ChartMark {
  return { at: Date.parse(timestamp), price, isReplayed: true };
}
