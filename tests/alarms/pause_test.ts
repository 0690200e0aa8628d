import assert from "node:assert/strict";
import { pause, rearm, resume, snooze } from "@/lib/alarms/life_cycle.ts";
import { iso, START, target } from "./build.ts";
import { Story } from "./story.ts";

const HOUR = 3_600_000;

Deno.test("a paused alarm is evaluated and does not fire, however long it takes", () => {
  const story = new Story(pause(target()), 54000);
  assert.equal(story.see(56000), "paused");
  assert.equal(story.alarm.conditionMet, true);
  assert.equal(story.see(54000, { after: 1000 * HOUR }), "paused");
  assert.equal(story.alarm.conditionMet, false);
  assert.equal(story.fires.length, 0);
});

Deno.test("a resumed alarm does not make up for the pause, and fires at the next crossing", () => {
  const story = new Story(pause(target()), 54000);
  assert.equal(story.see(56000), "paused");
  story.alarm = resume(story.alarm, story.present);
  assert.equal(story.see(57000), "stillMet");
  assert.equal(story.see(54000), "notReached");
  assert.equal(story.see(55000), "fired");
});

Deno.test("a pause is named before a snooze, and outlives it", () => {
  const story = new Story(pause(snooze(target(), iso(START + 60_000))), 54000);
  assert.equal(story.see(56000), "paused");
  assert.equal(story.see(54000, { after: 60 }), "paused");
  assert.equal(story.alarm.snoozedUntil, null, "the snooze is over all the same");
});

Deno.test("re-arming ends a pause", () => {
  const story = new Story(pause(target()), 54000);
  story.alarm = rearm(story.alarm, story.present).alarm;
  assert.ok(!("paused" in story.alarm));
  assert.equal(story.see(55000), "fired");
});

Deno.test("pausing what is paused and resuming what is not changes nothing", () => {
  const [alarm, paused] = [target(), pause(target())];
  assert.equal(resume(alarm, new Story(alarm, 54000).present), alarm);
  assert.equal(pause(paused), paused);
});
