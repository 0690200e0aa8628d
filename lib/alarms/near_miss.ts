import type { Bar } from "@/lib/market/candle.ts";
import type { Alarm } from "./alarm.ts";
import { distanceToTrigger } from "./distance.ts";
import { ownView } from "./evaluate.ts";
import {
  type Finding,
  highestOf,
  type JudgeContext,
  lowestOf,
  type PairPrices,
  type Reach,
} from "./finding.ts";
import { alreadyTrue, rulesOf } from "./kinds/kinds.ts";
import { lastFired, watchedFrom } from "./moments.ts";
import { BarWalk, type BarWalkOptions } from "./replay.ts";

/** Why there is no nearest approach. */
export type NoApproach =
  /** No price is known since the alarm counts. */
  | "noHistory"
  /** The history was shorter than the alarm's window all the time. */
  | "warmingUp"
  /** The condition was true all the time, and must be false before it can come near again. */
  | "stillMet"
  /** It rings once, and has. */
  | "alreadyTriggered";

/** How near the price came to setting an alarm off. */
export interface Nearest {
  /** Since when that is counted: set, changed, armed or fired; in milliseconds since the Unix epoch. */
  readonly since: number;
  /** The newest that reached the trigger; where none did, the first of the nearest. */
  readonly approach: Approach | null;
  /** Set when there is no approach. */
  readonly reason: NoApproach | null;
}

/** Looks for the bar in which the price came nearest to setting an alarm off. */
export class NearestApproach {
  readonly #walk: BarWalk;
  readonly #since: number;
  readonly #until: number;
  readonly #isOver: boolean;
  #alarm: Alarm;
  #isJudged = false;
  #nearest: Approach | null = null;
  #reason: NoApproach = "noHistory";

  constructor(alarm: Alarm, options: BarWalkOptions) {
    const { expiresAt } = alarm;
    this.#walk = new BarWalk(options);
    const { watchedPrice: _price, watchedPricedAt: _moment, ...judged } = alarm;
    this.#alarm = judged;
    this.#isOver = alarm.triggered && alarm.mode === "once";
    this.#since = Math.max(watchedFrom(alarm), lastFired(alarm));
    this.#until = expiresAt === null ? Infinity : Date.parse(expiresAt);
  }

  get result(): Nearest {
    const since = this.#since;
    if (this.#isOver) return { since, approach: null, reason: "alreadyTriggered" };
    const approach = this.#nearest;
    return { since, approach, reason: approach === null ? this.#reason : null };
  }

  /**
   * Goes on over bars that follow those before; oldest first. Those from before the alarm counts tell
   * what it is compared with.
   */
  look(bars: Iterable<Bar>): void {
    if (this.#isOver) return;
    for (const bar of bars) {
      const context = this.#walk.next(bar);
      const at = context?.observation.at ?? -Infinity;
      if (context !== null && at > this.#since && at < this.#until) this.#take(bar, context);
    }
  }

  #take(bar: Bar, seen: JudgeContext): void {
    // Of the bar in which it was set, or fired, only the last price is known to have come after that.
    const isWhole = bar.at >= this.#since;
    const context = isWhole ? seen : { ...ownView(this.#alarm, seen), previous: null };
    if (!this.#isJudged) this.#begin(context);
    this.#isJudged = true;
    const finding = rulesOf(this.#alarm).find(this.#alarm, context);
    this.#reason = finding === null ? "warmingUp" : "stillMet";
    if (finding === null) return;
    const approach = approachOf(this.#alarm, context, finding);
    if (approach !== null && isNearer(approach, this.#nearest)) this.#nearest = approach;
    if (finding.holds !== this.#alarm.conditionMet) {
      this.#alarm = { ...this.#alarm, conditionMet: finding.holds };
    }
  }

  /** Whether the condition held when the alarm began to count: only the prices of then can tell. */
  #begin({ previous, previousMax, previousMin, history, isUnwatched }: JudgeContext): void {
    this.#alarm = { ...this.#alarm, conditionMet: null };
    if (previous === null) return;
    const present = { currentPrice: previous, maxPrice: previousMax, minPrice: previousMin };
    const now = this.#since;
    const conditionMet = alreadyTrue(this.#alarm, { ...present, history, isUnwatched, now });
    this.#alarm = { ...this.#alarm, conditionMet };
  }
}

function isNearer(approach: Approach, nearest: Approach | null): boolean {
  return approach.isReached || nearest === null || approach.percent < nearest.percent;
}

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
function approachOf(
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
  return rulesOf(alarm).referenceAt?.(alarm, context, context.observation.at) ?? null;
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
