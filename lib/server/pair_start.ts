import { coverageWithin, stepStart } from "@/lib/market/candle.ts";
import { chartSpan, readChoice } from "@/lib/protocol/charts.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import type { Services } from "./define.ts";
import { pastCandles } from "./past.ts";

/** How far back a chart can show how closely the pair was watched. */
const LONGEST_MS = 30 * DAY_MS;

/** What the chart of a pair begins with, as its address asks and its browser remembers. */
export async function pairStart(
  { store, now }: Pick<Services, "store" | "now">,
  symbol: string,
  { url, headers }: Pick<Request, "url" | "headers">,
) {
  const history = store.histories.get(symbol);
  const { coverage = [] } = store.state.pairs.get(symbol) ?? {};
  const { choice, isWide } = readChoice(new URL(url).searchParams, headers.get("cookie"));
  const to = now();
  const { lengthMs, stepMs } = chartSpan(
    { range: choice.range, kind: "line", interval: "auto" },
    to - (history?.oldestAt ?? to),
  );
  const from = to - lengthMs;
  const candles = await pastCandles(history, { from: stepStart(from, stepMs), to, stepMs });
  return {
    first: {
      ...{ choice, isWide },
      span: { from, to },
      coverage: coverageWithin(coverage, { from: to - LONGEST_MS, to }),
    },
    points: candles.map(({ at, close }) => ({
      timestamp: new Date(at).toISOString(),
      price: close,
    })),
  };
}
