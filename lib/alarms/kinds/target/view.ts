import type { KindChart, KindView } from "../kind.ts";
import { formatExactPrice } from "@/lib/market/format_price.ts";
import type { TargetAlarm, TargetCondition } from "./schema.ts";

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
  window: null,
};

/** Whether a price is on the far side of the target, or on it; `any` has no sides, so only on it. */
export function isReached({ direction, targetPrice }: TargetCondition, price: number): boolean {
  if (direction === "fromBelow") return price >= targetPrice;
  if (direction === "fromAbove") return price <= targetPrice;
  return price === targetPrice;
}

function describe({ targetPrice, direction }: TargetCondition): string {
  return `${CROSSES[direction]} ${formatExactPrice(targetPrice)}`;
}

const CROSSES: Record<TargetCondition["direction"], string> = {
  any: "crosses",
  fromBelow: "crosses above",
  fromAbove: "crosses below",
};

/** From which side the price reaches a level: above now means from below. */
export function sideOf(price: number, currentPrice: number): "fromBelow" | "fromAbove" {
  return price >= currentPrice ? "fromBelow" : "fromAbove";
}

const ARROWS = { any: "↕", fromBelow: "↑", fromAbove: "↓" } as const;

/** A line at the price that is waited for. */
export const targetChart: KindChart<TargetAlarm> = {
  shape: "level",
  title: ({ direction }) => `Target ${ARROWS[direction]}`,
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
