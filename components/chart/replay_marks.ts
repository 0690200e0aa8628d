import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import type { ChartMark } from "@/lib/client/chart/drawings.ts";

/** Where the alarm in an open form would have rung. */
export interface ReplayMarks {
  readonly marks: ReadonlySignal<readonly ChartMark[]>;
  /** Asks for the form, and keeps what is answered for the chart too. */
  readonly fetchReplay: FetchReplay;
  readonly clear: () => void;
}

const NONE: readonly ChartMark[] = [];

/** Lets a chart show what a form was answered. */
export function useReplayMarks(ask: FetchReplay): ReplayMarks {
  const marks = useSignal(NONE);
  return useMemo(() => ({
    marks,
    async fetchReplay(symbol, alarm, signal) {
      const answer = await ask(symbol, alarm, signal);
      if (!signal.aborted) marks.value = answer?.moments.map(replayMark) ?? NONE;
      return answer;
    },
    clear: () => void (marks.value = NONE),
  }), []);
}

function replayMark({ timestamp, price }: { timestamp: string; price: number }): ChartMark {
  return { at: Date.parse(timestamp), price, isReplayed: true };
}
