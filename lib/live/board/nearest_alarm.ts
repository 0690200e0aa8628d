import type { Alarm } from "@/lib/alarms/alarm.ts";
import { distanceToTrigger } from "@/lib/alarms/distance.ts";
import { lookOf } from "../alarm_look.ts";
import type { PairView } from "../protocol.ts";
import { windowStart } from "../window_start.ts";

/** The armed alarm that the price has the shortest way to. */
export interface NearestAlarm {
  readonly alarm: Alarm;
  /** The price that sets it off. */
  readonly price: number;
  /** The way there, in percent of the current price; below 0 when it lies lower. */
  readonly percent: number;
}

/** The nearest of a pair's armed alarms at `now` (ms); null when none is armed or no distance is known. */
export function nearestAlarm(pair: PairView, now: number): NearestAlarm | null {
  let nearest: NearestAlarm | null = null;
  for (const alarm of pair.alarms) {
    if (lookOf(alarm, pair, now) !== "armed") continue;
    const { price, percent } = distanceToTrigger(alarm, pair, windowStart(alarm, pair, now));
    if (price === null || percent === null) continue;
    if (nearest === null || Math.abs(percent) < Math.abs(nearest.percent)) {
      nearest = { alarm, price, percent };
    }
  }
  return nearest;
}

/** How close a distance in percent is, from 0 (far) to 1 (there): half at one percent, so that the near ones differ. */
export function closeness(percent: number): number {
  return 1 / (1 + Math.abs(percent));
}

/** From this closeness on, about one percent, the distance has the colour of an alarm. */
const CLOSE = 0.5;

export function isClose({ percent }: Pick<NearestAlarm, "percent">): boolean {
  return closeness(percent) >= CLOSE;
}
