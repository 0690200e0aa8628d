import assert from "node:assert/strict";
import { Watchdog } from "@/lib/engine/checks/schedule.ts";
import { FakeClock } from "./fake_clock.ts";

const INTERVAL = 15_000;

function setUp() {
  const clock = new FakeClock();
  const problems: (string | null)[] = [];
  const fatal: string[] = [];
  const watchdog = new Watchdog({
    intervalMs: INTERVAL,
    clock,
    onProblem: (problem) => problems.push(problem),
    onFatal: ({ message }) => fatal.push(message),
  });
  watchdog.start();
  return { clock, watchdog, problems, fatal };
}

Deno.test("Watchdog says nothing while checks end", async () => {
  const { clock, watchdog, problems } = setUp();
  for (let check = 0; check < 20; check++) {
    await clock.pass(2 * INTERVAL);
    watchdog.checkEnded();
  }
  assert.deepEqual(problems, []);
  watchdog.stop();
});

Deno.test("Watchdog says so when no check has ended for three intervals, and when they end again", async () => {
  const { clock, watchdog, problems, fatal } = setUp();
  await clock.pass(3 * INTERVAL);
  assert.deepEqual(problems, []);
  await clock.pass(INTERVAL);
  assert.deepEqual(problems, ["No check has ended for 45 s"]);
  watchdog.checkEnded();
  assert.deepEqual(problems.at(-1), null);
  await clock.pass(3 * INTERVAL);
  assert.equal(problems.length, 2);
  assert.deepEqual(fatal, []);
  watchdog.stop();
});

Deno.test("Watchdog gives up after ten intervals, once", async () => {
  const { clock, fatal } = setUp();
  await clock.pass(10 * INTERVAL);
  assert.deepEqual(fatal, []);
  await clock.pass(20 * INTERVAL);
  assert.deepEqual(fatal, [
    "No check has ended for 2.5 min; the program ends to be started again",
  ]);
});

Deno.test("Watchdog takes an hour's sleep and a stalled loop for one interval", async () => {
  const { clock, watchdog, problems } = setUp();
  clock.suspend(3_600_000);
  await clock.pass(INTERVAL);
  await clock.stall(10 * INTERVAL);
  assert.deepEqual(problems, []);
  watchdog.stop();
});
