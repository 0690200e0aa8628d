import { percentChange } from "@/lib/market/format_price.ts";
import type { LevelAlarm } from "./chart_levels.ts";
import { roundToStep } from "./chart_tick.ts";
import type { PairView } from "../protocol.ts";

/** Percentages are set in hundredths, unless a person types more. */
const PERCENT_STEP = 0.01;
const MAX_PERCENT = 99.99;

export type Fields = Readonly<Record<string, string | number>>;

/** What an alarm becomes when its line is let go: where it rings then, and what has to be sent for it. */
export interface Moved {
  readonly price: number;
  readonly fields: Fields;
}

/** From which side the price reaches a level: above now means from below. */
export function sideOf(price: number, currentPrice: number): "fromBelow" | "fromAbove" {
  return price >= currentPrice ? "fromBelow" : "fromAbove";
}

/**
 * The alarm with its line at about `price`: a target rounded to `step`, a percentage to hundredths. A target that waits
 * for one side waits for the other when it is moved across the current price. Null where there is nothing to measure from.
 */
export function movedTo(
  alarm: LevelAlarm,
  pair: Pick<PairView, "currentPrice" | "maxPrice" | "minPrice">,
  price: number,
  step: number,
): Moved | null {
  if (alarm.type === "target") {
    const targetPrice = roundToStep(price, step);
    const { currentPrice: now } = pair;
    const isAcross = now !== null && sideOf(targetPrice, now) !== sideOf(alarm.targetPrice, now);
    const direction = alarm.direction !== "any" && isAcross
      ? sideOf(targetPrice, now)
      : alarm.direction;
    return { price: targetPrice, fields: { targetPrice, direction } };
  }
  const isDown = alarm.changeType === "downFromMax";
  const reference = isDown ? pair.maxPrice : pair.minPrice;
  if (reference === null) return null;
  const percentage = percentageTo(price, reference, isDown);
  const share = isDown ? 100 - percentage : 100 + percentage;
  return { price: reference * share / 100, fields: { percentage } };
}

/** What is sent to put an alarm back to the condition it has now. */
export function conditionOf(alarm: LevelAlarm): Fields {
  return alarm.type === "target"
    ? { targetPrice: alarm.targetPrice, direction: alarm.direction }
    : { percentage: alarm.percentage };
}

/** Whether the alarm has this condition already. */
export function isUnmoved(alarm: LevelAlarm, { fields }: Moved): boolean {
  const now = conditionOf(alarm);
  return Object.entries(fields).every(([field, value]) => now[field] === value);
}

/** By how much one press of a key moves a line: as far as it takes to change the alarm. */
export function grainOf(alarm: LevelAlarm, price: number, step: number): number {
  return alarm.type === "target" ? step : Math.max(step, price * PERCENT_STEP / 100);
}

function percentageTo(price: number, reference: number, isDown: boolean): number {
  const away = percentChange(price, reference) * (isDown ? -1 : 1);
  const percentage = roundToStep(Math.max(away, PERCENT_STEP), PERCENT_STEP);
  return isDown ? Math.min(percentage, MAX_PERCENT) : percentage;
}
