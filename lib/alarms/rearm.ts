import type { Alarm } from "./alarm.ts";
import { isExpired } from "./alarm_state.ts";
import { type AlarmSet, type SettingContext, startAnew } from "./alarm_result.ts";
import { startFrom } from "./since_start.ts";

/** Arms an alarm again as a person asked: a pause, a snooze and a passed expiry end, `sinceStart` starts from the current price. */
export function rearm(alarm: Alarm, context: SettingContext): AlarmSet {
  const { now, pair } = context;
  const { paused: _paused, pausedFrom: _since, snoozedFrom: _from, ...rest } = alarm;
  const armed: Alarm = {
    ...rest,
    triggered: false,
    clearedSinceFire: false,
    snoozedUntil: null,
    pausedReason: null,
    expiresAt: isExpired(alarm, now) ? null : alarm.expiresAt,
  };
  const { currentPrice } = pair;
  return startAnew(currentPrice === null ? armed : startFrom(armed, currentPrice, now), context);
}
