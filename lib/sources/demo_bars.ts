import type { Bar } from "@/lib/market/bar.ts";
import { pages, SECOND_MS } from "./bar_steps.ts";
import { demoPrices, type PriceAt } from "./demo_market.ts";
import { barsAnswer, type BarsRange, type SourceBars, type Stretch } from "./source_bars.ts";

/** Prices worked out before others get their turn: a few milliseconds. */
const PRICES_AT_A_TIME = 10_000;
/** Of a stretch with more seconds than this, the price is looked at only every few seconds. */
const SECONDS_LOOKED_AT = 86_400;
const LONG_LOOK_MS = 20 * SECOND_MS;

export interface DemoPast {
  readonly base: string;
  readonly quote: string;
  readonly seed: number;
  readonly now: number;
}

/** The demo's prices at every full second up to now, as bars; of a long stretch at every twentieth second. */
export async function demoBars(
  market: DemoPast,
  range: BarsRange,
  signal: AbortSignal,
): Promise<SourceBars> {
  const priceAt = demoPrices(market, market.seed);
  const stepMs = Math.max(SECOND_MS, Math.round(range.stepMs / SECOND_MS) * SECOND_MS);
  const lookMs = Math.min(stepMs, lookFor(range));
  const bars: Bar[] = [];
  let priced = 0;
  if (priceAt === null) return barsAnswer({ bars, stepMs, range, now: market.now });
  for (const span of pages(range, stepMs, 1)) {
    const bar = barOver(priceAt, { ...span, to: Math.min(span.to, market.now + 1) }, lookMs);
    if (bar !== null) bars.push(bar);
    priced += stepMs / lookMs;
    if (priced < PRICES_AT_A_TIME) continue;
    priced = 0;
    await othersTurn();
    signal.throwIfAborted();
  }
  return barsAnswer({ bars, stepMs, range, now: market.now });
}

function lookFor({ from, to }: Stretch): number {
  return to - from <= SECONDS_LOOKED_AT * SECOND_MS ? SECOND_MS : LONG_LOOK_MS;
}

function barOver(priceAt: PriceAt, { from, to }: Stretch, lookMs: number): Bar | null {
  if (from >= to) return null;
  const open = priceAt(from);
  let [high, low, close] = [open, open, open];
  for (let at = from + lookMs; at < to; at += lookMs) {
    close = priceAt(at);
    high = Math.max(high, close);
    low = Math.min(low, close);
  }
  return { at: from, open, high, low, close };
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
