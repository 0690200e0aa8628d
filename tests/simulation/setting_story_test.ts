import assert from "node:assert/strict";
import type { SimulatedWorld } from "./simulated_world.ts";
import { assertFires, setAlarm, steady, tell } from "./story.ts";

const TO_95 = { type: "target", targetPrice: 95, direction: "fromAbove" };
const FELL_AND_CAME_BACK = {
  BTCUSDT: [...steady(-90, 12, 100), ...steady(12, 20, 90), ...steady(20, 90, 100)],
};
const TO_95_AND_FALLS = [
  TO_95,
  { type: "percentChange", percentage: 5, changeType: "downFromMax" },
  { type: "timeframe", percentage: 5, direction: "down", timeUnit: "minutes", timeValue: 1 },
];

for (const streams of [true, false]) {
  for (const alarm of TO_95_AND_FALLS) {
    const how = `${streams ? "streamed" : "polled"}, ${alarm.type}`;
    Deno.test(`an alarm starts from the price in force when it was set, told later: ${how}`, async () => {
      await tell({ trades: FELL_AND_CAME_BACK, seconds: 90, streams }, async (world) => {
        await setAlarm(world, "BTCUSDT", { ...TO_95, targetPrice: 50 });
        await losesTouch(world);
        await world.passTo(14.5);
        await world.time.passUntil(world.run("add_alarm", { pair: "BTCUSDT", alarm }));
        await world.passTo(40);
        findsTouch(world);
        await world.passTo(90);
        assertFires(world, []);
      });
    });
  }
}

for (const alarm of TO_95_AND_FALLS) {
  Deno.test(`an alarm set on a price that was over by then rings for what comes: ${alarm.type}`, async () => {
    const trades = {
      BTCUSDT: [
        ...[...steady(-90, 9, 100), ...steady(9, 12, 90)],
        ...[...steady(12, 20, 100), ...steady(20, 90, 90)],
      ],
    };
    await tell({ trades, seconds: 90, streams: false }, async (world) => {
      await setAlarm(world, "BTCUSDT", { ...TO_95, targetPrice: 50 });
      await losesTouch(world);
      await world.passTo(14.5);
      const set = await world.time.passUntil(
        world.run("add_alarm", { pair: "BTCUSDT", alarm }),
      );
      assert.equal(set?.answer.alreadyTrue, true);
      await world.passTo(40);
      findsTouch(world);
      await world.passTo(90);
      assertFires(world, [20]);
    });
  });

  Deno.test(`an alarm set in a gap that is told later starts from what was in force: ${alarm.type}`, async () => {
    await tell({ trades: FELL_AND_CAME_BACK, seconds: 180 }, async (world) => {
      await setAlarm(world, "BTCUSDT", { ...TO_95, targetPrice: 50 });
      await losesTouch(world);
      await world.passTo(14.5);
      await world.time.passUntil(world.run("add_alarm", { pair: "BTCUSDT", alarm }));
      await world.passTo(22);
      findsTouch(world);
      world.exchange.limited = { until: world.time.now() + 60_000, isSaid: false };
      await world.passTo(180);
      assertFires(world, []);
    });
  });
}

Deno.test("an alarm starts from a candle without trades that is the first one told", async () => {
  const trades = {
    BTCUSDT: [...steady(-5, 12, 100), [12.5, 90] as const, ...steady(70, 120, 100)],
  };
  await tell({ trades, seconds: 120 }, async (world) => {
    await setAlarm(world, "BTCUSDT", { ...TO_95, targetPrice: 50 });
    await losesTouch(world);
    await world.passTo(31.5);
    await world.time.passUntil(world.run("add_alarm", { pair: "BTCUSDT", alarm: TO_95 }));
    await world.passTo(58);
    // What was before second 31 is not known any more when somebody can ask again.
    world.exchange.memoryMs = 30_000;
    findsTouch(world);
    await world.passTo(120);
    assertFires(world, []);
  });
});

Deno.test("what is dropped is said exactly, also by the second of two changes", async () => {
  await tell({ trades: FELL_AND_CAME_BACK, seconds: 90, streams: false }, async (world) => {
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    await losesTouch(world);
    for (const second of [14.5, 18.5]) {
      await world.passTo(second);
      await world.time.passUntil(world.run("restart_alarm", { pair: "BTCUSDT", id }));
    }
    await world.passTo(40);
    findsTouch(world);
    await world.passTo(90);
    assertFires(world, []);
    const [first, second] = world.done.slice(-2).map(({ answer }) => answer);
    assert.equal(first?.droppedTo, "2026-01-15T00:00:14.500Z");
    assert.equal(second?.droppedFrom, "2026-01-15T00:00:14.500Z");
    assert.equal(second?.droppedTo, "2026-01-15T00:00:18.500Z");
  });
});

/** Its only trade waits for another one when the source is lost. */
const FAR_AT_12 = {
  BTCUSDT: [...steady(-90, 12, 100), [12.5, 20] as const, ...steady(13, 150, 100)],
};

