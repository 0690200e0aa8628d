import type { Candle } from "@/lib/market/candle.ts";
import type { Alarm } from "./alarm.ts";
import {
  distanceToTrigger,
  noPriceWords,
  type Reset,
  suppressionWords as words,
  waitingWords,
} from "./words.ts";
import { hold, ownView, type Reason, type SuppressedBy } from "./evaluate.ts";
import {
  type EvaluationContext,
  FALSE_NOW,
  type Finding,
  highestOf,
  lowestOf,
  type PairPrices,
  type Reach,
  TRUE_NOW,
} from "./kinds/kind.ts";
import { alreadyTrue, missingHistoryMs, rulesOf, windowWords } from "./kinds/kinds.ts";
import {
  isExpired,
  isPaused,
  isSnoozed,
  lastFired,
  suppressionOf,
  watchedFrom,
} from "./alarm_state.ts";
import { CandleWalk, type CandleWalkOptions } from "./replay.ts";
import { isAtFireLimit } from "./fire.ts";
import { MAX_FIRES_IN_SPAN } from "./limits.ts";

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

/** What is known around an alarm at a moment. */
export interface Surroundings {
  /** Null when it was removed. */
  readonly pair: {
    readonly currentPrice: number | null;
    /** Why the source has given it up; null while it has not. */
    readonly trouble: { readonly reason: string } | null;
  } | null;
  /** Moment of the pair's oldest known price (ms); null when there is none. */
  readonly oldestAt: number | null;
  /** Why the pair's price is not live, in words for a person; null while it is. */
  readonly stale: string | null;
  readonly isSourceReachable: boolean;
  /** Why nothing is evaluated or recorded any more; null while all is well. */
  readonly stopped: string | null;
  /** Where its condition, true at present, turns false; null where it is false, or that is not known. */
  readonly reset: Reset | null;
}

/** All that keeps an alarm from firing at `now` (ms), whatever the price does next. */
export function suppressions(
  alarm: Alarm,
  around: Surroundings,
  now: number,
): readonly Suppression[] {
  if (around.pair === null) return [obstacle("removed", words.removed)];
  if (isExpired(alarm, now)) {
    return [obstacle("expired", words.expired)];
  }
  return [
    ...ofTheProgram(around),
    ...ofPeople(alarm, now),
    ...ofTheFireBefore(alarm, around, now),
    ...ofTheCondition(alarm, around, now),
  ];
}

function obstacle(reason: SuppressionReason, text: string, until?: number): Suppression {
  return { reason, text, until: until === undefined ? null : new Date(until).toISOString() };
}

function ofTheProgram({ pair, stale, isSourceReachable, stopped }: Surroundings): Suppression[] {
  const found = stopped === null ? [] : [obstacle("stopped", words.stopped(stopped))];
  if (pair?.trouble) return [...found, obstacle("pairBroken", pair.trouble.reason)];
  if (pair?.currentPrice === null) return [...found, obstacle("noPrevious", noPriceWords(stale))];
  if (stale === null) return found;
  const reason = isSourceReachable ? "stale" : "sourceUnreachable";
  return [...found, obstacle(reason, words[reason](stale))];
}

function ofPeople(alarm: Alarm, now: number): Suppression[] {
  const found = isPaused(alarm) ? [obstacle("paused", words.paused)] : [];
  if (!isSnoozed(alarm, now) || alarm.snoozedUntil === null) return found;
  const until = Date.parse(alarm.snoozedUntil);
  const suppression = suppressionOf(alarm);
  const reason = suppression === null ? "snoozed" : "fireLimit";
  return [...found, obstacle(reason, suppression ?? words.snoozed, until)];
}

/** What the fire before leaves behind: a cooldown, and a condition that must be false in between. */
function ofTheFireBefore(alarm: Alarm, { reset }: Surroundings, now: number): Suppression[] {
  const finding = alarm.conditionMet === true ? TRUE_NOW : FALSE_NOW;
  const cooled = lastFired(alarm) + alarm.cooldownSeconds * 1000;
  const held = [hold(alarm, finding, now), hold(alarm, finding, Math.max(now, cooled + 1))];
  const found = [...new Set(held)].flatMap((each) =>
    each === null
      ? []
      : [obstacle(each, heldWords(each, reset), each === "coolingDown" ? cooled : undefined)]
  );
  if (suppressionOf(alarm) !== null || !isAtFireLimit(alarm, now)) return found;
  return [...found, obstacle("fireLimit", words.fireLimit(MAX_FIRES_IN_SPAN))];
}

function heldWords(by: SuppressedBy, reset: Reset | null): string {
  return by === "notCleared" ? waitingWords(reset, words[by]) : words[by];
}

function ofTheCondition(
  alarm: Alarm,
  { oldestAt, reset }: Surroundings,
  now: number,
): Suppression[] {
  const missing = missingHistoryMs(alarm, oldestAt, now);
  if (missing > 0) {
    return [obstacle("warmingUp", words.warmingUp(windowWords(alarm)), now + missing)];
  }
  if (alarm.triggered) return [];
  if (alarm.conditionMet === null) {
    return [obstacle("firstJudgement", words.firstJudgement)];
  }
  if (!alarm.conditionMet) return [];
  return [obstacle("stillMet", waitingWords(reset, words.stillMet))];
}

/** What suppresses an alarm; names that `evaluate` gives too mean the same. */
export type SuppressionReason =
  | Exclude<Reason, "fired" | "notReached" | "notAPrice">
  | "removed"
  /** The source has given the pair up. */
  | "pairBroken"
  | "stale"
  | "sourceUnreachable"
  /** The program itself has stopped: nothing is evaluated or recorded. */
  | "stopped";

/** One thing that keeps an alarm from firing at this moment. */
export interface Suppression {
  readonly reason: SuppressionReason;
  /** A sentence for a person, without its full stop. */
  readonly text: string;
  /** When it is over by itself, as ISO 8601 in UTC; null when that is not known. */
  readonly until: string | null;
}
