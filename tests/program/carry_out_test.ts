import assert from "node:assert/strict";
import { Refusal } from "@/lib/commands/command.ts";
import type { Action } from "@/lib/notify/actions.ts";
import { carryOut } from "@/lib/program/notifier.ts";
import { alarmOf, fireOf } from "../store/fixtures.ts";

/** Presses a button where snoozing ends in `error`; answers the text, and what was carried out in order. */
async function pressed(action: Action, error: Error | null = null) {
  const done: string[] = [];
  const run = (name: string) => {
    if (name === "snooze_alarm" && error !== null) return Promise.reject(error);
    done.push(name);
    return Promise.resolve({});
  };
  const text = await carryOut(run, action, [fireOf("fire_1", alarmOf("alarm_1"))], "@anna")
    .catch((thrown) => thrown);
  return { text, done };
}

const CASES: readonly [string, Action, Error | null, string, readonly string[]][] = [
  ["acknowledges", "acknowledge", null, "Acknowledged", ["acknowledge"]],
  ["snoozes before it acknowledges", "snooze", null, "Snoozed for 15 minutes", [
    "snooze_alarm",
    "acknowledge",
  ]],
  [
    "acknowledges where the alarm is gone",
    "snooze",
    new Refusal("alarm_not_found", "There is no alarm alarm_1", "id"),
    "Acknowledged",
    ["acknowledge"],
  ],
  [
    "says why it did not snooze",
    "snooze",
    new Refusal("invalid_request", "window: is too long", "window"),
    "Acknowledged, but not snoozed: window: is too long",
    ["acknowledge"],
  ],
];

for (const [says, action, error, text, done] of CASES) {
  Deno.test(`carryOut() ${says}`, async () => {
    assert.deepEqual(await pressed(action, error), { text, done });
  });
}

Deno.test("carryOut() leaves the fire ringing after a fault that nobody expected", async () => {
  const fault = new Error("a fault");
  assert.deepEqual(await pressed("snooze", fault), { text: fault, done: [] });
});

Deno.test("carryOut() snoozes and acknowledges the fires of a burst at once, also where one alarm cannot be snoozed", async () => {
  const asked: unknown[] = [];
  const run = (name: string, input: unknown) => {
    asked.push([name, input]);
    const isRefused = JSON.stringify(input).includes("alarm_2");
    return isRefused
      ? Promise.reject(new Refusal("invalid_request", "no", "id"))
      : Promise.resolve({});
  };
  const fires = [1, 2, 3, 3].map((alarm, nth) => fireOf(`fire_${nth}`, alarmOf(`alarm_${alarm}`)));
  const text = await carryOut(run, "snooze", fires, "@anna");
  assert.equal(text, "Snoozed for 15 minutes; Acknowledged, but not snoozed: no");
  assert.deepEqual(asked, [
    ["snooze_alarms", { ids: ["alarm_1", "alarm_2", "alarm_3"], minutes: 15 }],
    ...[1, 2, 3].map((alarm) => ["snooze_alarm", { id: `alarm_${alarm}`, minutes: 15 }]),
    ["acknowledge", { fireIds: ["fire_0", "fire_1", "fire_2", "fire_3"] }],
  ]);
});

Deno.test("carryOut() snoozes the alarms of a burst by one change", async () => {
  const asked: string[] = [];
  const run = (name: string) => Promise.resolve(asked.push(name));
  const fires = [1, 2, 3].map((nth) => fireOf(`fire_${nth}`, alarmOf(`alarm_${nth}`)));
  assert.equal(await carryOut(run, "snooze", fires, "@anna"), "Snoozed for 15 minutes");
  assert.deepEqual(asked, ["snooze_alarms", "acknowledge"]);
});
