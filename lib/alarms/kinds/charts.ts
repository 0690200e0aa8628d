import type { Alarm } from "../alarm.ts";
import type { KindChart } from "./kind.ts";
import { percentChangeChart } from "./percentChange/chart.ts";
import type { Kind } from "./schemas.ts";
import { targetChart } from "./target/chart.ts";
import { timeframeChart } from "./timeframe/chart.ts";

/** How each kind is drawn into the chart. */
const CHARTS: Readonly<Record<Kind, KindChart<Alarm>>> = {
  target: targetChart,
  percentChange: percentChangeChart,
  timeframe: timeframeChart,
};

/** How an alarm of this kind is drawn. */
export function chartOf({ type }: { readonly type: Kind }): KindChart<Alarm> {
  return CHARTS[type];
}
