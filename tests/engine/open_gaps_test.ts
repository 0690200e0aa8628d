import assert from "node:assert/strict";
import { OpenGaps } from "@/lib/engine/gaps/ask_later.ts";
import { observationsOf } from "@/lib/engine/gaps/gap.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import {
  alarmOf,
  BACK_AT,
  CAUSE,
  firesOf,
  pairOf,
  type PriceAt,
  type Scripted,
  SECOND,
  set,
  SPIKE,
  stream,
  TARGET,
  unwatched,
  withCut,
  withPrices,
} from "./cut_program.ts";
import { NotedLog } from "./noted_log.ts";
import type { StreamingSource } from "../servers/scripted_source.ts";

Deno.test("OpenGaps has a gap told once the source tells it, and what happened in it rings once, late", async () => {
  await withCut(SPIKE, async (scripted) => {
    await set(scripted, TARGET);
    await stream(scripted, SPIKE, 60 * SECOND);
    assert.deepEqual(firesOf(scripted), []);
    assert.equal(pairOf(scripted)?.openGaps?.length, 1);
    assert.ok(unwatched(scripted) >= 9);
    await stream(scripted, SPIKE, 150 * SECOND);
    assert.deepEqual(firesOf(scripted), [[120, 25, true]]);
    const [fire] = scripted.program.store.state.fires;
    assert.equal(fire?.lateWhy, "Binance told it only then");
    const pair = pairOf(scripted);
    assert.deepEqual([pair?.maxPrice, pair?.openGaps], [120, undefined]);
    assert.equal(unwatched(scripted), 0);
    const resolutions = new Set(pair?.coverage?.map(({ grain }) => grain));
    assert.ok(resolutions.has("second") && !resolutions.has("nothing"), [...resolutions].join());
  });
});

const KEPT: readonly [string, (scripted: Scripted, id: string) => Promise<unknown>][] = [
  ["its note", ({ program }, id) => program.run("update_alarm", { id, note: "mine" }, CAUSE)],
  ["another alarm", (scripted) => set(scripted, { ...TARGET, targetPrice: 300 })],
  ["its snooze", ({ program }, id) => program.run("snooze_alarm", { id, minutes: 5 }, CAUSE)],
  ["its pause", ({ program }, id) => program.run("pause_alarms", { ids: [id] }, CAUSE)],
];
for (const [what, change] of KEPT) {
  Deno.test(`OpenGaps loses nothing when somebody changes ${what} after the gap`, async () => {
    await withCut(SPIKE, async (scripted) => {
      await set(scripted, TARGET);
      await stream(scripted, SPIKE, 60 * SECOND);
      await change(scripted, alarmOf(scripted)?.id ?? "");
      await stream(scripted, SPIKE, 150 * SECOND);
      assert.deepEqual(firesOf(scripted), [[120, 25, true]]);
    });
  });
}

const DROPPED: readonly [string, (scripted: Scripted, id: string) => Promise<unknown>][] = [
  ["armed again", ({ program }, id) => program.run("restart_alarm", { id }, CAUSE)],
  ["changed", ({ program }, id) => program.run("update_alarm", { id, targetPrice: 111 }, CAUSE)],
  ["removed", ({ program }, id) => program.run("remove_alarm", { id }, CAUSE)],
];
for (const [what, change] of DROPPED) {
  Deno.test(`OpenGaps fires no alarm that was ${what} after the gap`, async () => {
    await withCut(SPIKE, async (scripted) => {
      await set(scripted, TARGET);
      await stream(scripted, SPIKE, 60 * SECOND);
      await change(scripted, alarmOf(scripted)?.id ?? "");
      await stream(scripted, SPIKE, 150 * SECOND);
      assert.deepEqual(firesOf(scripted), []);
      assert.equal(pairOf(scripted)?.maxPrice, 120);
    });
  });
}

