import {
  formatChange,
  formatExactPrice,
  formatPercent,
  formatPrice,
  formatSize,
  percentChange,
} from "@/lib/market/format_price.ts";
import type { Alarm, PercentChangeAlarm, TargetAlarm, TimeframeAlarm } from "./alarm.ts";
import type { Reach } from "./finding.ts";
import { windowWords } from "./window_words.ts";

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
