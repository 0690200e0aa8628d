import assert from "node:assert/strict";
import { BY_PROGRAM } from "@/lib/alarms/limits.ts";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import { silenceOldest } from "@/lib/store/events.ts";
import { aFire } from "../logs/a_fire.ts";

const MOST_RINGING_IN_ALL = 10_000;
const MOST_RINGING = 50;

const NOW = Date.parse("2026-01-15T12:00:00Z");

function ringing(count: number, alarmId: string) {
  return Array.from(
    { length: count },
    (_, index) => ({ ...aFire(`${alarmId}_${index}`), alarmId }),
  );
}

function acknowledged(count: number): string[] {
  const fires = [...ringing(count, "alarm_a"), ...ringing(count, "alarm_b")];
  const fire = { ...aFire("new"), alarmId: "alarm_a" };
  const events = [{ type: "alarmTested" as const, symbol: "BTCUSDT", fire }];
  return silenceOldest({ ...EMPTY_STATE, fires }, events, NOW)
    .flatMap((event) =>
      event.type === "fireAcknowledged" && event.by === BY_PROGRAM ? [event.fireId] : []
    );
}

Deno.test("silenceOldest() lets as many fires of an alarm ring as are allowed", () => {
  assert.deepEqual(acknowledged(MOST_RINGING - 1), []);
});

Deno.test("silenceOldest() acknowledges the oldest of the alarm that fired, and of no other", () => {
  assert.deepEqual(acknowledged(MOST_RINGING + 1), ["alarm_a_0", "alarm_a_1"]);
});

Deno.test("silenceOldest() acknowledges the oldest of all where very many ring", () => {
  const fires = Array.from(
    { length: MOST_RINGING_IN_ALL },
    (_, nth) => ({ ...aFire(`fire_${nth}`), alarmId: `alarm_${nth}` }),
  );
  const news = ["a", "b"].map((id) => ({ ...aFire(id), alarmId: id }))
    .map((fire) => ({ type: "alarmTested" as const, symbol: "BTCUSDT", fire }));
  const silenced = silenceOldest({ ...EMPTY_STATE, fires }, news, NOW)
    .map((event) => "fireId" in event && event.fireId);
  assert.deepEqual(silenced, ["fire_0", "fire_1"]);
});
