import { isPrice } from "@/lib/market/decimal.ts";
import type { Observation } from "@/lib/market/observation.ts";
import type {
  Alarm,
  AlarmCondition,
  PercentChangeAlarm,
  TargetAlarm,
  TimeframeAlarm,
  TimeframeCondition,
} from "./alarm.ts";
import {
  FALSE_NOW,
  type Finding,
  findingOf,
  type JudgeContext,
  type PairPrices,
  type Reach,
  TRUE_NOW,
} from "./finding.ts";
import { hasMoved, type Move, moveOf } from "./percent_moved.ts";
import { type KnownPast, windowReference } from "./windows.ts";

/** What an observation says of an alarm's condition; null while the alarm is warming up. */
export function findCondition(alarm: Alarm, context: JudgeContext): Finding | null {
  switch (alarm.type) {
    case "target":
      return findTarget(alarm, context);
    case "percentChange":
      return findPercentChange(alarm, context);
    case "timeframe":
      return findTimeframe(alarm, context);
  }
}

/** Whether a price is on the far side of the target, or on it; `any` has no sides, so only on it. */
function targetHolds(
  alarm: Pick<TargetAlarm, "direction" | "targetPrice">,
  price: number,
): boolean {
  if (alarm.direction === "fromBelow") return price >= alarm.targetPrice;
  if (alarm.direction === "fromAbove") return price <= alarm.targetPrice;
  return price === alarm.targetPrice;
}

/** Looks for the target being reached or crossed between the previous price and this observation. */
function findTarget(alarm: TargetAlarm, context: JudgeContext): Finding {
  const { previous, observation } = context;
  const holds = targetHolds(alarm, observation.price);
  const reach = previous === null ? null : crossing(alarm, previous, context);
  if (reach !== null) return { holds, lapsed: true, reach };
  return holds ? TRUE_NOW : FALSE_NOW;
}

function crossing(alarm: TargetAlarm, previous: number, context: JudgeContext): Reach | null {
  const up = alarm.direction === "fromAbove" ? null : upwards(alarm.targetPrice, previous, context);
  const down = alarm.direction === "fromBelow"
    ? null
    : downwards(alarm.targetPrice, previous, context);
  // Both at once is a swing within one observation: the first of the two crossings is told.
  return previous > alarm.targetPrice ? down ?? up : up ?? down;
}

/**
 * Crossings that hold in whatever order the low and high came: from the price before, or the first one
 * within, to any later one, or from any one to the last.
 */
function upwards(target: number, previous: number, { observation }: JudgeContext): Reach | null {
  const { price } = observation;
  const highest = highestOf(observation);
  const crossed = Math.min(previous, firstOf(observation) ?? previous) < target
    ? highest >= target
    : lowestOf(observation) < target && price >= target;
  const reached = price >= target ? price : highest;
  return crossed ? { price: reached, direction: "up", reference: target } : null;
}

function downwards(target: number, previous: number, { observation }: JudgeContext): Reach | null {
  const { price } = observation;
  const lowest = lowestOf(observation);
  const crossed = Math.max(previous, firstOf(observation) ?? previous) > target
    ? lowest <= target
    : highestOf(observation) > target && price <= target;
  const reached = price <= target ? price : lowest;
  return crossed ? { price: reached, direction: "down", reference: target } : null;
}

/** The way the price must go for this alarm. */
export function percentChangeMove(alarm: Pick<PercentChangeAlarm, "changeType">): Move {
  return alarm.changeType === "downFromMax" ? "down" : "up";
}

/** Looks for the price getting far enough from the pair's recorded maximum or minimum. */
function findPercentChange(alarm: PercentChangeAlarm, context: JudgeContext): Finding {
  const direction = percentChangeMove(alarm);
  const down = direction === "down";
  const { observation, maxPrice, minPrice } = context;
  const reachAt = (price: number, reference: number): Reach | null =>
    hasMoved(price, reference, alarm.percentage, direction)
      ? { price, direction, reference }
      : null;
  const close = reachAt(observation.price, down ? maxPrice : minPrice);
  const first = firstOf(observation);
  const [lowest, highest] = [lowestOf(observation), highestOf(observation)];
  const record = recordAtFirst(context, direction);
  const farthest = down ? lowest : highest;
  return findingOf(alarm.conditionMet, {
    close,
    touch: record === null ? null : reachAt(farthest, record),
    startsFalse: first !== null && record !== null && reachAt(first, record) === null,
    isLeft: reachAt(down ? highest : lowest, down ? maxPrice : minPrice) === null,
  });
}

/**
 * The maximum or minimum at the observation's first price: a low is held against that, because the
 * observation's own high may have come after it.
 */
export function recordAtFirst(
  { observation, previousMax, previousMin }: JudgeContext,
  move: Move,
): number | null {
  const former = move === "down" ? previousMax : previousMin;
  const first = firstOf(observation);
  if (first === null) return former;
  return move === "down" ? Math.max(former ?? first, first) : Math.min(former ?? first, first);
}

/** Looks for a move far enough from the price at the start of the window; null while that is not known. */
function findTimeframe(alarm: TimeframeAlarm, context: JudgeContext): Finding | null {
  const { observation } = context;
  const reference = windowReference(alarm, context, observation.at);
  if (reference === null) return null;
  const reached = (price: number): Reach | null => {
    const direction = moveOf(price, reference, alarm.percentage, alarm.direction);
    return direction === null ? null : { price, direction, reference };
  };
  const close = reached(observation.price);
  const [high, low] = [reached(highestOf(observation)), reached(lowestOf(observation))];
  const first = firstOf(observation);
  const startsFalse = first !== null && reached(first) === null;
  return findingOf(alarm.conditionMet, {
    close,
    touch: high ?? low,
    startsFalse,
    isLeft: startsFalse || high === null || low === null,
  });
}

/** First price of an observation; null where the source tells no usable one. */
export function firstOf({ first }: Observation): number | null {
  return isPrice(first) ? first : null;
}

/** Lowest price of an observation; its own price where the source tells no usable low. */
export function lowestOf(observation: Observation): number {
  const lowest = Math.min(firstOf(observation) ?? Infinity, observation.price);
  return isPrice(observation.low) ? Math.min(observation.low, lowest) : lowest;
}

/** Highest price of an observation; its own price where the source tells no usable high. */
export function highestOf(observation: Observation): number {
  const highest = Math.max(firstOf(observation) ?? 0, observation.price);
  return isPrice(observation.high) ? Math.max(observation.high, highest) : highest;
}

/** What is known of a pair at a moment (milliseconds); the history includes the current price. */
interface PresentContext extends PairPrices, KnownPast {
  readonly now: number;
}

/** Whether an alarm's condition holds at the current price; false when that cannot be told yet. */
export function alreadyTrue(alarm: AlarmCondition, context: PresentContext): boolean {
  const { currentPrice } = context;
  if (currentPrice === null) return false;
  switch (alarm.type) {
    case "target":
      return targetHolds(alarm, currentPrice);
    case "percentChange": {
      const move = percentChangeMove(alarm);
      const reference = move === "down" ? context.maxPrice : context.minPrice;
      return reference !== null && hasMoved(currentPrice, reference, alarm.percentage, move);
    }
    case "timeframe":
      return timeframeHolds(alarm, currentPrice, context);
  }
}

function timeframeHolds(
  alarm: TimeframeCondition,
  price: number,
  context: PresentContext,
): boolean {
  const reference = windowReference(alarm, context, context.now);
  if (reference === null) return false;
  return moveOf(price, reference, alarm.percentage, alarm.direction) !== null;
}
