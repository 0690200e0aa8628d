import assert from "node:assert/strict";
import { askedChecks } from "@/lib/engine/checks/schedule.ts";
import { FakeClock } from "./fake_clock.ts";

function setUp(check: () => Promise<void>) {
  const clock = new FakeClock();
  let count = 0;
  const ask = askedChecks(clock, () => {
    count++;
    return check();
  }, new AbortController().signal);
  return { clock, ask, count: () => count };
}

Deno.test("A check that is asked for is made, and soon after no other, with the remedy", async () => {
  const { clock, ask, count } = setUp(() => Promise.resolve());
  await ask();
  await clock.pass(1_500);
  await assert.rejects(ask(), {
    code: "too_many_requests",
    field: "check",
    message: "The source was asked just now; ask again in 4 s",
  });
  assert.equal(count(), 1);
  await clock.pass(3_500);
  await ask();
  assert.equal(count(), 2);
});

Deno.test("Who asks for a check is answered also where the source is silent", async () => {
  const { clock, ask } = setUp(() => new Promise(() => {}));
  const asked = ask();
  await clock.pass(5_000);
  await asked;
});
