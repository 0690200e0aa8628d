import { formatExactPrice } from "@/lib/market/format_price.ts";
import type { TimeframeAlarm } from "./alarm.ts";

/** Length of an alarm's window in words: "15 minutes", "1 hour"; "" for `sinceStart`. */
export function windowWords(alarm: Pick<TimeframeAlarm, "timeUnit" | "timeValue">): string {
  const { timeUnit, timeValue } = alarm;
  if (timeUnit === "sinceStart" || timeValue === null) return "";
  return `${formatExactPrice(timeValue)} ${timeValue === 1 ? timeUnit.slice(0, -1) : timeUnit}`;
}
