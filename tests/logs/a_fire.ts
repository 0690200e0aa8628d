import { Alarm } from "@/lib/alarms/alarm.ts";
import { Fire } from "@/lib/alarms/fire.ts";

const alarm = Alarm.parse({
  id: "alarm_1",
  type: "target",
  targetPrice: 55000,
  direction: "fromBelow",
  createdAt: "2024-01-15T10:00:00Z",
});

/** A whole fire with the given id. */
export function aFire(id: string, changes: Partial<Fire> = {}): Fire {
  return Fire.parse({
    id,
    alarmId: "alarm_1",
    pair: "BTCUSDT",
    alarm,
    price: 55001,
    previousPrice: 54990,
    direction: "up",
    timestamp: "2024-01-15T10:30:00Z",
    detectedAt: "2024-01-15T10:30:01Z",
    message: "BTCUSDT rose to 55001",
    ...changes,
  });
}
