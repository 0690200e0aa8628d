import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { LineAlarm } from "./alarm_line/line_alarm.ts";
import { typicalPrice } from "./typical_price.ts";

/**
 * The same alarm for another pair: a percentage stays as it is, a target keeps its distance in
 * percent from the current price. Null where a price is missing to tell that by. `now` in milliseconds.
 */
export function duplicateAlarm(
  alarm: Alarm,
  { from, to, now }: {
    readonly from: number | null;
    readonly to: number | null;
    readonly now: number;
  },
): LineAlarm | null {
  const { mode, cooldownSeconds, expiresAt, note, sound } = alarm;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
  const handling = {
    ...{ mode, cooldownSeconds, note, expiresAt: isOver ? null : expiresAt },
    ...(sound && { sound }),
  };
  switch (alarm.type) {
    case "target": {
      if (from === null || to === null) return null;
      const { type, direction } = alarm;
      const targetPrice = typicalPrice(to * (alarm.targetPrice / from));
      return { type, targetPrice, direction, ...handling };
    }
    case "percentChange": {
      const { type, percentage, changeType } = alarm;
      return { type, percentage, changeType, ...handling };
    }
    case "timeframe": {
      const { type, percentage, direction, timeUnit, timeValue } = alarm;
      // A start price means nothing on another pair: it begins where that one is.
      return { type, percentage, direction, timeUnit, timeValue, startPrice: null, ...handling };
    }
  }
}
