import assert from "node:assert/strict";
import fc from "fast-check";
import { sleeplessClock, SYSTEM_CLOCK } from "@/lib/time/clock.ts";

const HOUR = 3_600_000;

/** A machine whose awake clock stands still while it sleeps. */
class Machine {
  awake = 0;
  slept = 0;
  tells = true;

  constructor(readonly startedMs: number) {}

  readonly clock = sleeplessClock({
    awakeMs: () => this.awake,
    uptimeSeconds: () =>
      this.tells ? Math.floor((this.startedMs + this.awake + this.slept) / 1000) : null,
  });
}

Deno.test("sleeplessClock() goes on by an hour while the machine sleeps an hour", () => {
  const machine = new Machine(12_345);
  const before = machine.clock();
  machine.slept += HOUR;
  machine.awake += 5;
  assert.ok(Math.abs(machine.clock() - before - HOUR) < 1_010);
});

Deno.test("sleeplessClock() stands still in sleep when nobody tells the uptime", () => {
  const machine = new Machine(0);
  machine.tells = false;
  machine.slept += HOUR;
  machine.awake += 5;
  assert.equal(machine.clock(), 5);
});

Deno.test("sleeplessClock() never goes back, is right to a second, and exact while nothing sleeps", () => {
  const step = fc.record({
    awake: fc.nat({ max: 20_000 }),
    slept: fc.constantFrom(0, 0, 700, HOUR),
  });
  fc.assert(fc.property(fc.nat({ max: 5_000 }), fc.array(step), (startedMs, steps) => {
    const machine = new Machine(startedMs);
    let last = machine.clock();
    for (const { awake, slept } of steps) {
      machine.awake += awake;
      machine.slept += slept;
      const now = machine.clock();
      assert.ok(now >= last);
      if (machine.slept === 0) assert.equal(now, machine.awake);
      assert.ok(Math.abs(now - machine.awake - machine.slept) <= 2_000);
      last = now;
    }
  }));
});

Deno.test("SYSTEM_CLOCK.monotonic goes forward", async () => {
  const before = SYSTEM_CLOCK.monotonic();
  await SYSTEM_CLOCK.after(5, new AbortController().signal);
  assert.ok(SYSTEM_CLOCK.monotonic() > before);
});
