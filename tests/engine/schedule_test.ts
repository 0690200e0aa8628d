import assert from "node:assert/strict";
import { type Cron, delaysOfMinute, Schedule } from "@/lib/engine/checks/schedule.ts";
import { FakeClock } from "./fake_clock.ts";

/** A schedule on a fake clock, whose checks are noted with their second of the minute. */
function setUp(start: string, intervalSeconds = 15, throwsAt = Infinity) {
  const clock = new FakeClock(start);
  const checks: number[] = [];
  const errors: unknown[] = [];
  let skipped = 0;
  let minute: () => Promise<void> = () => Promise.resolve();
  const cron: Cron = (_name, schedule, _options, handler) => {
    assert.equal(schedule, "* * * * *");
    minute = handler;
    return Promise.resolve();
  };
  const schedule = new Schedule({
    intervalSeconds,
    clock,
    cron,
    check: () => {
      checks.push((clock.now() / 1000) % 60);
      if (checks.length === throwsAt) throw new Error("oops");
    },
    onSkipped: () => skipped++,
    onError: (error) => errors.push(error),
  });
  return {
    clock,
    checks,
    schedule,
    errors,
    skipped: () => skipped,
    runMinute: () => void minute(),
  };
}

Deno.test("Schedule checks at once, and then at the quarters left in the minute", async () => {
  const { clock, checks, schedule } = setUp("2026-01-15T12:00:20Z");
  schedule.start();
  assert.deepEqual(checks, [20]);
  await clock.pass(39_000);
  assert.deepEqual(checks, [20, 30, 45]);
});

Deno.test("Schedule does not check twice when it starts on a quarter", async () => {
  const { clock, checks, schedule } = setUp("2026-01-15T12:00:15.100Z");
  schedule.start();
  await clock.pass(10_000);
  assert.equal(checks.length, 1);
});

Deno.test("Schedule makes four checks a minute from each cron job", async () => {
  const { clock, checks, schedule, runMinute } = setUp("2026-01-15T12:00:59Z");
  schedule.start();
  await clock.pass(1_000);
  checks.length = 0;
  runMinute();
  await clock.pass(60_000);
  assert.deepEqual(checks, [0, 15, 30, 45]);
});

Deno.test("Schedule takes the check of :00 whether the job comes a little early or late", () => {
  const early = Date.parse("2026-01-15T12:00:59.990Z");
  const late = Date.parse("2026-01-15T12:01:00.300Z");
  assert.deepEqual(delaysOfMinute(early, 15_000), [10, 15_010, 30_010, 45_010]);
  assert.deepEqual(delaysOfMinute(late, 15_000), [-300, 14_700, 29_700, 44_700]);
});

for (const interval of [1, 5, 15, 60]) {
  Deno.test(`Schedule makes ${60 / interval} checks a minute every ${interval} s`, () => {
    const start = Date.parse("2026-01-15T12:01:00Z");
    assert.equal(delaysOfMinute(start, interval * 1000).length, 60 / interval);
  });
}

Deno.test("Schedule skips and counts the checks a stalled loop missed, and goes on", async () => {
  const { clock, checks, schedule, skipped, runMinute } = setUp("2026-01-15T12:00:59Z");
  schedule.start();
  await clock.pass(1_000);
  checks.length = 0;
  runMinute();
  await clock.pass(1_000);
  await clock.stall(30_000);
  assert.deepEqual(checks, [0, 31]);
  assert.equal(skipped(), 1);
  await clock.pass(20_000);
  assert.deepEqual(checks, [0, 31, 45]);
});

Deno.test("Schedule moves no check of the minute when the wall clock is set", async () => {
  const { clock, checks, schedule, runMinute } = setUp("2026-01-15T12:00:59Z");
  schedule.start();
  await clock.pass(1_000);
  checks.length = 0;
  runMinute();
  await clock.pass(20_000);
  clock.set(-24 * 60 * 60 * 1000);
  await clock.pass(40_000);
  assert.equal(checks.length, 4);
});

Deno.test("Schedule makes one check when the machine wakes, and does not wait for the next minute", async () => {
  const { clock, checks, schedule, skipped, runMinute } = setUp("2026-01-15T12:00:59Z");
  schedule.start();
  await clock.pass(1_000);
  checks.length = 0;
  runMinute();
  await clock.pass(20_000);
  assert.deepEqual(checks, [0, 15]);
  clock.suspend(3_600_000);
  await clock.pass(10_000);
  assert.deepEqual(checks, [0, 15, 30]);
  assert.equal(skipped(), 1);
});

Deno.test("Schedule makes the checks left in the minute in which the machine wakes", async () => {
  const { clock, checks, schedule, runMinute } = setUp("2026-01-15T12:00:59Z", 5);
  schedule.start();
  await clock.pass(1_000);
  runMinute();
  await clock.pass(24_000);
  checks.length = 0;
  // The next job of cron comes with the next full minute: this one has not ended yet.
  await clock.stall(42_000);
  assert.deepEqual(checks, [6]);
  await clock.pass(53_000);
  assert.deepEqual(checks, [6, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55]);
});

Deno.test("Schedule makes the next check although one threw, and although the cron job ends", async () => {
  const { clock, checks, schedule, errors } = setUp("2026-01-15T12:00:00Z", 15, 2);
  schedule.start();
  await clock.pass(46_000);
  assert.deepEqual(checks, [0, 15, 30, 45]);
  assert.equal(String(errors[0]), "Error: oops");
  const broken = new Schedule({
    intervalSeconds: 15,
    clock,
    cron: () => Promise.reject(new Error("no cron")),
    check: () => {},
    onSkipped: () => {},
    onError: (error) => errors.push(error),
  });
  broken.start();
  await clock.pass(1);
  broken.stop();
  assert.equal(String(errors[1]), "Error: no cron");
});

Deno.test("Schedule makes no check after stop", async () => {
  const { clock, checks, schedule } = setUp("2026-01-15T12:00:20Z");
  schedule.start();
  schedule.stop();
  await clock.pass(60_000);
  assert.deepEqual(checks, [20]);
});
