import { formatExactPrice, formatPrice } from "@/lib/market/format_price.ts";
import {
  type EvaluationContext,
  FALSE_NOW,
  type Finding,
  firstOf,
  highestOf,
  lowestOf,
  type Reach,
  TRUE_NOW,
} from "../../finding.ts";
import type { KindRules } from "../kind.ts";
import type { TargetAlarm, TargetCondition, TargetInput } from "./schema.ts";
import { isReached } from "./view.ts";

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
    const [rose, below] = direction === "up" ? ["rose", "below"] : ["fell", "above"];
    const target = formatExactPrice(targetPrice);
    return `${symbol} ${rose} to ${
      formatPrice(price)
    }, reaching your target of ${target} from ${below}`;
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
