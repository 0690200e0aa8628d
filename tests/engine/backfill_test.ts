import assert from "node:assert/strict";
import { Backfill, type PastSource } from "@/lib/engine/backfill/backfill.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { type CandlesRange, type SourceCandles, SourceError } from "@/lib/sources/source.ts";
import type { Store } from "@/lib/store/store.ts";
import { observe, openOn, pairOf } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { FakeClock } from "./fake_clock.ts";
import { NotedLog } from "./noted_log.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DAYS = 3;
const START = Date.parse("2026-01-15T12:00:00Z");

interface Asked {
  readonly symbol: string;
  /** How many days before the start it begins. */
  readonly daysAgo: number;
}

/** A source that has a candle for every hour, unless a test lets it answer otherwise. */
class PastTeller implements PastSource {
  readonly name = "binance";
  readonly asked: Asked[] = [];
  answer: (range: CandlesRange) => Promise<SourceCandles> = (range) => Promise.resolve(told(range));

  candles({ symbol }: { symbol: string }, range: CandlesRange): Promise<SourceCandles> {
    this.asked.push({ symbol, daysAgo: Math.round((START - range.from) / DAY) });
    return this.answer(range);
  }

  fail(error: unknown): void {
    this.answer = () => Promise.reject(error);
  }

  recover(): void {
    this.answer = (range) => Promise.resolve(told(range));
  }
}

function told({ from, to }: CandlesRange): SourceCandles {
  const candles: Candle[] = [];
  const step = 60 * MINUTE;
  for (let at = Math.floor(from / step) * step; at < to; at += step) {
    candles.push({ at, open: 10, high: 12, low: 8, close: 11 });
  }
  const rest = { stepMs: step, shape: "candles" as const, newestOpen: false, problem: null };
  return { candles, covered: { from, to }, ...rest };
}

/** A store with priced pairs, and the backfill over it. */
async function setUp(symbols: readonly string[], disk = new SimulatedDisk(), start = START) {
  const clock = new FakeClock(new Date(start).toISOString(), turns);
  const { store } = await openOn(disk, { now: () => clock.now() });
  for (const symbol of symbols) {
    if (!store.state.pairs.has(symbol)) await addPriced(store, symbol, clock.now());
  }
  const source = new PastTeller();
  const noted = new NotedLog();
  const rig = { ...{ store, clock, source, noted, disk }, isHeld: false };
  const fill = new Backfill({
    ...{ store, clock, log: noted.log, days: DAYS, onProgress: () => {} },
    sources: new Map([["binance", source]]),
    random: () => 1,
    isHeld: () => rig.isHeld,
  });
  const stop = async () => {
    await fill.stop();
    await store.close();
  };
  return Object.assign(rig, { fill, stop, [Symbol.asyncDispose]: stop });
}

async function addPriced(store: Store, symbol: string, at: number): Promise<void> {
  const pair = pairOf(symbol, { addedAt: new Date(at).toISOString() });
  await store.change(() => ({ events: [{ type: "pairAdded", pair }], result: null }));
  await observe(store, symbol, 100, at);
}

