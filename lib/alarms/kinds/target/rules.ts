import {
  type EvaluationContext,
  FALSE_NOW,
  type Finding,
  firstOf,
  highestOf,
  type KindChart,
  type KindRules,
  type KindView,
  lowestOf,
  type Reach,
  TRUE_NOW,
} from "@/lib/alarms/kinds/kind.ts";
import { formatExactPrice, formatPrice, numberText } from "@/lib/market/format_price.ts";
import type { TargetAlarm, TargetCondition, TargetInput } from "./schema.ts";
import { texts } from "@/lib/language/texts.ts";

/** What is said and shown of a price to be reached. */
export const targetView: KindView<TargetCondition> = {
  describe,
  brief: (condition) => ({ subject: "", words: describe(condition) }),
  namedPrice: ({ targetPrice }) => targetPrice,
  reference: () => null,
  trigger: ({ targetPrice }) => targetPrice,
  levelFrom: ({ targetPrice }) => targetPrice,
  problem: () => null,
  isTrueAt: isReached,
  figure: {
    get name() {
      return targetWords.figure;
    },
    shown: ({ targetPrice }) => formatExactPrice(targetPrice),
    typed: ({ targetPrice }) => numberText(targetPrice),
  },
  window: null,
};

/** Whether a price is on the far side of the target, or on it; `any` has no sides, so only on it. */
function isReached({ direction, targetPrice }: TargetCondition, price: number): boolean {
  if (direction === "fromBelow") return price >= targetPrice;
  if (direction === "fromAbove") return price <= targetPrice;
  return price === targetPrice;
}

function describe({ targetPrice, direction }: TargetCondition): string {
  return targetWords.crosses[direction](formatExactPrice(targetPrice));
}

/** From which side the price reaches a level: above now means from below. */
export function sideOf(price: number, currentPrice: number): "fromBelow" | "fromAbove" {
  return price >= currentPrice ? "fromBelow" : "fromAbove";
}

const ARROWS = { any: "↕", fromBelow: "↑", fromAbove: "↓" } as const;

/** A line at the price that is waited for. */
export const targetChart: KindChart<TargetAlarm> = {
  shape: "level",
  title: ({ direction }) => targetWords.chart(ARROWS[direction]),
  short: ({ direction }) => ARROWS[direction],
  /** One that waits for one side waits for the other when it is moved across the current price. */
  movedTo(condition, { pair: { currentPrice: now }, price, step, round }) {
    const targetPrice = round(price, step);
    const isAcross = now !== null &&
      sideOf(targetPrice, now) !== sideOf(condition.targetPrice, now);
    const direction = condition.direction !== "any" && isAcross
      ? sideOf(targetPrice, now)
      : condition.direction;
    return { price: targetPrice, fields: { targetPrice, direction } };
  },
  fields: ({ targetPrice, direction }) => ({ targetPrice, direction }),
  grain: (_price, step) => step,
};

/** A price is reached: crossed from one side, or from either. */
export const targetRules: KindRules<TargetCondition, TargetAlarm, TargetInput> = {
  find,
  holds: isReached,
  // A crossing shows in the two prices themselves.
  needsEvaluation: false,
  measuresFromRecord: false,
  // The price before it counts tells on which side it was.
  needsNoPast: true,
  fireMessage({ targetPrice }, symbol, { direction, price }) {
    const target = formatExactPrice(targetPrice);
    return targetWords.fired[direction](symbol, formatPrice(price), target);
  },
  testMove: ({ direction }) => direction === "fromAbove" ? "down" : "up",
  made: (input, base) => ({ ...base, ...input }),
  edited: (alarm, input) => ({ ...alarm, ...input }),
  start: null,
};

/** Looks for the target being reached or crossed between the previous price and this observation. */
function find(alarm: TargetAlarm, context: EvaluationContext): Finding {
  const { previous, observation } = context;
  const isTrue = isReached(alarm, observation.price);
  const reach = previous === null ? null : crossing(alarm, previous, context);
  if (reach !== null) return { holds: isTrue, lapsed: true, reach };
  return isTrue ? TRUE_NOW : FALSE_NOW;
}

function crossing(alarm: TargetAlarm, previous: number, context: EvaluationContext): Reach | null {
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
function upwards(
  target: number,
  previous: number,
  { observation }: EvaluationContext,
): Reach | null {
  const { price } = observation;
  const highest = highestOf(observation);
  const crossed = Math.min(previous, firstOf(observation) ?? previous) < target
    ? highest >= target
    : lowestOf(observation) < target && price >= target;
  const reached = price >= target ? price : highest;
  return crossed ? { price: reached, direction: "up", reference: target } : null;
}

function downwards(
  target: number,
  previous: number,
  { observation }: EvaluationContext,
): Reach | null {
  const { price } = observation;
  const lowest = lowestOf(observation);
  const crossed = Math.max(previous, firstOf(observation) ?? previous) > target
    ? lowest <= target
    : highestOf(observation) > target && price <= target;
  const reached = price <= target ? price : lowest;
  return crossed ? { price: reached, direction: "down", reference: target } : null;
}

/** A price to be reached. */
export const targetWords = texts("target", {
  figure: "price",
  crosses: {
    any: (price: string) => `crosses ${price}`,
    fromBelow: (price: string) => `crosses above ${price}`,
    fromAbove: (price: string) => `crosses below ${price}`,
  },
  chart: (arrow: string) => `Target ${arrow}`,
  fired: {
    up: (symbol: string, price: string, target: string) =>
      `${symbol} rose to ${price}, reaching your target of ${target} from below`,
    down: (symbol: string, price: string, target: string) =>
      `${symbol} fell to ${price}, reaching your target of ${target} from above`,
  },
});
