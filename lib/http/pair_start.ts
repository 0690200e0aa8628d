import type { ChartStart } from "@/lib/live/chart/chart_range.ts";
import { chartSpan, readKind, readRange } from "@/lib/live/chart/chart_range.ts";
import { stepStart } from "@/lib/market/bar.ts";
import { coverageWithin } from "@/lib/market/coverage.ts";
import type { PricePoint } from "@/lib/store/state.ts";
import type { Services } from "./services.ts";

/** A page of a pair before any script runs. */
export interface PairStart {
  readonly first: ChartStart;
  /** The prices in sight, for a picture that stands still. */
  readonly points: readonly PricePoint[];
}

const LONGEST_MS = 30 * 24 * 3_600_000;

/** What the chart of a pair begins with, as its address asks (`?range&kind`). */
export function pairStart(
  { store, now }: Pick<Services, "store" | "now">,
  symbol: string,
  { searchParams }: URL,
): PairStart {
  const history = store.histories.get(symbol);
  const { coverage = [] } = store.state.pairs.get(symbol) ?? {};
  const choice = {
    range: readRange(searchParams.get("range")),
    kind: readKind(searchParams.get("kind")),
  };
  const to = now();
  const { lengthMs, stepMs } = chartSpan(choice.range, "line", to - (history?.oldestAt ?? to));
  const from = to - lengthMs;
  const bars = history?.bars(stepStart(from, stepMs), to, stepMs) ?? [];
  return {
    first: {
      choice,
      span: { from, to },
      coverage: coverageWithin(coverage, { from: to - LONGEST_MS, to }),
    },
    points: bars.map(({ at, close }) => ({ timestamp: new Date(at).toISOString(), price: close })),
  };
}
