import type { Bar } from "@/lib/market/bar.ts";
import { barObservation } from "@/lib/market/bar_observation.ts";
import type { PriceHistory } from "@/lib/market/history.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type { SourceBars } from "@/lib/sources/source_bars.ts";
import type { OpenGap } from "@/lib/store/open_gap.ts";

type History = Pick<PriceHistory, "bars">;

/** What a source told of a gap as observations, oldest first: those between the prices on both sides of it. */
export function gapObservations(
  gap: OpenGap,
  { bars, stepMs, shape }: Pick<SourceBars, "bars" | "stepMs" | "shape">,
  history: History | undefined,
): Observation[] {
  const [from, to] = [Date.parse(gap.from.timestamp), Date.parse(gap.to.timestamp)];
  const width = shape === "bars" ? stepMs : 0;
  return bars.flatMap((bar): Observation[] => {
    const lastAt = bar.at + Math.max(0, width - 1);
    if (lastAt <= from || bar.at >= to) return [];
    const isWithin = bar.at > from && lastAt < to;
    const seen = isWithin
      ? barObservation(bar, width)
      : partOf(bar, gap, { lastAt, history, width });
    return seen.at > from && seen.at < to ? [seen] : [];
  });
}

/** A bar that reaches beyond the gap: its low and high may be of what was watched already. */
function partOf(
  bar: Bar,
  gap: OpenGap,
  { lastAt, width, history }: {
    readonly lastAt: number;
    readonly width: number;
    readonly history: History | undefined;
  },
): Observation {
  const [from, to] = [Date.parse(gap.from.timestamp), Date.parse(gap.to.timestamp)];
  const endsWithin = lastAt < to;
  const price = endsWithin ? bar.close : gap.to.price;
  const at = Math.min(lastAt, to - 1);
  const known = [
    ...(bar.at <= from ? [gap.from.price] : []),
    ...(endsWithin ? [] : [gap.to.price]),
    ...(history?.bars(bar.at, Math.min(from, lastAt), width) ?? []).flatMap(extremesOf),
    ...(endsWithin ? [] : history?.bars(to, lastAt, width) ?? []).flatMap(extremesOf),
  ];
  return {
    ...{ price, at, since: bar.at },
    low: bar.low < Math.min(...known) ? bar.low : price,
    high: bar.high > Math.max(...known) ? bar.high : price,
  };
}

function extremesOf({ low, high }: Bar): number[] {
  return [low, high];
}
