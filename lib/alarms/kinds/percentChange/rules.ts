import {
  formatPercent,
  formatPrice,
  formatSize,
  percentChange,
} from "@/lib/market/format_price.ts";
import {
  type EvaluationContext,
  type Finding,
  findingOf,
  firstOf,
  highestOf,
  lowestOf,
  type Reach,
} from "../../finding.ts";
import { hasMoved, type Move } from "@/lib/market/decimal.ts";
import type { KindRules } from "../kind.ts";
import type { PercentChangeAlarm, PercentChangeCondition, PercentChangeInput } from "./schema.ts";
import { moveOf, percentChangeView } from "./view.ts";

/** So many percent below the highest price on record, or above the lowest. */
export const percentChangeRules: KindRules<
  PercentChangeCondition,
  PercentChangeAlarm,
  PercentChangeInput
> = {
  find,
  holds: (condition, price, context) =>
    percentChangeView.isTrueAt(
      condition,
      price,
      percentChangeView.reference(condition, context, null),
    ),
  needsEvaluation: true,
  measuresFromRecord: true,
  needsNoPast: false,
  fireMessage(alarm, symbol, { direction, price, reference }) {
    const size = formatSize(percentChange(price, reference));
    const side = direction === "down" ? "below its maximum" : "above its minimum";
    const asked = formatPercent(alarm.percentage);
    return `${symbol} is ${size} ${side} of ${formatPrice(reference)} (asked: ${asked})`;
  },
  testMove: moveOf,
  made: (input, base) => ({ ...base, ...input }),
  edited: (alarm, input) => ({ ...alarm, ...input }),
  start: null,
};

/** Looks for the price getting far enough from the pair's recorded maximum or minimum. */
function find(alarm: PercentChangeAlarm, context: EvaluationContext): Finding {
  const direction = moveOf(alarm);
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
function recordAtFirst(
  { observation, previousMax, previousMin }: EvaluationContext,
  move: Move,
): number | null {
  const former = move === "down" ? previousMax : previousMin;
  const first = firstOf(observation);
  if (first === null) return former;
  return move === "down" ? Math.max(former ?? first, first) : Math.min(former ?? first, first);
}
