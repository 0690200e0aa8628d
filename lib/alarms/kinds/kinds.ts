import type { Alarm, AlarmCondition, AlarmInput, Kind } from "../alarm.ts";
import type { PresentContext } from "../finding.ts";
import type { KindRules } from "./kind.ts";
import { percentChangeRules } from "./percentChange/rules.ts";
import { targetRules } from "./target/rules.ts";
import { timeframeRules } from "./timeframe/rules.ts";

type Rules = KindRules<AlarmCondition, Alarm, AlarmInput>;

/** What decides for alarms of each kind. */
const KINDS: Readonly<Record<Kind, Rules>> = {
  target: targetRules,
  percentChange: percentChangeRules,
  timeframe: timeframeRules,
};

/** What decides for an alarm. */
export function rulesOf({ type }: { readonly type: Kind }): Rules {
  return KINDS[type];
}

/** Whether an alarm's condition holds at the current price; false when that cannot be told yet. */
export function alreadyTrue(alarm: AlarmCondition, context: PresentContext): boolean {
  const { currentPrice } = context;
  return currentPrice !== null && rulesOf(alarm).holds(alarm, currentPrice, context);
}

/** An alarm that measures from a start, measuring from a price at a moment (ms) on; any other as it is. */
export function startFrom(alarm: Alarm, price: number, at: number): Alarm {
  return rulesOf(alarm).start?.from(alarm, price, at) ?? alarm;
}