Deno.test("OpenGaps fires no alarm that was set after the gap", async () => {
  await withCut(SPIKE, async (scripted) => {
    await stream(scripted, SPIKE, 60 * SECOND);
    await set(scripted, TARGET);
    await stream(scripted, SPIKE, 150 * SECOND);
    assert.deepEqual(firesOf(scripted), []);
  });
});

Deno.test("OpenGaps fires no alarm once more that fired after the gap", async () => {
  const prices = withPrices({ 25: 120, 50: 112 });
  await withCut(prices, async (scripted) => {
    await set(scripted, TARGET);
    await stream(scripted, prices, 150 * SECOND);
    assert.deepEqual(firesOf(scripted), [[112, 50, false]]);
  });
});

Deno.test("OpenGaps fires a repeating alarm for each time in the gap, and it goes on from there", async () => {
  const prices = withPrices({ 23: 120, 27: 121, 140: 122 });
  await withCut(prices, async (scripted) => {
    await set(scripted, { ...TARGET, mode: "repeat", cooldownSeconds: 1 });
    await stream(scripted, prices, 150 * SECOND);
    const fires = firesOf(scripted);
    assert.deepEqual(fires, [[120, 23, true], [121, 27, true], [122, 140, false]]);
    assert.equal(alarmOf(scripted)?.fireCount, 3);
  });
});

Deno.test("OpenGaps finds the way back out of a gap that the first price after it shows", async () => {
  const prices: PriceAt = (passed) =>
    passed >= 22 * SECOND && passed < BACK_AT ? 120 : 100 + passed / 1e9;
  await withCut(prices, async (scripted) => {
    await set(scripted, { ...TARGET, direction: "fromAbove" });
    await stream(scripted, prices, 150 * SECOND);
    assert.deepEqual(firesOf(scripted).map(([, second, late]) => [second, late]), [[30, true]]);
  });
});

Deno.test("OpenGaps goes on asking over a restart", async () => {
  await withCut(SPIKE, async (scripted) => {
    await set(scripted, TARGET);
    await stream(scripted, SPIKE, 60 * SECOND);
    const stored = pairOf(scripted);
    const { Pair } = await import("@/lib/alarms/pair.ts");
    assert.deepEqual(Pair.parse(JSON.parse(JSON.stringify(stored))).openGaps, stored?.openGaps);
  });
});

Deno.test("OpenGaps leaves a gap unwatched only when the source says that it knows nothing of it", async () => {
  await withCut(SPIKE, async (scripted) => {
    await set(scripted, TARGET);
    const { source } = scripted;
    const told = source.candles.bind(source);
    source.candles = async (...asked) => {
      const answer = await told(...asked);
      const from = scripted.clock.now() - 60 * SECOND;
      const covered = answer.covered && answer.covered.to > from
        ? { ...answer.covered, from: Math.max(from, answer.covered.from) }
        : null;
      return { ...answer, candles: answer.candles.filter(({ at }) => at >= from), covered };
    };
    source.limitedUntil = 700 * SECOND;
    await stream(scripted, SPIKE, 690 * SECOND);
    assert.equal(pairOf(scripted)?.openGaps?.length, 1);
    await stream(scripted, SPIKE, 780 * SECOND);
    assert.deepEqual([firesOf(scripted), pairOf(scripted)?.openGaps], [[], undefined]);
    assert.ok(unwatched(scripted) >= 9);
  });
});

