import type { KindChart } from "../kind.ts";
import type { TargetAlarm } from "./schema.ts";
import { sideOf } from "./view.ts";

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
