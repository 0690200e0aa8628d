import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { type AlarmState, stateOf } from "@/lib/alarms/alarm_state.ts";
import { iso, START, target } from "./build.ts";

const past = iso(START - 1);
const future = iso(START + 1);

const ROWS: [says: string, alarm: Alarm, state: AlarmState][] = [
  ["a new alarm is armed", target(), "armed"],
  ["an alarm that has fired is triggered", target({ triggered: true }), "triggered"],
  ["a snooze ahead makes it snoozed", target({ snoozedUntil: future }), "snoozed"],
  ["a snooze that ends now is over", target({ snoozedUntil: iso(START) }), "armed"],
  ["a snooze shows before a fire", target({ snoozedUntil: future, triggered: true }), "snoozed"],
  ["a pause shows before a snooze", target({ paused: true, snoozedUntil: future }), "paused"],
  ["a pause shows before a fire", target({ paused: true, triggered: true }), "paused"],
  ["a pause that ended is over", target({ paused: false }), "armed"],
  ["an expiry ahead changes nothing", target({ expiresAt: future }), "armed"],
  ["an expiry at this moment has passed", target({ expiresAt: iso(START) }), "expired"],
  ["an expiry shows before everything", target({ expiresAt: past, triggered: true }), "expired"],
];

for (const [says, alarm, state] of ROWS) {
  Deno.test(`stateOf(): ${says}`, () => assert.equal(stateOf(alarm, START), state));
}