/** Commits on a disk in memory take a few turns of the event loop. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve));
}

const days = ({ asked }: PastTeller) => asked.map(({ symbol, daysAgo }) => [symbol, daysAgo]);

Deno.test("Backfill loads the last day of every pair first, then the days before, and is done", async () => {
  await using rig = await setUp(["BTCUSDT", "ETHUSDT"]);
  rig.fill.start();
  await rig.clock.pass(MINUTE);
  assert.deepEqual(days(rig.source), [
    ...[["BTCUSDT", 1], ["ETHUSDT", 1]],
    ...[["BTCUSDT", 2], ["ETHUSDT", 2]],
    ...[["BTCUSDT", 3], ["ETHUSDT", 3]],
  ]);
  const history = rig.store.histories.get("BTCUSDT");
  assert.equal(history?.oldestAt, START - 3 * DAY);
  assert.equal(history?.candles(0, START, 60 * MINUTE).length, 3 * 24 + 1);
  const { maxPrice, minPrice, firstPrice, backfilledFrom } = rig.store.state.pairs.get("BTCUSDT") ??
    {};
  assert.deepEqual([maxPrice, minPrice, firstPrice], [100, 100, 100]);
  assert.equal(backfilledFrom, "2026-01-12T12:00:08Z");
  assert.deepEqual(rig.fill.progress(), {});
});

Deno.test("Backfill leaves the source a pause after each question, and tells how far it is", async () => {
  await using rig = await setUp(["BTCUSDT"]);
  rig.fill.start();
  await rig.clock.pass(0);
  assert.deepEqual(rig.fill.progress(), { BTCUSDT: { doneDays: 1, days: DAYS } });
  await rig.clock.pass(1999);
  assert.equal(rig.source.asked.length, 1);
  await rig.clock.pass(1);
  assert.equal(rig.source.asked.length, 2);
  assert.deepEqual(rig.fill.progress(), { BTCUSDT: { doneDays: 2, days: DAYS } });
});

Deno.test("Backfill begins with a pair as soon as it is added and has a price", async () => {
  await using rig = await setUp([]);
  rig.fill.start();
  const pair = pairOf("BTCUSDT", { addedAt: new Date(START).toISOString() });
  await rig.store.change(() => ({ events: [{ type: "pairAdded", pair }], result: null }));
  await rig.clock.pass(MINUTE);
  assert.deepEqual(rig.source.asked, []);
  await observe(rig.store, "BTCUSDT", 5, rig.clock.now());
  await rig.clock.pass(0);
  assert.equal(rig.source.asked.length, 1);
});

Deno.test("Backfill goes on after a restart where it ended, with the history it had", async () => {
  const disk = new SimulatedDisk();
  const first = await setUp(["BTCUSDT"], disk);
  first.fill.start();
  await first.clock.pass(2000);
  await first.stop();
  assert.equal(first.source.asked.length, 2);

  await using rig = await setUp(["BTCUSDT"], disk);
  assert.equal(rig.store.histories.get("BTCUSDT")?.oldestAt, START - 2 * DAY);
  rig.fill.start();
  await rig.clock.pass(MINUTE);
  assert.deepEqual(days(rig.source), [["BTCUSDT", 3]]);
  assert.equal(rig.store.histories.get("BTCUSDT")?.oldestAt, START - 3 * DAY);
});

Deno.test("Backfill asks nothing more of a pair that is done, also after a restart", async () => {
  const disk = new SimulatedDisk();
  const first = await setUp(["BTCUSDT"], disk);
  first.fill.start();
  await first.clock.pass(MINUTE);
  await first.stop();
  await using rig = await setUp(["BTCUSDT"], disk, START + DAY);
  rig.fill.start();
  await rig.clock.pass(MINUTE);
  assert.deepEqual(rig.source.asked, []);
});

Deno.test("Backfill waits longer after each failure, then lets others go first, and never gives up", async () => {
  await using rig = await setUp(["BTCUSDT", "ETHUSDT"]);
  const { source, clock } = rig;
  const isBitcoin = () => source.asked.at(-1)?.symbol === "BTCUSDT";
  source.answer = (range) =>
    isBitcoin()
      ? Promise.reject(new SourceError("binance", "Binance does not answer", "unreachable"))
      : Promise.resolve(told(range));
  const times: number[] = [];
  rig.fill.start();
  for (let second = 0, before = 0; second < 120; second++, await clock.pass(1000)) {
    if (source.asked.length > before && isBitcoin()) times.push(second);
    before = source.asked.length;
  }
  // 5, 10 and 20 s after the failures before; after the fourth it rests.
  assert.deepEqual(times, [0, 5, 15, 35]);
  assert.equal(source.asked.filter(({ symbol }) => symbol === "ETHUSDT").length, DAYS);
  assert.match(rig.noted.take().join(), /warn: Cannot load the history of BTCUSDT; .*not answer/);
  // Half an hour's rest, then an hour, then two, and so on up to half a day.
  await clock.pass(3 * 60 * MINUTE);
  assert.equal(source.asked.filter(({ symbol }) => symbol === "BTCUSDT").length, 4 * 3);
  source.recover();
  await clock.pass(3 * 60 * MINUTE);
  assert.deepEqual(rig.fill.progress(), {});
  const oldestAt = rig.store.histories.get("BTCUSDT")?.oldestAt ?? Infinity;
  assert.ok(oldestAt <= clock.now() - DAYS * DAY, new Date(oldestAt).toISOString());
});

Deno.test("Backfill asks a source that limits not before it allows that, whoever comes anew", async () => {
  await using rig = await setUp(["BTCUSDT"]);
  const { source, clock } = rig;
  source.fail(new SourceError("binance", "Too often", "rateLimited", START + 10 * MINUTE));
  rig.fill.start();
  await clock.pass(MINUTE);
  await addPriced(rig.store, "ETHUSDT", clock.now());
  await clock.pass(9 * MINUTE - 1);
  assert.equal(source.asked.length, 1);
  source.recover();
  await clock.pass(MINUTE);
  assert.equal(rig.store.histories.get("ETHUSDT")?.oldestAt !== START, true);
  assert.deepEqual(rig.fill.progress(), {});
});

Deno.test("Backfill takes nothing of an answer that ends too early: the rest of it would be missing for ever", async () => {
  await using rig = await setUp(["BTCUSDT"]);
  const { source, clock, store } = rig;
  source.answer = (range) =>
    Promise.resolve({
      ...told({ ...range, to: range.from + DAY / 2 }),
      problem: "Binance does not answer",
    });
  rig.fill.start();
  await clock.pass(0);
  assert.equal(store.state.pairs.get("BTCUSDT")?.backfilledFrom, undefined);
  assert.equal(store.histories.get("BTCUSDT")?.oldestAt, START);
  source.recover();
  await clock.pass(MINUTE);
  assert.equal(store.histories.get("BTCUSDT")?.candles(0, START, 60 * MINUTE).length, 3 * 24 + 1);
});

Deno.test("Backfill does not touch a pair that was removed and added again while its past was asked for", async () => {
  await using rig = await setUp(["BTCUSDT"]);
  const { source, clock, store } = rig;
  const { promise, resolve } = Promise.withResolvers<SourceCandles>();
  source.answer = () => promise;
  rig.fill.start();
  await clock.pass(MINUTE);
  await store.change(() => ({
    events: [{ type: "pairRemoved", symbol: "BTCUSDT" }],
    result: null,
  }));
  await addPriced(store, "BTCUSDT", clock.now());
  source.fail(new SourceError("binance", "Not now", "unreachable"));
  resolve(told({ from: START - DAY, to: START, stepMs: MINUTE }));
  await clock.pass(0);
  assert.equal(store.state.pairs.get("BTCUSDT")?.backfilledFrom, undefined);
  assert.equal(store.histories.get("BTCUSDT")?.oldestAt, START + MINUTE);
});

Deno.test("Backfill writes nothing while the disk has too little room", async () => {
  await using rig = await setUp(["BTCUSDT"]);
  rig.isHeld = true;
  rig.fill.start();
  await rig.clock.pass(10 * MINUTE);
  assert.deepEqual(rig.source.asked, []);
  rig.isHeld = false;
  await rig.clock.pass(2 * MINUTE);
  assert.equal(rig.source.asked.length, DAYS);
});

Deno.test("Backfill stops at once, also while it is asking or resting", async () => {
  const asking = await setUp(["BTCUSDT"]);
  asking.source.answer = () => new Promise(() => {});
  asking.fill.start();
  await asking.clock.pass(0);
  await asking.stop();
  assert.equal(asking.source.asked.length, 1);

  const resting = await setUp(["BTCUSDT"]);
  resting.source.fail(new SourceError("binance", "Not now", "unreachable"));
  resting.fill.start();
  await resting.clock.pass(MINUTE);
  const { length } = resting.source.asked;
  await resting.stop();
  await resting.clock.pass(DAY);
  assert.equal(resting.source.asked.length, length);
});
