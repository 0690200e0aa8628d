import { formatPercent } from "@/lib/market/format_price.ts";
import { hasMoved, type Move } from "../../percent_moved.ts";
import { downProblem, type KindView, levelAt } from "../kind.ts";
import type { PercentChangeCondition } from "./schema.ts";

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
