import type { KindCheck } from "./kind.ts";
import { percentChangeCheck } from "./percentChange/check.ts";
import type { AlarmCondition, Kind } from "./schemas.ts";
import { targetCheck } from "./target/check.ts";
import { timeframeCheck } from "./timeframe/check.ts";

/** What is looked at before a condition of each kind is set. */
const CHECKS: Readonly<Record<Kind, KindCheck<AlarmCondition>>> = {
  target: targetCheck,
  percentChange: percentChangeCheck,
  timeframe: timeframeCheck,
};

/** What is looked at before a condition is set. */
export function checkOf({ type }: { readonly type: Kind }): KindCheck<AlarmCondition> {
  return CHECKS[type];
}
