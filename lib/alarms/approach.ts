import type { Alarm } from "./alarm.ts";
import { distanceToTrigger } from "./distance.ts";
import { highestOf, lowestOf } from "./extremes.ts";
import type { Finding, Reach } from "./finding.ts";
import type { JudgeContext } from "./judge_context.ts";
import type { PairPrices } from "./pair_prices.ts";
import { windowReference } from "./window_reference.ts";

/** How near a price came to setting an alarm off, and when. */
export interface Approach {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly price: number;
  /** The price that would have set it off then. */
  readonly trigger: number;
  /** It was reached: something else kept the alarm from firing. */
  readonly isReached: boolean;
  /** From the price to the trigger, 0 when it was reached: in units of the quote asset, and in percent of the price. */
  readonly distance: number;
  readonly percent: number;
}

/** How near an observation came; null while the condition was true already, because it must be false first. */
export function approachOf(
  alarm: Alarm,
  context: JudgeContext,
  { holds, reach }: Finding,
): Approach | null {
  const { at } = context.observation;
  if (reach !== null) return reachedAt(alarm, reach, at);
  if (holds) return null;
  const start = windowStart(alarm, context);
  let nearest: Approach | null = null;
  for (const prices of pricesWithin(alarm, context)) {
    const approach = measured(alarm, prices, start, at);
    if (approach !== null && !(approach.percent >= (nearest?.percent ?? Infinity))) {
      nearest = approach;
    }
  }
  return nearest;
}

function reachedAt(alarm: Alarm, { price, reference }: Reach, at: number): Approach {
  const prices = { currentPrice: price, maxPrice: reference, minPrice: reference };
  const trigger = distanceToTrigger(alarm, prices, reference).price ?? price;
  return { at, price, trigger, isReached: true, distance: 0, percent: 0 };
}

function windowStart(alarm: Alarm, context: JudgeContext): number | null {
  return alarm.type === "timeframe"
    ? windowReference(alarm, context, context.observation.at)
    : null;
}

/**
 * The prices of an observation, each with what it is held against: the high and low against the record
 * before them, and not at all where the condition was true before, because they may be from then.
 */
function pricesWithin(alarm: Alarm, context: JudgeContext): PairPrices[] {
  const { observation, maxPrice, minPrice, previousMax, previousMin } = context;
  const close = { currentPrice: observation.price, maxPrice, minPrice };
  if (alarm.conditionMet !== false) return [close];
  const before = { maxPrice: previousMax, minPrice: previousMin };
  return [
    close,
    { ...before, currentPrice: highestOf(observation) },
    { ...before, currentPrice: lowestOf(observation) },
  ];
}

function measured(
  alarm: Alarm,
  prices: PairPrices,
  start: number | null,
  at: number,
): Approach | null {
  const { currentPrice: price } = prices;
  const { price: trigger, percent } = distanceToTrigger(alarm, prices, start);
  if (price === null || trigger === null || percent === null) return null;
  const distance = Math.abs(trigger - price);
  return { at, price, trigger, isReached: false, distance, percent: Math.abs(percent) };
}
