import { type Signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Span, Watched } from "@/lib/market/coverage.ts";
import type { ChartStart } from "@/lib/protocol/charts.ts";

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

const NONE: readonly Fire[] = [];

/** The state of a chart that is not there yet. */
export function useChartState(first: Pick<ChartStart, "span" | "coverage">): ChartState {
  const phase: ChartState["phase"] = useSignal("loading");
  const isDrawn = useSignal(false);
  const older: ChartState["older"] = useSignal(null);
  const sight = useSignal(first.span);
  const fires = useSignal(NONE);
  const coverage = useSignal(first.coverage);
  const isMeasuring = useSignal(false);
  const isChoosing = useSignal(false);
  return useMemo(
    () => ({ phase, isDrawn, older, sight, fires, coverage, isMeasuring, isChoosing }),
    [],
  );
}
