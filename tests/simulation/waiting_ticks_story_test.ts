import { assertFires, setAlarm, steady, type Story, tell } from "./story.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

const TO_95 = { type: "target", targetPrice: 95, direction: "fromAbove" };

/** A wick in the stretch that nobody watches, at 14 s, and one that only the stream tells, at 18 s. */
const TWO_WICKS: Story["trades"] = {
  BTCUSDT: [
    ...steady(-90, 14, 100),
    [14.4, 90],
    ...steady(15, 18, 100),
    [18.4, 90],
    ...steady(19, 240, 100),
  ],
};

/** The stream is lost, and is back from 16 s to 20 s; the source refuses to answer up to a second of the story. */
async function loseTwice(world: SimulatedWorld, limitedTo: number): Promise<void> {
  const { exchange, options: { market: { start } } } = world;
  await world.passTo(12);
  exchange.stream.cut();
  exchange.limited = { until: start + limitedTo * 1000, isSaid: false };
  await world.passTo(16);
  exchange.stream.isCut = false;
  await world.passTo(20);
  exchange.stream.cut();
}

const REPEATING = { ...TO_95, mode: "repeat", cooldownSeconds: 0 };

for (const backAt of [21, 24, 60]) {
  Deno.test(`ticks that wait for a gap are evaluated though the stream is lost meanwhile: back at ${backAt} s`, async () => {
    await tell({ trades: TWO_WICKS, seconds: 240 }, async (world) => {
      world.exchange.memoryMs = 30_000;
      await setAlarm(world, "BTCUSDT", TO_95);
      await loseTwice(world, 120);
      await world.passTo(backAt);
      world.exchange.stream.isCut = false;
      await world.passTo(240);
      assertFires(world, [18]);
    });
  });
}

Deno.test("ticks that wait for a gap are evaluated after it, where the source tells it while the stream is lost again", async () => {
  await tell({ trades: TWO_WICKS, seconds: 240 }, async (world) => {
    await setAlarm(world, "BTCUSDT", REPEATING);
    await loseTwice(world, 21);
    await world.passTo(240);
    assertFires(world, [14, 18]);
  });
});

Deno.test("ticks that waited for a gap fire once, though the source tells their seconds, too, later", async () => {
  await tell({ trades: TWO_WICKS, seconds: 240 }, async (world) => {
    await setAlarm(world, "BTCUSDT", TO_95);
    await loseTwice(world, 60);
    await world.passTo(24);
    world.exchange.stream.isCut = false;
    await world.passTo(240);
    assertFires(world, [18]);
  });
});