Deno.test("OpenGaps tells a fault of the program once, and waits while it goes on with other pairs", async () => {
  await withCut(SPIKE, async (scripted) => {
    const { program, source, clock, pass } = scripted;
    source.limitedUntil = Infinity;
    await stream(scripted, SPIKE, 60 * SECOND);
    await program.run("add_pair", { pair: "ETHUSDT" }, CAUSE);
    source.goLive("ETHUSDT");
    for (let second = 0; second < 15; second++) {
      await pass(SECOND);
      source.tick(100, {}, "ETHUSDT");
    }
    assert.equal(program.store.state.pairs.get("ETHUSDT")?.openGaps?.length, 1);
    const noted = new NotedLog();
    let asked = 0;
    const faulty = {
      name: source.name,
      candles: (...[pair, range]: Parameters<StreamingSource["candles"]>) => {
        if (pair.symbol === "ETHUSDT") return source.tell(pair, range);
        asked++;
        return Promise.reject(new TypeError("priceAt is not a function"));
      },
    };
    const gaps = new OpenGaps({
      source: faulty,
      store: program.store,
      held: new Map(),
      clock,
      log: noted.log,
    });
    gaps.start();
    await pass(300 * SECOND);
    await gaps.stop();
    const [warning, ...others] = noted.take();
    const told = "What BTCUSDT missed cannot be evaluated: TypeError: priceAt is not a function";
    assert.equal(warning, `warn: ${told}`);
    assert.deepEqual(others.map((line) => line.includes("ETHUSDT")), [true]);
    assert.ok(asked > 1 && asked <= 6, `asked ${asked} times in five minutes`);
  });
});

Deno.test("PriceHistory has the prices of a gap where they belong once that is told", async () => {
  await withCut(SPIKE, async (scripted) => {
    await stream(scripted, SPIKE, 150 * SECOND);
    const history = scripted.program.store.histories.get("BTCUSDT");
    const start = scripted.clock.now() - scripted.clock.monotonic();
    const at = (second: number) =>
      Math.round(history?.priceAt(start + second * SECOND + 999) ?? NaN);
    assert.deepEqual([24, 25, 26, 31].map(at), [100, 120, 100, 100]);
    const [candle] = history?.candles(start + 15 * SECOND, start + 29 * SECOND, 15 * SECOND) ?? [];
    assert.equal(candle?.high, 120);
  });
});

Deno.test("OpenGaps takes no outlier after a gap for a record, and nothing after it for a part of it", async () => {
  const prices = withPrices({ 25: 104, 40: 10_000, 50: 106 });
  await withCut(prices, async (scripted) => {
    const alarm = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
    await set(scripted, alarm);
    await stream(scripted, prices, 150 * SECOND);
    assert.deepEqual(pairOf(scripted)?.maxPrice, 106);
    const history = scripted.program.store.histories.get("BTCUSDT");
    const start = scripted.clock.now() - scripted.clock.monotonic();
    assert.equal(Math.round(history?.priceAt(start + 41 * SECOND) ?? NaN), 100);
  });
});

for (const [spikeAt, due] of [[23, [[120, 23, true]]], [27, []]] as const) {
  Deno.test(`OpenGaps knows when a snooze within a gap began: ${due.length} fires at second ${spikeAt}`, async () => {
    const prices = withPrices({ [spikeAt]: 120 });
    await withCut(prices, async (scripted) => {
      const { program } = scripted;
      await set(scripted, TARGET);
      await stream(scripted, prices, 25 * SECOND);
      await program.run("snooze_alarm", { id: alarmOf(scripted)?.id, minutes: 1 }, CAUSE);
      await stream(scripted, prices, 150 * SECOND);
      assert.deepEqual(firesOf(scripted), due);
    });
  });
}

Deno.test("observationsOf() takes the last price of the candle in which a gap ends for one from after the gap", () => {
  const at = Date.parse("2026-01-15T12:00:00Z");
  const high = (candle: { readonly high: number; readonly close: number }) =>
    observationsOf({ candles: [{ at, open: 100, low: 100, ...candle }], stepMs: MINUTE_MS }, {
      ...{ from: { at: at - 90_000, price: 100 }, to: { at: at + 20_000, price: 100 } },
    }).map((seen) => [seen.high, seen.at - at]);
  assert.deepEqual(high({ high: 120, close: 120 }), [[100, 19_999]]);
  assert.deepEqual(high({ high: 121, close: 120 }), [[121, 19_999]]);
});
