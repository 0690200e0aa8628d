import { formatPercent } from "@/lib/market/format_price.ts";
import type { KindView } from "../kind.ts";
import { levelAt } from "../percentage.ts";
import { moveOf } from "./move.ts";
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
  window: null,
};

function describe(condition: PercentChangeCondition): string {
  const size = formatPercent(condition.percentage);
  return moveOf(condition) === "down"
    ? `falls ${size} from its maximum`
    : `rises ${size} from its minimum`;
}
