import {
  type ChartPlace,
  downProblem,
  type EvaluationContext,
  type Finding,
  findingOf,
  firstOf,
  highestOf,
  type KindChart,
  type KindRules,
  type KindView,
  levelAt,
  lowestOf,
  PERCENT_FIGURE,
  type Reach,
} from "@/lib/alarms/kinds/kind.ts";
import {
  formatPercent,
  formatPrice,
  formatSize,
  hasMoved,
  type Move,
  percentChange,
} from "@/lib/market/format_price.ts";
import type { PercentChangeAlarm, PercentChangeCondition, PercentChangeInput } from "./schema.ts";
import { texts } from "@/lib/language/texts.ts";

/** What is said and shown of a move away from the highest or lowest price. */
export const percentChangeView: KindView<PercentChangeCondition> = {
  describe,
  brief: (condition) => ({ subject: "", words: describe(condition) }),
  namedPrice: () => null,
  reference: (condition, { maxPrice, minPrice }) =>
    moveOf(condition) === "down" ? maxPrice : minPrice,
  trigger: (condition, reference) =>
    reference === null ? null : levelAt(reference, condition.percentage, moveOf(condition)),
  levelFrom: ({ percentage }, reference, move) => levelAt(reference, percentage, move),
  problem: (condition) => downProblem(moveOf(condition) === "down", condition.percentage),
  isTrueAt: (condition, price, reference) =>
    reference !== null && hasMoved(price, reference, condition.percentage, moveOf(condition)),
  figure: PERCENT_FIGURE,
  window: null,
};

/** The way the price must go. */
function moveOf({ changeType }: Pick<PercentChangeCondition, "changeType">): Move {
  return changeType === "downFromMax" ? "down" : "up";
}

function describe(condition: PercentChangeCondition): string {
  const size = formatPercent(condition.percentage);
  return moveOf(condition) === "down"
    ? percentChangeWords.falls(size)
    : percentChangeWords.rises(size);
}

/** Percentages are set in hundredths, unless a person types more. */
const PERCENT_STEP = 0.01;
const MAX_PERCENT = 99.99;

/** A line that follows the highest or lowest price. */
export const percentChangeChart: KindChart<PercentChangeAlarm> = {
  shape: "level",
  title,
  short: title,
  movedTo(condition, place) {
    const move = moveOf(condition);
    const reference = move === "down" ? place.pair.maxPrice : place.pair.minPrice;
    if (reference === null) return null;
    const percentage = percentageTo(place, reference, move === "down");
    return { price: levelAt(reference, percentage, move), fields: { percentage } };
  },
  fields: ({ percentage }) => ({ percentage }),
  grain: (price, step) => Math.max(step, price * PERCENT_STEP / 100),
};

function title(condition: PercentChangeCondition): string {
  const size = formatPercent(condition.percentage);
  return moveOf(condition) === "down"
    ? percentChangeWords.chartDown(size)
    : percentChangeWords.chartUp(size);
}

function percentageTo({ price, round }: ChartPlace, reference: number, isDown: boolean): number {
  const away = percentChange(price, reference) * (isDown ? -1 : 1);
  const percentage = round(Math.max(away, PERCENT_STEP), PERCENT_STEP);
  return isDown ? Math.min(percentage, MAX_PERCENT) : percentage;
}

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
    const asked = formatPercent(alarm.percentage);
    return percentChangeWords.fired[direction](symbol, size, formatPrice(reference), asked);
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

/** A move away from the highest or lowest price. */
export const percentChangeWords = texts("percentChange", {
  falls: (size: string) => `falls ${size} from high`,
  rises: (size: string) => `rises ${size} from low`,
  chartDown: (size: string) => `\u2212${size} max`,
  chartUp: (size: string) => `+${size} min`,
  fired: {
    up: (symbol: string, size: string, reference: string, asked: string) =>
      `${symbol} is ${size} above its minimum of ${reference} (asked: ${asked})`,
    down: (symbol: string, size: string, reference: string, asked: string) =>
      `${symbol} is ${size} below its maximum of ${reference} (asked: ${asked})`,
  },
});
