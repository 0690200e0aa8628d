import assert from "node:assert/strict";
import { stateOf } from "@/lib/alarms/alarm_state.ts";
import { rearm } from "@/lib/alarms/life_cycle.ts";
import { iso, sinceStart, START, target } from "./build.ts";
import { Story } from "./story.ts";

const HOUR = 3_600_000;

Deno.test("no alarm fires more than 15 times in 3 minutes: it pauses for an hour and says so", () => {
  const story = new Story(sinceStart({ mode: "repeat", cooldownSeconds: 0 }), 100);
  let price = 100;
  for (let count = 1; count <= 15; count++) {
    assert.equal(story.see(price *= 1.1, { after: 1 }), "fired");
  }
  assert.match(story.lastFire.message, /\. Suppressed for an hour after 15 fires in 3 minutes$/);
  assert.equal(story.alarm.pausedReason, "Suppressed for an hour after 15 fires in 3 minutes");
  assert.equal(stateOf(story.alarm, story.at), "snoozed");
  assert.equal(story.see(price *= 1.1, { after: 1 }), "snoozed");

  story.alarm = rearm(story.alarm, story.present).alarm;
  assert.equal(story.alarm.pausedReason, null);
  assert.equal(story.see(price *= 1.1, { after: 1 }), "fireLimit", "even when a person insists");
  assert.equal(story.see(price, { after: 180 }), "stillMet");
  assert.equal(story.see(story.present.pair.minPrice ?? 0, { after: 1 }), "stillMet");
});

Deno.test("fires from before the clock was set back do not count towards the limit", () => {
  const recentFires = Array.from({ length: 15 }, (_, index) => iso(START + HOUR + index));
  const story = new Story(target({ mode: "repeat", recentFires }), 54000);
  assert.equal(story.see(55000), "fired");
  assert.deepEqual(story.alarm.recentFires, [iso(story.at)]);
  assert.equal(story.alarm.snoozedUntil, null);
});
