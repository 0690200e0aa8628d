import assert from "node:assert/strict";
import { PriceThrottle } from "@/lib/program/announcer.ts";
import { FakeClock } from "./fake_clock.ts";

function throttled() {
  const clock = new FakeClock();
  const told: string[] = [];
  const pacer = new PriceThrottle(
    (symbols) => void told.push(`${clock.monotonic()} ${[...symbols].sort().join()}`),
    clock,
  );
  return { clock, told, pacer };
}

Deno.test("PriceThrottle tells the first price after a rest at once", async () => {
  const { clock, told, pacer } = throttled();
  pacer.note(["BTCUSDT"]);
  await clock.pass(1_000);
  pacer.note(["ETHUSDT"]);
  assert.deepEqual(told, ["0 BTCUSDT", "1000 ETHUSDT"]);
});

Deno.test("PriceThrottle tells all that moved at most four times a second, each pair once", async () => {
  const { clock, told, pacer } = throttled();
  for (let at = 0; at < 1_000; at += 10) {
    pacer.note([at % 20 === 0 ? "BTCUSDT" : "ETHUSDT"]);
    await clock.pass(10);
  }
  await clock.pass(1_000);
  assert.deepEqual(told, [
    "0 BTCUSDT",
    "250 BTCUSDT,ETHUSDT",
    "500 BTCUSDT,ETHUSDT",
    "750 BTCUSDT,ETHUSDT",
    "1000 BTCUSDT,ETHUSDT",
  ]);
});

Deno.test("PriceThrottle tells nothing any more once it is stopped", async () => {
  const { clock, told, pacer } = throttled();
  pacer.note(["BTCUSDT"]);
  pacer.note(["ETHUSDT"]);
  pacer.stop();
  await clock.pass(1_000);
  assert.deepEqual(told, ["0 BTCUSDT"]);
});
