import type { Alarm } from "./alarm.ts";
import type { Finding } from "./finding.ts";
import { findPercentChange } from "./find_percent_change.ts";
import { findTarget } from "./find_target.ts";
import { findTimeframe } from "./find_timeframe.ts";
import type { JudgeContext } from "./judge_context.ts";

/** What an observation says of an alarm's condition; null while the alarm is warming up. */
export function findCondition(alarm: Alarm, context: JudgeContext): Finding | null {
  switch (alarm.type) {
    case "target":
      return findTarget(alarm, context);
    case "percentChange":
      return findPercentChange(alarm, context);
    case "timeframe":
      return findTimeframe(alarm, context);
  }
}
