import assert from "node:assert/strict";
import { fireSeconds, setAlarm, steady, tell } from "./story.ts";
import { faultsOf, findingsOf } from "./findings.ts";

const TO_105 = { type: "target", targetPrice: 105, direction: "fromBelow" };

/** A step that one price tells and no candle ever will: the source refuses to answer right after it, for longer than it remembers. */
const STEP_AT_21 = { BTCUSDT: [...steady(-90, 21, 100), ...steady(21, 180, 106)] };

for (const direction of ["fromBelow", "any"]) {
  Deno.test(`a single price of a stretch that nobody tells any more is enough to fire: ${direction}`, async () => {
    const story = { trades: STEP_AT_21, seconds: 180, streams: false };
    await tell(story, async (world) => {
      const alarm = { ...TO_105, direction, mode: "repeat", cooldownSeconds: 20 };
      await setAlarm(world, "BTCUSDT", alarm);
      // Set after the step, which nobody knows of yet.
      await world.passTo(23);
      await world.time.passUntil(world.run("add_alarm", { pair: "BTCUSDT", alarm }));
      await world.passTo(25.07);
      world.exchange.limited = { until: world.time.now() + 60_000, isSaid: true };
      world.exchange.memoryMs = 20_000;
      await world.passTo(180);
      assert.deepEqual(fireSeconds(world), [25, 25]);
      assert.deepEqual(faultsOf(findingsOf(world)), []);
    });
  });
}

for (const interval of [5, 15]) {
  Deno.test(`a price that is known fires though its source says nothing any more: every ${interval} s`, async () => {
    const trades = { BTCUSDT: [...steady(-90, 41, 100), ...steady(41, 240, 106)] };
    const story = { trades, seconds: 240, streams: false, interval };
    await tell(story, async (world) => {
      await setAlarm(world, "BTCUSDT", TO_105);
      await world.passTo(44);
      world.exchange.candlesMs = [100_000, 100_000];
      await world.passTo(46);
      world.exchange.priceMs = [100_000, 100_000];
      await world.passTo(150);
      world.exchange.priceMs = [5, 60];
      world.exchange.candlesMs = [20, 120];
      await world.passTo(240);
      assert.deepEqual(fireSeconds(world), [45]);
      assert.deepEqual(world.fires.map(({ late }) => late), [false]);
      assert.deepEqual(faultsOf(findingsOf(world)), []);
    });
  });
}
