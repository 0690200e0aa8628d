import assert from "node:assert/strict";
import { TWELVE_ASSETS } from "./assets.ts";
import { faultsOf, findingsOf } from "./findings.ts";
import { assertFires, fireSeconds, setAlarm, steady, type Story, tell } from "./story.ts";

const TWELVE = TWELVE_ASSETS.map((base) => `${base}USDT`);
const TO_95 = { type: "target", targetPrice: 95, direction: "fromAbove" };

Deno.test("a change beside a check costs no wick of twelve polled pairs", async () => {
  const wick = [...steady(-5, 22, 100), [22.4, 90] as const, ...steady(23, 120, 100)];
  const trades = Object.fromEntries(TWELVE.map((symbol) => [symbol, wick]));
  await tell({ trades, seconds: 120, streams: false }, async (world) => {
    world.exchange.candlesMs = [250, 250];
    for (const pair of TWELVE) await setAlarm(world, pair, TO_95);
    await world.passTo(25.13);
    for (const pair of TWELVE) {
      void world.run("add_alarm", { pair, alarm: { ...TO_95, targetPrice: 50 } });
    }
    await world.passTo(120);
    assertFires(world, TWELVE.map(() => 22));
  });
});

Deno.test("a change while candles are asked for costs no wick either", async () => {
  const wick = [...steady(-5, 22, 100), [22.4, 90] as const, ...steady(23, 90, 100)];
  await tell({ trades: { BTCUSDT: wick }, seconds: 90, streams: false }, async (world) => {
    world.exchange.candlesMs = [2_000, 2_000];
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    world.exchange.onAsked = () => {
      const now = world.time.now();
      world.time.at(
        now + 700,
        () => void world.run("update_alarm", { pair: "BTCUSDT", id, note: String(now) }),
      );
    };
    await world.passTo(90);
    assertFires(world, [22]);
  });
});

const FROM_BELOW = { type: "target", targetPrice: 150, direction: "fromBelow" };

for (const streams of [true, false]) {
  const how = streams ? "streamed" : "polled";
  Deno.test(`one trade far away confirms nothing, however often it is told: ${how}`, async () => {
    // The last trade for a while: what comes after it are candles without a trade.
    const trades = {
      BTCUSDT: [...steady(-5, 20, 100), [20.2, 180] as const, ...steady(32, 90, 100)],
    };
    await tell({ trades, seconds: 90, streams }, async (world) => {
      await setAlarm(world, "BTCUSDT", FROM_BELOW);
      await world.passTo(90);
      assertFires(world, []);
    });
  });

  Deno.test(`two trades far away are believed: ${how}`, async () => {
    const trades = {
      BTCUSDT: [
        ...steady(-5, 20, 100),
        [20.2, 180] as const,
        [21.7, 181] as const,
        ...steady(22, 90, 182),
      ],
    };
    await tell({ trades, seconds: 90, streams }, async (world) => {
      await setAlarm(world, "BTCUSDT", FROM_BELOW);
      await world.passTo(90);
      assertFires(world, [21]);
    });
  });
}

Deno.test("a far trade takes nothing of its second with it", async () => {
  const wick = [[20.2, 90], [20.4, 40]] as const;
  const trades = { BTCUSDT: [...steady(-5, 20, 100), ...wick, ...steady(21, 60, 100)] };
  await tell({ trades, seconds: 60 }, async (world) => {
    await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(60);
    assertFires(world, [20]);
  });
});

for (const streams of [true, false]) {
  const how = streams ? "streamed" : "polled";
  Deno.test(`which price a far trade followed in its second no candle tells: ${how}`, async () => {
    const second = [[20.1, 100], [20.3, 90], [20.4, 100], [20.6, 240]] as const;
    const trades = { BTCUSDT: [...steady(-5, 20, 100), ...second, ...steady(22, 90, 100)] };
    await tell({ trades, seconds: 90, streams }, async (world) => {
      await setAlarm(world, "BTCUSDT", {
        ...{ type: "target", targetPrice: 95, direction: "any" },
        ...{ mode: "repeat", cooldownSeconds: 0 },
      });
      await world.passTo(90);
      // Down to 90, and from there to the first price that is near by again.
      assertFires(world, [20, 22]);
    });
  });
}