Deno.test("a second in which a far price waits is dropped, however long ago it was told", async () => {
  await tell({ trades: FAR_AT_12, seconds: 150 }, async (world) => {
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(13.2);
    world.exchange.stream.cut();
    world.exchange.isUnreachable = true;
    await world.passTo(80);
    await world.time.passUntil(world.run("restart_alarm", { pair: "BTCUSDT", id }));
    findsTouch(world);
    await world.passTo(150);
    assertFires(world, []);
    assert.equal(world.done.at(-1)?.answer.droppedFrom, "2026-01-15T00:00:11.999Z");
  });
});

Deno.test("a second that a killed program forgot is dropped", async () => {
  const trades = { BTCUSDT: steady(-90, 150, 100) };
  await tell({ trades, seconds: 150 }, async (world) => {
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(14.2);
    await world.end("kill");
    await world.passTo(80);
    world.exchange.isUnreachable = true;
    await world.start();
    await world.time.passUntil(world.run("restart_alarm", { pair: "BTCUSDT", id }));
    findsTouch(world);
    await world.passTo(150);
    assertFires(world, []);
    // The stream told what was up to 14, but that was not on disk yet.
    assert.ok(String(world.done.at(-1)?.answer.droppedFrom) < "2026-01-15T00:00:13Z");
  });
});

/** The price is told at second 10, and then nothing any more. */
async function losesTouch(world: SimulatedWorld): Promise<void> {
  await world.passTo(8);
  world.exchange.stream.cut();
  world.exchange.candlesMs = [20_000, 20_000];
  await world.passTo(11);
  world.exchange.isUnreachable = true;
}

function findsTouch({ exchange }: SimulatedWorld): void {
  exchange.candlesMs = [20, 120];
  exchange.isUnreachable = exchange.stream.isCut = false;
}

/**
 * It streams, is cut in the middle of a second and comes back, while nobody is told what was missed, and is cut again. A minute
 * later the alarm begins anew.
 *
 * @returns since when it is dropped, in seconds
 */
async function droppedSince(cutAt: number, backAt: number): Promise<number> {
  // Second 10 has its only trade early in it, and a message in its middle tells of it.
  const trades = {
    BTCUSDT: [...steady(-90, 10, 100), [10.2, 100] as const, ...steady(11, 150, 100)],
  };
  return await tell({ trades, seconds: 150 }, async (world) => {
    const { exchange: { stream }, exchange } = world;
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(cutAt);
    stream.cut();
    exchange.limited = { until: world.time.now() + 100_000, isSaid: true };
    await world.passTo(backAt);
    stream.isCut = false;
    await world.passTo(20);
    stream.cut();
    await world.passTo(80);
    await world.time.passUntil(world.run("restart_alarm", { pair: "BTCUSDT", id }));
    const from = Date.parse(String(world.done.at(-1)?.answer.droppedFrom));
    stream.isCut = false;
    await world.passTo(150);
    assertFires(world, []);
    return (from - Date.parse("2026-01-15T00:00:00Z")) / 1000;
  });
}

Deno.test("a second in whose course the stream comes back is told whole: what is before it is not dropped", async () => {
  assert.equal(await droppedSince(12.4, 12.6), 18.999);
});

Deno.test("the rest of a second is dropped of which only a message in its middle told", async () => {
  assert.equal(await droppedSince(10.7, 11.6), 10.681);
});

/** It touches 90 in second 13 and in second 25. */
const FALLS_TWICE = {
  BTCUSDT: [
    ...[...steady(-90, 13, 100), ...steady(13, 14, 90), ...steady(14, 25, 100)],
    ...[...steady(25, 26, 90), ...steady(26, 150, 100)],
  ],
};

for (const [cooldownSeconds, due] of [[300, [13]], [10, [13, 25]]] as const) {
  Deno.test(`an alarm that rings late in one gap cools down over the next one: ${cooldownSeconds} s`, async () => {
    await tell({ trades: FALLS_TWICE, seconds: 150 }, async (world) => {
      const { exchange, options: { market: { start } } } = world;
      await setAlarm(world, "BTCUSDT", { ...TO_95, mode: "repeat", cooldownSeconds });
      exchange.limited = { until: start + 50_000, isSaid: true };
      await losesTwice(world, [12, 24]);
      await world.passTo(150);
      assertFires(world, due);
    });
  });
}

Deno.test("an answer about a gap tells the next one, too, though nobody is answered any more", async () => {
  await tell({ trades: { BTCUSDT: steady(-90, 150, 100) }, seconds: 150 }, async (world) => {
    const { exchange, options: { market: { start } } } = world;
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    exchange.limited = { until: start + 50_000, isSaid: true };
    await losesTwice(world, [12, 24]);
    for (let second = 50; exchange.told.widthOf("BTCUSDT", 13) === 0; second += 0.1) {
      await world.passTo(second);
    }
    exchange.limited = { until: start + 140_000, isSaid: true };
    await world.passTo(110);
    await world.time.passUntil(world.run("restart_alarm", { pair: "BTCUSDT", id }));
    assert.equal(world.done.at(-1)?.answer.droppedFrom, undefined);
    await world.passTo(150);
    assertFires(world, []);
  });
});

/** Two gaps of four seconds, and alarms go on after each of them. */
async function losesTwice(world: SimulatedWorld, seconds: readonly number[]): Promise<void> {
  for (const second of seconds) {
    await world.passTo(second);
    world.exchange.stream.cut();
    await world.passTo(second + 4);
    world.exchange.stream.isCut = false;
  }
}
