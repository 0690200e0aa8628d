import assert from "node:assert/strict";
import { stateOf } from "@/lib/alarms/alarm_state.ts";
import { rearm, snooze } from "@/lib/alarms/life_cycle.ts";
import { iso, percent, sinceStart, START, target, timeframe } from "./build.ts";
import { Story } from "./story.ts";

const HOUR = 3_600_000;

Deno.test("a repeating target alarm crosses, cools, clears, arms itself and crosses again", () => {
  const alarm = target({ mode: "repeat", cooldownSeconds: 60 });
  const story = new Story(alarm, 54000);
  assert.equal(story.see(55000), "fired");
  assert.equal(story.alarm.triggered, true);
  assert.equal(story.alarm.triggeredAt, iso(story.at));
  assert.equal(story.see(54900), "coolingDown");
  assert.equal(story.see(55100), "coolingDown", "a crossing within the cooldown is not told");
  assert.equal(story.see(54900), "coolingDown");
  assert.equal(story.see(54800), "notReached", "the cooldown is over, so it is armed again");
  assert.equal(story.alarm.triggered, false);
  assert.equal(story.alarm.triggeredPrice, 55000, "the last fire stays on record");
  assert.equal(story.see(55200), "fired");
  assert.equal(story.alarm.fireCount, 2);
});

Deno.test("a repeating alarm whose condition stays true never arms itself", () => {
  const story = new Story(target({ mode: "repeat", cooldownSeconds: 30 }), 54000);
  assert.equal(story.see(56000), "fired");
  assert.equal(story.see(57000), "coolingDown");
  assert.equal(story.see(57000), "notCleared");
  assert.equal(story.see(55000), "notCleared", "the target itself still counts as reached");
  assert.equal(story.see(57000), "notCleared");
  assert.equal(story.see(54999), "notReached");
  assert.equal(story.see(55000), "fired");
});

Deno.test("a repeating alarm that cleared in its cooldown may fire on the first observation after it", () => {
  const story = new Story(percent({ mode: "repeat", cooldownSeconds: 30 }), 100);
  assert.equal(story.see(95), "fired");
  assert.equal(story.see(96), "coolingDown");
  assert.equal(story.see(94), "fired");
});

Deno.test("a repeating alarm whose condition turned true again within the cooldown waits for the next time", () => {
  const story = new Story(percent({ mode: "repeat", cooldownSeconds: 45 }), 100);
  assert.equal(story.see(95), "fired");
  assert.equal(story.see(96), "coolingDown");
  assert.equal(story.see(95), "coolingDown");
  assert.equal(story.see(94), "stillMet");
  assert.equal(story.see(97), "notReached");
  assert.equal(story.see(95), "fired");
});

Deno.test("a repeating alarm clears when the price dips through the target and returns within one observation", () => {
  const story = new Story(target({ mode: "repeat", cooldownSeconds: 15 }), 54000);
  assert.equal(story.see(56000), "fired");
  assert.equal(story.see(56000, { low: 54000 }), "fired");
});

Deno.test("an alarm that fires once stays silent until a person re-arms it", () => {
  const story = new Story(target({ cooldownSeconds: 0 }), 54000);
  assert.equal(story.see(55000), "fired");
  for (const price of [54000, 56000, 54000]) assert.equal(story.see(price), "alreadyTriggered");
  story.alarm = rearm(story.alarm, story.present).alarm;
  assert.equal(story.alarm.triggered, false);
  assert.equal(story.see(55500), "fired");
  assert.equal(story.fires.length, 2);
});

Deno.test("re-arming while the condition holds waits until it has been false once", () => {
  const story = new Story(percent(), 100);
  assert.equal(story.see(94), "fired");
  const again = rearm(story.alarm, story.present);
  assert.equal(again.alreadyTrue, true);
  story.alarm = again.alarm;
  assert.equal(story.see(93), "stillMet");
  assert.equal(story.see(96), "notReached");
  assert.equal(story.see(95), "fired");
});

Deno.test("an alarm set while its condition holds waits until it has been false once", () => {
  const story = new Story(target({ conditionMet: true }), 56000);
  assert.equal(story.see(57000), "stillMet");
  assert.equal(story.see(54000), "notReached");
  assert.equal(story.see(55000), "fired");
});