for (const streams of [true, false]) {
  const how = streams ? "streamed" : "polled";
  Deno.test(`a window begins with the price in force then: ${how}`, async () => {
    const trades = {
      BTCUSDT: [...steady(-90, 16, 100), ...steady(16, 29, 102), ...steady(29, 150, 100.5)],
    };
    const alarm = { type: "timeframe", percentage: 1, direction: "down", timeUnit: "minutes" };
    await tell({ trades, seconds: 150, streams }, async (world) => {
      await setAlarm(world, "BTCUSDT", { ...alarm, timeValue: 1 });
      await world.passTo(150);
      const [first = NaN, ...others] = fireSeconds(world);
      assert.deepEqual(others, []);
      assert.ok(Math.abs(first - 76) <= 2, `fired at ${first}`);
      assert.deepEqual(faultsOf(findingsOf(world)), []);
    });
  });

  Deno.test(`an alarm that was false within a second rings anew: ${how}`, async () => {
    const trades = {
      BTCUSDT: [
        ...[...steady(-5, 20, 100), ...steady(20, 60, 95)],
        ...[[60.2, 100] as const, [60.7, 95] as const, ...steady(61, 120, 95)],
      ],
    };
    const alarm = {
      type: "percentChange",
      percentage: 5,
      changeType: "downFromMax",
      mode: "repeat",
    };
    await tell({ trades, seconds: 120, streams }, async (world) => {
      await setAlarm(world, "BTCUSDT", { ...alarm, cooldownSeconds: 30 });
      await world.passTo(120);
      assertFires(world, [20, 60]);
    });
  });
}

const SPIKE_AT_32: Story = {
  trades: { BTCUSDT: [...steady(-5, 32, 100), [32.4, 90], ...steady(33, 120, 100)] },
  seconds: 120,
};

for (const ending of ["stop", "kill", "suspend"] as const) {
  Deno.test(`an alarm that expires after the move and before it is found rings: ${ending}`, async () => {
    await tell(SPIKE_AT_32, async (world) => {
      await setAlarm(world, "BTCUSDT", { ...TO_95, expiresAt: "2026-01-15T00:01:09.900Z" });
      await world.passTo(30);
      if (ending === "suspend") world.suspend();
      else await world.end(ending);
      await world.passTo(70);
      if (ending === "suspend") world.goOn();
      else await world.start();
      await world.passTo(120);
      assertFires(world, [32]);
      // Found over 30 s after it happened.
      assert.deepEqual(world.fires.map(({ late }) => late), [true]);
    });
  });
}

Deno.test("a snooze that is over when a move in it is found keeps it silent", async () => {
  await tell(SPIKE_AT_32, async (world) => {
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(28);
    const until = "2026-01-15T00:00:50.000Z";
    await world.time.passUntil(world.run("snooze_alarm", { pair: "BTCUSDT", id, until }));
    await world.passTo(30);
    await world.end("stop");
    await world.passTo(70);
    await world.start();
    await world.passTo(120);
    assertFires(world, []);
  });
});

Deno.test("a snooze after a move that is not found yet does not silence it", async () => {
  await tell({ ...SPIKE_AT_32, streams: false }, async (world) => {
    world.exchange.candlesMs = [250, 250];
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(33.5);
    await world.time.passUntil(world.run("snooze_alarm", { pair: "BTCUSDT", id, minutes: 15 }));
    await world.passTo(120);
    assertFires(world, [32]);
  });
});

for (const isSaid of [true, false]) {
  const how = isSaid ? "with the time to wait" : "without a word how long";
  Deno.test(`what a limited source tells only later is found then, late, ${how}`, async () => {
    await tell({ ...SPIKE_AT_32, seconds: 240 }, async (world) => {
      await setAlarm(world, "BTCUSDT", TO_95);
      await world.passTo(30);
      world.exchange.stream.cut();
      await world.passTo(35);
      world.exchange.limited = { until: world.time.now() + 60_000, isSaid };
      world.exchange.stream.isCut = false;
      await world.passTo(240);
      assertFires(world, [32]);
      assert.deepEqual(world.fires.map(({ late }) => late), [true]);
    });
  });
}

for (const ending of ["stop", "kill", "powerLoss"] as const) {
  Deno.test(`a gap that is open when the program ends is asked for by the next one: ${ending}`, async () => {
    await tell({ ...SPIKE_AT_32, seconds: 240 }, async (world) => {
      await setAlarm(world, "BTCUSDT", TO_95);
      await world.passTo(30);
      world.exchange.stream.cut();
      await world.passTo(35);
      world.exchange.limited = { until: world.time.now() + 90_000, isSaid: false };
      world.exchange.stream.isCut = false;
      await world.passTo(60);
      assert.equal(world.program.store.state.pairs.get("BTCUSDT")?.openGaps?.length, 1);
      assert.deepEqual(fireSeconds(world), []);
      await world.end(ending);
      await world.passTo(64);
      await world.start();
      await world.passTo(240);
      assertFires(world, [32]);
      assert.deepEqual(world.fires.map(({ late }) => late), [true]);
      assert.equal(world.program.store.state.pairs.get("BTCUSDT")?.openGaps, undefined);
    });
  });
}

