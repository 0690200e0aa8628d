import type { Bar } from "@/lib/market/bar.ts";
import { type Grain, grainOfBars } from "@/lib/market/coverage.ts";
import type { PriceHistory } from "@/lib/market/history.ts";
import type { SourceBars } from "@/lib/sources/source_bars.ts";
import { judgedPoint } from "@/lib/store/judged_point.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { Gap } from "./decide_gap.ts";

export interface GapInput {
  /** What the source told of the pair. */
  readonly answer: SourceBars;
  /** The pair's prices that are known already. */
  readonly history: Pick<PriceHistory, "bars"> | undefined;
  /** Why nobody watched; null when this is no gap. */
  readonly why: string | null;
}

/** A source's answer as the gap that is judged, and how closely its bars watch. */
export function gapOf(
  pair: Pair,
  { answer, history, why }: GapInput,
): Gap & { readonly grain: Grain } {
  const { shape, stepMs, covered } = answer;
  // What is still open is told by the newest price.
  const bars = answer.newestOpen ? answer.bars.slice(0, -1) : answer.bars;
  return {
    symbol: pair.symbol,
    bars,
    stepMs: shape === "bars" ? stepMs : 0,
    grain: shape === "bars" ? grainOfBars(stepMs) : "point",
    coveredFrom: covered?.from ?? Infinity,
    known: knownOf(bars[0], { pair, history, stepMs }),
    why,
  };
}

/**
 * What is known already of the first bar, where that began before the stretch. The history may hold it
 * within a longer bar: then the price judged last is all that is known.
 */
function knownOf(
  first: Bar | undefined,
  { pair, history, stepMs }: Pick<GapInput, "history"> & { pair: Pair; stepMs: number },
): Gap["known"] {
  const last = judgedPoint(pair);
  if (first === undefined || last === null) return null;
  const until = Date.parse(last.timestamp);
  if (first.at > until) return null;
  const bars = history?.bars(first.at, until, stepMs) ?? [];
  return {
    low: Math.min(last.price, ...bars.map(({ low }) => low)),
    high: Math.max(last.price, ...bars.map(({ high }) => high)),
  };
}
