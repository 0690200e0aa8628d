import { formatExactPrice, formatPercent } from "@/lib/market/format_price.ts";
import type { TargetAlarm } from "./alarm.ts";
import type { AlarmCondition, TimeframeCondition } from "./alarm_condition.ts";
import { windowWords } from "./window_words.ts";

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