Deno.test("a tick that is evaluated 40 s after it happened is late", async () => {
  await tell(SPIKE_AT_32, async (world) => {
    await setAlarm(world, "BTCUSDT", TO_95);
    // Everything stands still, and what was said meanwhile is heard afterwards.
    await world.passTo(32.2);
    world.suspend();
    await world.passTo(73);
    world.goOn();
    await world.passTo(120);
    assertFires(world, [32]);
    assert.deepEqual(world.fires.map(({ late }) => late), [true]);
  });
});

for (const [count, within] of [[12, 5_000], [100, 25_000]] as const) {
  Deno.test(`every wick of ${count} polled pairs is found within ${within / 1000} s`, async () => {
    const symbols = Array.from(
      { length: count },
      (_, nth) => `C${String(nth).padStart(3, "0")}USDT`,
    );
    const wick = [...steady(-5, 61, 100), [61.4, 90] as const, ...steady(62, 150, 100)];
    const trades = Object.fromEntries(symbols.map((symbol) => [symbol, wick]));
    const interval = count === 12 ? 5 : 15;
    await tell({ trades, seconds: 150, streams: false, interval }, async (world) => {
      for (const pair of symbols) await setAlarm(world, pair, TO_95);
      await world.passTo(150);
      assertFires(world, symbols.map(() => 61));
      const slowest = Math.max(
        ...world.fires.map(({ timestamp, detectedAt }) =>
          Date.parse(detectedAt) - Date.parse(timestamp)
        ),
      );
      assert.ok(slowest <= within, `the slowest was found after ${slowest} ms`);
    });
  });
}

Deno.test("an answer about a gap that has what came after it, too, is evaluated to its end", async () => {
  const trades = [
    ...[...steady(-5, 22, 100), ...steady(22, 37, 90), [37.5, 106] as const],
    ...steady(38, 200, 90),
  ];
  await tell({ trades: { BTCUSDT: trades }, seconds: 200, streams: false }, async (world) => {
    const pair = "BTCUSDT";
    await setAlarm(world, pair, TO_95);
    await world.run("add_alarm", {
      pair,
      alarm: { ...TO_95, targetPrice: 105, direction: "fromBelow" },
    });
    await world.passTo(21);
    // No check has so much time; who asks about a gap has.
    world.exchange.candlesMs = [6_000, 6_000];
    await world.passTo(100);
    world.exchange.candlesMs = [20, 120];
    await world.passTo(200);
    // The first one counts when it has waited for ten seconds.
    assertFires(world, [35, 37]);
    assert.deepEqual(world.fires.map(({ late }) => late), [false, false]);
  });
});

Deno.test("a suspend over the end of a minute does not end the program", async () => {
  await tell({ trades: { BTCUSDT: steady(-5, 200, 100) }, seconds: 200 }, async (world) => {
    await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(85.2);
    world.suspend();
    await world.passTo(121.4);
    world.goOn();
    await world.passTo(200);
    assertFires(world, []);
  });
});

Deno.test("an alarm that is removed before the seconds of a suspend are evaluated does not ring for them", async () => {
  const trades = {
    BTCUSDT: [...steady(-5, 32, 100), [32.4, 90] as const, ...steady(33, 240, 100)],
  };
  await tell({ trades, seconds: 240 }, async (world) => {
    const id = await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(30.2);
    world.suspend();
    await world.passTo(177.2);
    // The stream's messages are there at once; after so long they are left aside, and candles are asked for.
    world.exchange.candlesMs = [250, 250];
    world.goOn();
    await world.passTo(177.3);
    await world.time.passUntil(world.run("remove_alarm", { pair: "BTCUSDT", id }));
    await world.passTo(240);
    assertFires(world, []);
  });
});

Deno.test("an answer about a gap that has the next gap, too, tells both", async () => {
  const wick = [...steady(-90, 43, 100), [43.4, 90] as const, ...steady(44, 200, 100)];
  await tell({ trades: { BTCUSDT: wick }, seconds: 200 }, async (world) => {
    const { exchange, options: { market: { start } } } = world;
    await setAlarm(world, "BTCUSDT", TO_95);
    await world.passTo(12);
    exchange.stream.cut();
    exchange.limited = { until: start + 51_500, isSaid: false };
    await world.passTo(16);
    exchange.stream.isCut = false;
    await world.passTo(41);
    exchange.stream.cut();
    await world.passTo(46);
    exchange.stream.isCut = false;
    // One answer comes through: the question about the first gap happens to be the next one.
    const tell = exchange.told.tell.bind(exchange.told);
    exchange.told.tell = (symbol, telling) => {
      tell(symbol, telling);
      const isOfSeconds = telling.width === 1_000 && telling.to - telling.from > 1_000;
      if (isOfSeconds) exchange.limited = { until: start + 90_000, isSaid: false };
    };
    await world.passTo(200);
    assertFires(world, [43]);
    assert.deepEqual(world.fires.map(({ late }) => late), [false]);
  });
});
