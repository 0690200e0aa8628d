import { type ChartPlace, downProblem, type KindChart, type KindView, levelAt } from "../kind.ts";
import { hasMoved, type Move } from "@/lib/market/decimal.ts";
import { formatPercent, percentChange } from "@/lib/market/format_price.ts";
import type { PercentChangeAlarm, PercentChangeCondition } from "./schema.ts";

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
  window: null,
};

/** The way the price must go. */
export function moveOf({ changeType }: Pick<PercentChangeCondition, "changeType">): Move {
  return changeType === "downFromMax" ? "down" : "up";
}

function describe(condition: PercentChangeCondition): string {
  const size = formatPercent(condition.percentage);
  return moveOf(condition) === "down" ? `falls ${size} from high` : `rises ${size} from low`;
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
  return moveOf(condition) === "down" ? `\u2212${size} max` : `+${size} min`;
}

function percentageTo({ price, round }: ChartPlace, reference: number, isDown: boolean): number {
  const away = percentChange(price, reference) * (isDown ? -1 : 1);
  const percentage = round(Math.max(away, PERCENT_STEP), PERCENT_STEP);
  return isDown ? Math.min(percentage, MAX_PERCENT) : percentage;
}
