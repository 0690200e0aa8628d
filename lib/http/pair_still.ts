import { type ChartRange, chartSpan } from "@/lib/live/chart_range.ts";
import { stepStart } from "@/lib/live/chart_series.ts";
import type { PricePoint } from "@/lib/store/state.ts";
import type { Services } from "./services.ts";

/** The prices that a pair's chart begins with, so that the page shows them before any script runs. */
export function stillOf(
  { store, now }: Pick<Services, "store" | "now">,
  symbol: string,
  range: ChartRange,
): PricePoint[] {
  const history = store.histories.get(symbol);
  const oldestAt = history?.oldestAt ?? null;
  if (history === undefined || oldestAt === null) return [];
  const { lengthMs, stepMs } = chartSpan(range, "line", now() - oldestAt);
  const from = stepStart(now() - lengthMs, stepMs);
  return history.bars(from, now(), stepMs)
    .map(({ at, close }) => ({ timestamp: new Date(at).toISOString(), price: close }));
}
