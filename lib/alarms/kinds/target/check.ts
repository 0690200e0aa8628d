import type { KindCheck } from "../kind.ts";
import type { TargetCondition } from "./schema.ts";

export const targetCheck: KindCheck<TargetCondition> = {
  problem: () => null,
  isTrueAt: isReached,
};

/** Whether a price is on the far side of the target, or on it; `any` has no sides, so only on it. */
export function isReached({ direction, targetPrice }: TargetCondition, price: number): boolean {
  if (direction === "fromBelow") return price >= targetPrice;
  if (direction === "fromAbove") return price <= targetPrice;
  return price === targetPrice;
}
