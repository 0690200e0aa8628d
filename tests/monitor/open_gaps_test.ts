import assert from "node:assert/strict";
import { OpenGaps } from "@/lib/monitor/open_gaps.ts";
import { SourceError } from "@/lib/sources/source.ts";
import { NotedLog } from "./noted_log.ts";
import { type ScriptedProgram, withProgramOn } from "./scripted_program.ts";
import { StreamingSource } from "./streaming_source.ts";

const SECOND = 1_000;
const CAUSE = { address: "test" };

type Scripted = ScriptedProgram<LimitedSource>;

/** A source with a stream whose candles of seconds are limited for a while. */
class LimitedSource extends StreamingSource {
  override tellsPast = true;
  /** Until when no candles are told, by the time passed. */
  limitedUntil = -Infinity;
  kind: SourceError["kind"] = "rateLimited";
  asked = 0;

  override bars(...asked: Parameters<StreamingSource["bars"]>) {
    if (asked[1].stepMs === SECOND) this.asked++;
    if (this.clock.monotonic() >= this.limitedUntil) return this.tell(...asked);
    return Promise.reject(new SourceError("binance", "Binance limits requests", this.kind));
  }

  tell(...asked: Parameters<StreamingSource["bars"]>) {
    return super.bars(...asked);
  }
}

type PriceAt = (passed: number) => number;

const CUT_AT = 20 * SECOND;
const BACK_AT = 30 * SECOND;
const TOLD_AT = 75 * SECOND;

/** Streams a price a second up to a moment, but for the ten seconds in which the stream is cut. */
async function stream({ source, clock, pass }: Scripted, priceAt: PriceAt, until: number) {
  while (clock.monotonic() < until) {
    await pass(SECOND);
    const passed = clock.monotonic();
    if (passed === CUT_AT) source.goDown();
    if (passed === BACK_AT) source.goLive();
    if (passed >= CUT_AT && passed < BACK_AT) continue;
    source.tick(priceAt(passed));
  }
}

/** A program on a stream that is cut from second 20 to 30, whose source tells the seconds between only after 75. */
function withCut(
  priceAt: PriceAt,
  test: (scripted: Scripted) => Promise<void>,
): Promise<void> {
  return withProgramOn(
    (clock) => new LimitedSource("binance", clock, priceAt),
    async (scripted) => {
      const { program, source, pass } = scripted;
      await program.run("add_pair", { pair: "BTCUSDT" }, CAUSE);
      program.start();
      await pass(SECOND);
      source.goLive();
      source.beforeAnswer = () => new Promise(() => {});
      source.limitedUntil = TOLD_AT;
      await test(scripted);
    },
  );
}

const set = ({ program }: Scripted, alarm: Record<string, unknown>) =>
  program.run("add_alarm", { pair: "BTCUSDT", alarm }, CAUSE);
const pairOf = ({ program }: Scripted) => program.store.state.pairs.get("BTCUSDT");
const alarmOf = (scripted: Scripted) => pairOf(scripted)?.alarms[0];
const secondsOf = ({ clock }: Scripted, timestamp: string) =>
  Math.floor((Date.parse(timestamp) - (clock.now() - clock.monotonic())) / SECOND);
const firesOf = (scripted: Scripted) =>
  scripted.program.store.state.fires.map((fire) =>
    [fire.price, secondsOf(scripted, fire.timestamp), fire.late] as const
  );

const unwatched = ({ program }: Scripted) => program.status().unwatchedSeconds?.BTCUSDT ?? 0;

const TARGET = { type: "target", targetPrice: 110, direction: "fromBelow" };
/** A price that moves a little, with others at some seconds. */
const withPrices = (prices: Readonly<Record<number, number>>): PriceAt => (passed) =>
  prices[Math.floor(passed / SECOND)] ?? 100 + passed / 1e9;
const SPIKE = withPrices({ 25: 120 });

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
    const grains = new Set(pair?.coverage?.map(({ grain }) => grain));
    assert.ok(grains.has("second") && !grains.has("nothing"), [...grains].join());
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

Deno.test("OpenGaps holds alarms that measure from the maximum against what came after the gap, too", async () => {
  const prices = withPrices({ 25: 104, 40: 98.5 });
  await withCut(prices, async (scripted) => {
    const alarm = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
    await set(scripted, { ...alarm, mode: "repeat", cooldownSeconds: 1 });
    await stream(scripted, prices, 150 * SECOND);
    const fires = firesOf(scripted).map(([price, , late]) => [price, late]);
    assert.deepEqual(fires, [[98.5, true]]);
    assert.equal(alarmOf(scripted)?.conditionMet, false);
  });
});

Deno.test("OpenGaps goes on asking over a restart", async () => {
  await withCut(SPIKE, async (scripted) => {
    await set(scripted, TARGET);
    await stream(scripted, SPIKE, 60 * SECOND);
    const stored = pairOf(scripted);
    const { Pair } = await import("@/lib/store/state.ts");
    assert.deepEqual(Pair.parse(JSON.parse(JSON.stringify(stored))).openGaps, stored?.openGaps);
  });
});

