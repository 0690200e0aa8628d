import { formatPercent } from "@/lib/market/format_price.ts";
import type { KindChart } from "../kind.ts";
import type { TimeframeAlarm } from "./schema.ts";
import { windowMs, windowWords } from "./view.ts";

const SIGNS = { any: "±", up: "+", down: "\u2212" } as const;

/** A band around the prices of its window, or from its start on. */
export const timeframeChart: KindChart<TimeframeAlarm> = {
  shape: "band",
  title(alarm) {
    const size = `${SIGNS[alarm.direction]}${formatPercent(alarm.percentage)}`;
    return alarm.timeUnit === "sinceStart"
      ? `${size} since start`
      : `${size} in ${windowWords(alarm)}`;
  },
  moves: ({ direction }) => direction === "any" ? ["up", "down"] : [direction],
  since(alarm, now) {
    const length = windowMs(alarm);
    return length === null ? Date.parse(alarm.startTime ?? alarm.createdAt) : now - length;
  },
};