Deno.test("a snoozed alarm does not fire, and a crossing in the snooze is not made up for", () => {
  const story = new Story(snooze(target(), iso(START + 60_000)), 54000);
  assert.equal(story.see(56000), "snoozed");
  assert.equal(story.see(57000), "snoozed");
  assert.equal(story.see(57000), "stillMet", "the snooze ended at this moment");
  assert.equal(story.alarm.snoozedUntil, null);
  assert.equal(story.see(54000), "notReached");
  assert.equal(story.see(55000), "fired");
});

Deno.test("a snooze is held against the time of the move, not against when it is found", () => {
  const story = new Story(snooze(target(), iso(START + 60_000)), 54000);
  assert.equal(story.see(56000, { now: START + HOUR }), "snoozed");
  assert.equal(story.see(54000, { now: START + HOUR }), "snoozed");
  assert.equal(story.see(56000, { after: 30, now: START + HOUR }), "fired");
});

Deno.test("a level met during the snooze is known after it, and does not fire then", () => {
  const story = new Story(snooze(percent(), iso(START + 60_000)), 100);
  assert.equal(story.see(90), "snoozed");
  assert.equal(story.alarm.conditionMet, true);
  assert.equal(story.see(90, { after: 60 }), "stillMet");
});

Deno.test("an alarm that has fired rings again after a snooze", () => {
  const story = new Story(target(), 54000);
  assert.equal(story.see(55000), "fired");
  story.alarm = snooze(story.alarm, iso(story.at + 30_000));
  assert.equal(stateOf(story.alarm, story.at), "snoozed");
  assert.equal(story.see(54000), "snoozed");
  assert.equal(story.see(54000), "notReached");
  assert.equal(story.see(55000), "fired");
});

Deno.test("a snooze is named before what else holds an alarm back", () => {
  const alarm = target({ triggered: true, snoozedUntil: iso(START + HOUR) });
  assert.equal(new Story(alarm, 54000).see(56000), "snoozed");
});

Deno.test("an expired alarm is not evaluated at all", () => {
  const alarm = target({ expiresAt: iso(START + 45_000) });
  const story = new Story(alarm, 54000);
  assert.equal(story.see(54500), "notReached");
  assert.equal(story.see(56000), "expired");
  assert.equal(story.alarm, alarm);
});

Deno.test("re-arming an expired alarm takes its expiry away", () => {
  const story = new Story(target({ expiresAt: iso(START + 1000) }), 54000);
  story.alarm = rearm(story.alarm, story.present).alarm;
  assert.equal(story.alarm.expiresAt, null);
  assert.equal(story.see(55000), "fired");
});

Deno.test("sinceStart() starts again from the price it fired at", () => {
  const story = new Story(sinceStart({ mode: "repeat", cooldownSeconds: 0 }), 100);
  assert.equal(story.see(105), "fired");
  assert.deepEqual(startOf(story), { startPrice: 105, startTime: iso(story.at) });
  assert.equal(story.see(110), "notReached", "110 is less than 5 % above 105");
  assert.equal(story.see(110.25), "fired");
  assert.equal(story.see(104.7375), "fired", "exactly 5 % below 110.25");
  assert.equal(story.lastFire.direction, "down");
});

Deno.test("sinceStart() starts again from the high it fired at", () => {
  const story = new Story(sinceStart({ mode: "repeat", cooldownSeconds: 0 }), 100);
  assert.equal(story.see(104, { high: 106 }), "fired");
  assert.equal(startOf(story).startPrice, 106);
  assert.equal(story.alarm.conditionMet, false);
});

Deno.test("sinceStart() with mode once keeps the price it fired at, and re-arming starts from the current one", () => {
  const story = new Story(sinceStart(), 100);
  assert.equal(story.see(105), "fired");
  assert.equal(startOf(story).startPrice, 105);
  assert.equal(story.see(90), "alreadyTriggered");
  story.alarm = rearm(story.alarm, story.present).alarm;
  assert.deepEqual(startOf(story), { startPrice: 90, startTime: iso(story.at) });
  assert.equal(story.see(94.5), "fired");
});

Deno.test("evaluate() returns the same alarm when nothing moved", () => {
  for (const alarm of [target(), percent(), timeframe(), sinceStart()]) {
    const story = new Story(alarm, 100, 100, 100, 100, 100);
    story.see(100);
    story.see(101);
    assert.equal(story.alarm, alarm);
  }
});

function startOf({ alarm }: Story) {
  assert.equal(alarm.type, "timeframe");
  const { startPrice, startTime } = alarm;
  return { startPrice, startTime };
}
