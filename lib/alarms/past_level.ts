import {
  formatChange,
  formatExactPrice,
  formatPrice,
  formatSize,
  percentChange,
} from "@/lib/market/format_price.ts";
import type { Fire } from "./fire.ts";

/** How far past its level a fire's price was, in words: `0.18 % past 55,000`; null where that is not known. */
export function pastLevel(fire: Fire): string | null {
  const { alarm, price, reference, test } = fire;
  if (test) return null;
  if (alarm.type === "target") {
    return beyond(fire, alarm.targetPrice, formatExactPrice(alarm.targetPrice));
  }
  if (reference === undefined) return null;
  const level = levelOf(reference, alarm.percentage, fire.direction);
  const moved = `${formatChange(percentChange(price, reference))} from ${formatPrice(reference)}`;
  const past = beyond(fire, level, formatPrice(level));
  return past === null ? moved : `${moved}, ${past}`;
}

function levelOf(reference: number, percentage: number, direction: Fire["direction"]): number {
  return reference * (direction === "up" ? 100 + percentage : 100 - percentage) / 100;
}

function beyond({ price, direction }: Fire, level: number, shown: string): string | null {
  const past = percentChange(price, level) * (direction === "up" ? 1 : -1);
  // Binary rounding of a level that was reached exactly.
  if (Math.abs(past) < 1e-9) return `exactly at ${shown}`;
  return past < 0 ? null : `${formatSize(past)} past ${shown}`;
}
