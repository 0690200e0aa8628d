import type { Candle } from "@/lib/market/candle.ts";
import type { Alarm } from "./alarm.ts";
import { distanceToTrigger } from "./words.ts";
import { ownView } from "./evaluate.ts";
import {
  type EvaluationContext,
  type Finding,
  highestOf,
  lowestOf,
  type PairPrices,
  type Reach,
} from "./kinds/kind.ts";
import { alreadyTrue, rulesOf } from "./kinds/kinds.ts";
import { lastFired, watchedFrom } from "./alarm_state.ts";
import { CandleWalk, type CandleWalkOptions } from "./replay.ts";

/** Why there is no near miss. */
export type NoNearMiss =
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
  readonly nearMiss: NearMiss | null;
  /** Set when there is no approach. */
  readonly reason: NoNearMiss | null;
}

/** Looks for the candle in which the price came nearest to setting an alarm off. */
export class NearMissFinder {
  readonly #walk: CandleWalk;
  readonly #since: number;
  readonly #until: number;
  readonly #isOver: boolean;
  #alarm: Alarm;
  #isEvaluated = false;
  #nearest: NearMiss | null = null;
  #reason: NoNearMiss = "noHistory";

  constructor(alarm: Alarm, options: CandleWalkOptions) {
    const { expiresAt } = alarm;
    this.#walk = new CandleWalk(options);
    const { watchedPrice: _price, watchedPricedAt: _moment, ...judged } = alarm;
    this.#alarm = judged;
    this.#isOver = alarm.triggered && alarm.mode === "once";
    this.#since = Math.max(watchedFrom(alarm), lastFired(alarm));
    this.#until = expiresAt === null ? Infinity : Date.parse(expiresAt);
  }

  get result(): Nearest {
    const since = this.#since;
    if (this.#isOver) return { since, nearMiss: null, reason: "alreadyTriggered" };
    const nearMiss = this.#nearest;
    return { since, nearMiss, reason: nearMiss === null ? this.#reason : null };
  }

  /**
   * Goes on over candles that follow those before; oldest first. Those from before the alarm counts tell
   * what it is compared with.
   */
  look(candles: Iterable<Candle>): void {
    if (this.#isOver) return;
    for (const candle of candles) {
      const context = this.#walk.next(candle);
      const at = context?.observation.at ?? -Infinity;
      if (context !== null && at > this.#since && at < this.#until) this.#take(candle, context);
    }
  }

  #take(candle: Candle, seen: EvaluationContext): void {
    // Of the candle in which it was set, or fired, only the last price is known to have come after that.
    const isWhole = candle.at >= this.#since;
    const context = isWhole ? seen : { ...ownView(this.#alarm, seen), previous: null };
    if (!this.#isEvaluated) this.#begin(context);
    this.#isEvaluated = true;
    const finding = rulesOf(this.#alarm).find(this.#alarm, context);
    this.#reason = finding === null ? "warmingUp" : "stillMet";
    if (finding === null) return;
    const nearMiss = nearMissOf(this.#alarm, context, finding);
    if (nearMiss !== null && isNearer(nearMiss, this.#nearest)) this.#nearest = nearMiss;
    if (finding.holds !== this.#alarm.conditionMet) {
      this.#alarm = { ...this.#alarm, conditionMet: finding.holds };
    }
  }

  /** Whether the condition held when the alarm began to count: only the prices of then can tell. */
  #begin({ previous, previousMax, previousMin, history, isUnwatched }: EvaluationContext): void {
    this.#alarm = { ...this.#alarm, conditionMet: null };
    if (previous === null) return;
    const present = { currentPrice: previous, maxPrice: previousMax, minPrice: previousMin };
    const now = this.#since;
    const conditionMet = alreadyTrue(this.#alarm, { ...present, history, isUnwatched, now });
    this.#alarm = { ...this.#alarm, conditionMet };
  }
}

function isNearer(nearMiss: NearMiss, nearest: NearMiss | null): boolean {
  return nearMiss.isReached || nearest === null || nearMiss.percent < nearest.percent;
}

/** How near a price came to setting an alarm off, and when. */
export interface NearMiss {
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
function nearMissOf(
  alarm: Alarm,
  context: EvaluationContext,
  { holds, reach }: Finding,
): NearMiss | null {
  const { at } = context.observation;
  if (reach !== null) return reachedAt(alarm, reach, at);
  if (holds) return null;
  const start = windowStart(alarm, context);
  let nearest: NearMiss | null = null;
  for (const prices of pricesWithin(alarm, context)) {
    const nearMiss = measured(alarm, prices, start, at);
    if (nearMiss !== null && !(nearMiss.percent >= (nearest?.percent ?? Infinity))) {
      nearest = nearMiss;
    }
  }
  return nearest;
}

function reachedAt(alarm: Alarm, { price, reference }: Reach, at: number): NearMiss {
  const prices = { currentPrice: price, maxPrice: reference, minPrice: reference };
  const trigger = distanceToTrigger(alarm, prices, reference).price ?? price;
  return { at, price, trigger, isReached: true, distance: 0, percent: 0 };
}

function windowStart(alarm: Alarm, context: EvaluationContext): number | null {
  return rulesOf(alarm).referenceAt?.(alarm, context, context.observation.at) ?? null;
}

/**
 * The prices of an observation, each with what it is held against: the high and low against the record
 * before them, and not at all where the condition was true before, because they may be from then.
 */
function pricesWithin(alarm: Alarm, context: EvaluationContext): PairPrices[] {
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
): NearMiss | null {
  const { currentPrice: price } = prices;
  const { price: trigger, percent } = distanceToTrigger(alarm, prices, start);
  if (price === null || trigger === null || percent === null) return null;
  const distance = Math.abs(trigger - price);
  return { at, price, trigger, isReached: false, distance, percent: Math.abs(percent) };
}
