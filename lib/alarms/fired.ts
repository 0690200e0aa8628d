import type { Alarm } from "./alarm.ts";
import type { Reach } from "./finding.ts";
import type { Fire } from "./fire.ts";
import { countFire } from "./fire_limit.ts";
import type { JudgeContext } from "./judge_context.ts";
import { makeFire } from "./make_fire.ts";
import { moveOf } from "./percent_moved.ts";
import { startFrom } from "./since_start.ts";

/** An alarm going off: `before` is the alarm as it was, `tracked` as the observation left it. */
export function fired(
  before: Alarm,
  tracked: Alarm,
  reach: Reach,
  context: JudgeContext,
): { alarm: Alarm; fire: Fire } {
  const { price, at } = context.observation;
  const started = startFrom(tracked, reach.price, at);
  const conditionMet = conditionAfter(started, price);
  const alarm: Alarm = {
    ...started,
    triggered: true,
    triggeredAt: new Date(at).toISOString(),
    triggeredPrice: reach.price,
    fireCount: before.fireCount + 1,
    conditionMet,
    // The observation's own price came after the high or low that fired: it may have cleared it already.
    clearedSinceFire: !conditionMet,
    ...countFire(before, at),
  };
  return { alarm, fire: makeFire(before, alarm, reach, context) };
}

function conditionAfter(alarm: Alarm, price: number): boolean {
  if (alarm.type !== "timeframe" || alarm.startPrice === null) return alarm.conditionMet === true;
  return moveOf(price, alarm.startPrice, alarm.percentage, alarm.direction) !== null;
}
