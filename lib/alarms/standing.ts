import type { Alarm } from "./alarm.ts";
import { windowMs } from "./windows.ts";

/** Where a calm alarm stands among those that differ from it in one number only. */
export interface Standing {
  /** The same for alarms of the same condition, that number aside. */
  readonly group: string;
  readonly value: number;
}

/** Null for an alarm that compares with a price of its own, so that nothing is gained by a group. */
export function standingOf(alarm: Alarm): Standing | null {
  switch (alarm.type) {
    case "target":
      return { group: alarm.direction, value: alarm.targetPrice };
    case "percentChange":
      return { group: alarm.changeType, value: alarm.percentage };
    case "timeframe": {
      const length = windowMs(alarm);
      if (length === null) return null;
      return { group: `${alarm.direction} ${length}`, value: alarm.percentage };
    }
  }
}