Deno.test("OpenGaps leaves a gap unwatched only when the source says that it knows nothing of it", async () => {
  await withCut(SPIKE, async (scripted) => {
    await set(scripted, TARGET);
    const { source } = scripted;
    const told = source.bars.bind(source);
    source.bars = async (...asked) => {
      const answer = await told(...asked);
      const from = scripted.clock.now() - 60 * SECOND;
      const covered = answer.covered && answer.covered.to > from
        ? { ...answer.covered, from: Math.max(from, answer.covered.from) }
        : null;
      return { ...answer, bars: answer.bars.filter(({ at }) => at >= from), covered };
    };
    source.limitedUntil = 700 * SECOND;
    await stream(scripted, SPIKE, 690 * SECOND);
    assert.equal(pairOf(scripted)?.openGaps?.length, 1);
    await stream(scripted, SPIKE, 780 * SECOND);
    assert.deepEqual([firesOf(scripted), pairOf(scripted)?.openGaps], [[], undefined]);
    assert.ok(unwatched(scripted) >= 9);
  });
});

for (const [toldAt, isLate] of [[40, false], [95, true]] as const) {
  Deno.test(`OpenGaps judges windows that began in a gap by what was in it, told at ${toldAt} s`, async () => {
    const prices = withPrices({ 24: 104, 25: 104, 26: 104 });
    await withCut(prices, async (scripted) => {
      const alarm = { type: "timeframe", percentage: 3, direction: "down", timeUnit: "minutes" };
      await set(scripted, { ...alarm, timeValue: 0.5 });
      scripted.source.limitedUntil = toldAt * SECOND;
      await stream(scripted, prices, 150 * SECOND);
      const [fire] = firesOf(scripted);
      assert.deepEqual([firesOf(scripted).length, fire?.[2]], [1, isLate]);
      assert.ok(Math.abs((fire?.[1] ?? 0) - 54) <= 1, `at ${fire?.[1]}`);
    });
  });
}

const DOWN_IN_HALF_A_MINUTE = {
  ...{ type: "timeframe", percentage: 3, direction: "down", timeUnit: "minutes", timeValue: 0.5 },
  ...{ mode: "repeat", cooldownSeconds: 1 },
};
/** Windows that begin at seconds 24 to 26, in the gap, are true 30 s later. */
const HIGH_IN_GAP = { 24: 104, 25: 104, 26: 104 };

for (const [setAt, due] of [[40, [54]], [55, []]] as const) {
  Deno.test(`OpenGaps holds an alarm that was set after a gap, at ${setAt} s, against its windows that begin in it`, async () => {
    const prices = withPrices(HIGH_IN_GAP);
    await withCut(prices, async (scripted) => {
      await stream(scripted, prices, setAt * SECOND);
      await set(scripted, DOWN_IN_HALF_A_MINUTE);
      await stream(scripted, prices, 150 * SECOND);
      assert.deepEqual(firesOf(scripted).map(([, second]) => second), due);
      assert.equal(alarmOf(scripted)?.conditionMet, false);
    });
  });
}

Deno.test("OpenGaps holds a repeating alarm that fired after a gap against later windows that begin in it", async () => {
  const prices = withPrices({ ...HIGH_IN_GAP, 40: 96 });
  await withCut(prices, async (scripted) => {
    await set(scripted, DOWN_IN_HALF_A_MINUTE);
    await stream(scripted, prices, 150 * SECOND);
    const seconds = firesOf(scripted).map(([, second]) => second);
    assert.deepEqual(seconds.toSorted((a, b) => a - b), [40, 54]);
  });
});

Deno.test("OpenGaps fires a window only once that is still true when the gap is told", async () => {
  // Windows of two minutes that begin in the gap compare with 104: true from second 140 to 149.
  const prices: PriceAt = (passed) =>
    passed >= CUT_AT && passed < BACK_AT ? 104 : 100 + passed / 1e9;
  await withCut(prices, async (scripted) => {
    const { program: { store }, source, clock } = scripted;
    source.limitedUntil = Infinity;
    await set(scripted, { ...DOWN_IN_HALF_A_MINUTE, timeValue: 2 });
    await stream(scripted, prices, 142 * SECOND);
    source.limitedUntil = -Infinity;
    const gaps = new OpenGaps({ source, store, clock, log: new NotedLog().log });
    gaps.start();
    await stream(scripted, prices, 200 * SECOND);
    await gaps.stop();
    assert.deepEqual(firesOf(scripted).map(([, second]) => second), [140]);
  });
});

Deno.test("OpenGaps holds an alarm that was set after the gap against the maximum in it", async () => {
  const prices = withPrices({ 25: 104, 50: 98.5 });
  await withCut(prices, async (scripted) => {
    await stream(scripted, prices, 40 * SECOND);
    await set(scripted, { type: "percentChange", percentage: 5, changeType: "downFromMax" });
    await stream(scripted, prices, 150 * SECOND);
    const fires = firesOf(scripted).map(([price, second]) => [price, second]);
    assert.deepEqual(fires, [[98.5, 50]]);
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
      bars: (...[pair, range]: Parameters<StreamingSource["bars"]>) => {
        if (pair.symbol === "ETHUSDT") return source.tell(pair, range);
        asked++;
        return Promise.reject(new TypeError("priceAt is not a function"));
      },
    };
    const gaps = new OpenGaps({ source: faulty, store: program.store, clock, log: noted.log });
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
    const [bar] = history?.bars(start + 15 * SECOND, start + 29 * SECOND, 15 * SECOND) ?? [];
    assert.equal(bar?.high, 120);
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
