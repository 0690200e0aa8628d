import assert from "node:assert/strict";
import { ClockWatch } from "@/lib/engine/clock.ts";
import { durationWords } from "@/lib/text/times.ts";
import { FakeClock } from "./fake_clock.ts";

const DAY = 86_400_000;

Deno.test("ClockWatch tells once by how much the clock was set, either way", async () => {
  const clock = new FakeClock();
  const watch = new ClockWatch(clock);
  for (const delta of [DAY, -DAY, 2_500, -2_500]) {
    clock.set(delta);
    await clock.pass(15_000);
    assert.equal(watch.moved(), delta);
    assert.equal(watch.moved(), 0);
  }
});

Deno.test("ClockWatch takes neither sleep nor a stalled loop nor slow drift for a set clock", async () => {
  const clock = new FakeClock();
  const watch = new ClockWatch(clock);
  clock.suspend(3_600_000);
  assert.equal(watch.moved(), 0);
  await clock.stall(30_000);
  assert.equal(watch.moved(), 0);
  for (let check = 0; check < 100; check++) {
    clock.set(8);
    assert.equal(watch.moved(), 0);
  }
});

for (
  const [ms, words] of [
    [86_400_000, "24 h"],
    [3 * 86_400_000, "3 days"],
    [3_600_000, "60 min"],
    [90_000, "90 s"],
    [2_500, "2.5 s"],
    [500, "0.5 s"],
  ] as const
) {
  Deno.test(`durationWords() tells ${ms} ms as ${words}`, () => {
    assert.equal(durationWords(ms), words);
  });
}
