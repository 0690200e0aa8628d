import assert from "node:assert/strict";
import { PricePacer } from "@/lib/program/announcer.ts";
import { FakeTime } from "../sources/fake_time.ts";

function paced() {
  const time = new FakeTime();
  const told: string[] = [];
  const began = time.now();
  const pacer = new PricePacer(
    (symbols) => void told.push(`${time.now() - began} ${[...symbols].sort().join()}`),
    time.after,
  );
  return { time, told, pacer };
}

Deno.test("PricePacer tells the first price after a rest at once", () => {
  const { time, told, pacer } = paced();
  pacer.note(["BTCUSDT"]);
  time.advance(1_000);
  pacer.note(["ETHUSDT"]);
  assert.deepEqual(told, ["0 BTCUSDT", "1000 ETHUSDT"]);
});

Deno.test("PricePacer tells all that moved at most four times a second, each pair once", () => {
  const { time, told, pacer } = paced();
  for (let at = 0; at < 1_000; at += 10) {
    pacer.note([at % 20 === 0 ? "BTCUSDT" : "ETHUSDT"]);
    time.advance(10);
  }
  time.advance(1_000);
  assert.deepEqual(told, [
    "0 BTCUSDT",
    "250 BTCUSDT,ETHUSDT",
    "500 BTCUSDT,ETHUSDT",
    "750 BTCUSDT,ETHUSDT",
    "1000 BTCUSDT,ETHUSDT",
  ]);
});

Deno.test("PricePacer tells nothing any more once it is stopped", () => {
  const { time, told, pacer } = paced();
  pacer.note(["BTCUSDT"]);
  pacer.note(["ETHUSDT"]);
  pacer.stop();
  time.advance(1_000);
  assert.deepEqual(told, ["0 BTCUSDT"]);
  assert.equal(time.waiting, 0);
});
