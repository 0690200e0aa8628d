import type { Alarm } from "./alarm.ts";
import { describeAlarm } from "./describe.ts";
import type { Fire } from "./fire.ts";
import type { Move } from "./percent_moved.ts";

/** A rehearsal of an alarm going off at a price and a moment (milliseconds); the alarm itself stays as it is. */
export function makeTestFire(
  alarm: Alarm,
  pair: { readonly symbol: string },
  { id, now, price }: { readonly id: string; readonly now: number; readonly price: number },
): Fire {
  const timestamp = new Date(now).toISOString();
  return {
    id,
    alarmId: alarm.id,
    pair: pair.symbol,
    alarm,
    price,
    previousPrice: null,
    direction: directionOf(alarm),
    timestamp,
    detectedAt: timestamp,
    late: false,
    message: `Test of this alarm: ${describeAlarm(alarm, pair.symbol)}`,
    acknowledgedAt: null,
    test: true,
  };
}

function directionOf(alarm: Alarm): Move {
  if (alarm.type === "percentChange") return alarm.changeType === "downFromMax" ? "down" : "up";
  return alarm.direction === "fromAbove" || alarm.direction === "down" ? "down" : "up";
}
