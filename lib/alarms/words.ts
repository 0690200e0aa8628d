import {
  formatChange,
  formatExactPrice,
  formatPercent,
  formatPrice,
  formatSize,
  percentChange,
} from "@/lib/market/format_price.ts";
import type {
  Alarm,
  AlarmCondition,
  PercentChangeAlarm,
  TargetAlarm,
  TimeframeAlarm,
  TimeframeCondition,
} from "./alarm.ts";
import type { Reach } from "./finding.ts";
import type { Fire } from "./fire.ts";

/** An alarm's condition in words: "BTCUSDT reaches 55,000 from below". */
export function describeAlarm(alarm: AlarmCondition, symbol: string): string {
  return `${symbol} ${condition(alarm)}`;
}

function condition(alarm: AlarmCondition): string {
  switch (alarm.type) {
    case "target":
      return `reaches ${formatExactPrice(alarm.targetPrice)}${FROM[alarm.direction]}`;
    case "percentChange":
      return alarm.changeType === "downFromMax"
        ? `falls ${formatPercent(alarm.percentage)} from its maximum`
        : `rises ${formatPercent(alarm.percentage)} from its minimum`;
    case "timeframe":
      return `${move(alarm)} ${span(alarm)}`;
  }
}

const FROM: Record<TargetAlarm["direction"], string> = {
  any: "",
  fromBelow: " from below",
  fromAbove: " from above",
};

function move({ direction, percentage }: TimeframeCondition): string {
  const size = formatPercent(percentage);
  if (direction === "any") return `moves ${size} up or down`;
  return direction === "up" ? `rises ${size}` : `falls ${size}`;
}

function span(alarm: TimeframeCondition): string {
  if (alarm.timeUnit !== "sinceStart") return `within ${windowWords(alarm)}`;
  if (alarm.startPrice === null) return "since start";
  return `since ${formatExactPrice(alarm.startPrice)} at start`;
}

/** Length of an alarm's window in words: "15 minutes", "1 hour"; "" for `sinceStart`. */
export function windowWords(alarm: Pick<TimeframeAlarm, "timeUnit" | "timeValue">): string {
  const { timeUnit, timeValue } = alarm;
  if (timeUnit === "sinceStart" || timeValue === null) return "";
  return `${formatExactPrice(timeValue)} ${timeValue === 1 ? timeUnit.slice(0, -1) : timeUnit}`;
}

/** Why an alarm fired, in words: "BTCUSDT rose to 55,012.5, reaching your target of 55,000 from below". */
export function fireMessage(alarm: Alarm, symbol: string, reach: Reach): string {
  switch (alarm.type) {
    case "target":
      return targetMessage(alarm, symbol, reach);
    case "percentChange":
      return percentChangeMessage(alarm, symbol, reach);
    case "timeframe":
      return timeframeMessage(alarm, symbol, reach);
  }
}

function targetMessage(alarm: TargetAlarm, symbol: string, reach: Reach): string {
  const [rose, below] = reach.direction === "up" ? ["rose", "below"] : ["fell", "above"];
  const target = formatExactPrice(alarm.targetPrice);
  return `${symbol} ${rose} to ${
    formatPrice(reach.price)
  }, reaching your target of ${target} from ${below}`;
}

function percentChangeMessage(alarm: PercentChangeAlarm, symbol: string, reach: Reach): string {
  const size = formatSize(percentChange(reach.price, reach.reference));
  const side = reach.direction === "down" ? "below its maximum" : "above its minimum";
  const asked = formatPercent(alarm.percentage);
  return `${symbol} is ${size} ${side} of ${formatPrice(reach.reference)} (asked: ${asked})`;
}

function timeframeMessage(alarm: TimeframeAlarm, symbol: string, reach: Reach): string {
  const change = formatChange(percentChange(reach.price, reach.reference));
  const since = alarm.timeUnit === "sinceStart"
    ? `since its start at ${formatPrice(reach.reference)}`
    : `in ${windowWords(alarm)}`;
  return `${symbol} moved ${change} ${since}`;
}

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
