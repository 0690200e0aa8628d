import { type Bar, joinBars } from "@/lib/market/bar.ts";
import { pages, SECOND_MS } from "./bar_steps.ts";
import { demoPriceAt } from "./demo_market.ts";
import { barsAnswer, type BarsRange, type SourceBars, type Stretch } from "./source_bars.ts";

/** Prices worked out before others get their turn: some milliseconds. */
const PRICES_AT_A_TIME = 5_000;

export interface DemoPast {
  readonly base: string;
  readonly quote: string;
  readonly seed: number;
  readonly now: number;
}

/** The demo's prices at every full second up to now, as bars. */
export async function demoBars(
  market: DemoPast,
  range: BarsRange,
  signal: AbortSignal,
): Promise<SourceBars> {
  const stepMs = Math.max(SECOND_MS, Math.round(range.stepMs / SECOND_MS) * SECOND_MS);
  const bars: Bar[] = [];
  let priced = 0;
  for (const span of pages(range, stepMs, 1)) {
    const bar = barOver(market, span);
    if (bar !== null) bars.push(bar);
    priced += stepMs / SECOND_MS;
    if (priced < PRICES_AT_A_TIME) continue;
    priced = 0;
    await othersTurn();
    signal.throwIfAborted();
  }
  return barsAnswer({ bars, stepMs, range, now: market.now });
}

function barOver({ base, quote, seed, now }: DemoPast, span: Stretch): Bar | null {
  let bar: Bar | null = null;
  for (let at = span.from; at < span.to && at <= now; at += SECOND_MS) {
    const price = demoPriceAt({ base, quote }, at, seed);
    if (price === null) return null;
    const second: Bar = { at, open: price, high: price, low: price, close: price };
    bar = bar === null ? second : joinBars(bar, second);
  }
  return bar;
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
