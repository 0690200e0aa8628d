import assert from "node:assert/strict";
import { DEFAULT_PAST, reachedAtStart, reachedBy } from "@/lib/engine/backfill/plan.ts";
import type { Candle } from "@/lib/market/candle.ts";
import type { Store } from "@/lib/store/store.ts";
import { until } from "../timeouts.ts";
import { addPair, chooser, NOON, observe, openOn } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const SYMBOL = "BTCUSDT";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CALLS = 60;

/** A candle a quarter of an hour, for a day that ended so many days before noon. */
function dayOfCandles(daysAgo: number): Candle[] {
  return Array.from({ length: 96 }, (_, index) => {
    const at = NOON - (daysAgo + 1) * DAY + index * 15 * MINUTE;
    return { at, open: 10, high: 12 + daysAgo, low: 8, close: 11 };
  });
}

function fill(store: Store, candles: readonly Candle[], from: number): Promise<null> {
  return store.change(() => ({
    events: [{ type: "historyBackfilled", symbol: SYMBOL, candles, from }],
    result: null,
  }));
}

async function withPair(disk: SimulatedDisk): Promise<Store> {
  const { store } = await openOn(disk);
  await addPair(store, SYMBOL);
  await observe(store, SYMBOL, 50, NOON);
  return store;
}

const pairOf = (store: Store) => {
  const pair = store.state.pairs.get(SYMBOL);
  assert.ok(pair);
  return pair;
};

const candlesOf = (store: Store, step = 15 * MINUTE) =>
  store.histories.get(SYMBOL)?.candles(0, Infinity, step) ?? [];

Deno.test("Store has what was filled in, before and after a restart, and when it was thinned", async () => {
  const disk = new SimulatedDisk();
  const store = await withPair(disk);
  await fill(store, dayOfCandles(0), NOON - DAY);
  await fill(store, dayOfCandles(1), NOON - 2 * DAY);
  const known = { at: NOON, open: 50, high: 50, low: 50, close: 50 };
  const whole = [...dayOfCandles(1), ...dayOfCandles(0), known];
  assert.deepEqual(candlesOf(store), whole);
  await store.close();
  for (const days of [0, 3]) {
    const { store: next } = await openOn(disk, { now: () => NOON + days * DAY });
    assert.deepEqual(candlesOf(next), whole);
    const { maxPrice, minPrice, firstPrice, backfilledFrom } = pairOf(next);
    assert.deepEqual([maxPrice, minPrice, firstPrice], [50, 50, 50]);
    assert.equal(backfilledFrom, "2024-01-13T12:00:00Z");
    await next.close();
  }
});

Deno.test("Store goes on with its prices after what was filled in", async () => {
  const disk = new SimulatedDisk();
  const store = await withPair(disk);
  await fill(store, dayOfCandles(0), NOON - DAY);
  await observe(store, SYMBOL, 51, NOON + 15_000);
  await store.close();
  const { store: next } = await openOn(disk, { now: () => NOON + MINUTE });
  assert.deepEqual(candlesOf(next, 15_000).slice(-2).map(({ close }) => close), [50, 51]);
  assert.equal(candlesOf(next, 15_000).length, 98);
  await next.close();
});

Deno.test("Store leaves out what another pair of that name left from before the source was asked", async () => {
  const disk = new SimulatedDisk();
  const store = await withPair(disk);
  await fill(store, dayOfCandles(0), NOON - DAY);
  await store.close();
  const left = '{"t":"2024-01-11T12:00:00Z","p":3}\n';
  disk.put("/data/history/BTCUSDT/2024-01-11.ndjson", new TextEncoder().encode(left));
  const { store: next } = await openOn(disk);
  assert.equal(next.histories.get(SYMBOL)?.oldestAt, NOON - DAY);
  await next.close();
});

Deno.test("Store moves what was filled in along with a clock that is set, also over a restart", async () => {
  const disk = new SimulatedDisk();
  const store = await withPair(disk);
  await fill(store, dayOfCandles(0), NOON - DAY);
  await store.change(() => ({
    events: [{ type: "clockMoved", deltaMs: HOUR, symbols: new Set([SYMBOL]) }],
    result: null,
  }));
  await fill(
    store,
    dayOfCandles(1).map((candle) => ({ ...candle, at: candle.at + HOUR })),
    NOON - 47 * HOUR,
  );
  const moved = [...dayOfCandles(1), ...dayOfCandles(0)].map((candle) => ({
    ...candle,
    at: candle.at + HOUR,
  }));
  assert.deepEqual(candlesOf(store).slice(0, -1), moved);
  await store.close();
  const { store: next } = await openOn(disk, { now: () => NOON + HOUR });
  assert.deepEqual(candlesOf(next).slice(0, -1), moved);
  await next.close();
});

Deno.test("What was filled in is there after a crash or is asked for again, whatever call the power goes at", async () => {
  for (let calls = 0; calls < CALLS; calls++) {
    const disk = new SimulatedDisk();
    const store = await withPair(disk);
    await fill(store, dayOfCandles(0), NOON - DAY);
    await until(() => isOnDisk(disk, "2024-01-14") && isOnDisk(disk, "2024-01-15"));
    disk.callsLeft = calls;
    await fill(store, dayOfCandles(1), NOON - 2 * DAY).catch(() => {});
    await store.close().catch(() => {});
    const lost = [1, 2, 3, 4].map((seed) => disk.afterPowerLoss(chooser(seed)));
    for (const found of [disk.afterKill(), ...lost]) {
      await assertThereOrAskedFor(found, `${calls} calls`);
    }
  }
});

/** Whether what was told of a day would be there after a power loss that takes whatever it can. */
function isOnDisk(disk: SimulatedDisk, day: string): boolean {
  const paths = disk.afterPowerLoss(() => 0).paths();
  return paths.some((path) => path.startsWith(`/data/history/${SYMBOL}/${day}.`));
}

async function assertThereOrAskedFor(disk: SimulatedDisk, hint: string): Promise<void> {
  const { store } = await openOn(disk);
  const oldestAt = store.histories.get(SYMBOL)?.oldestAt ?? null;
  const reached = reachedAtStart(pairOf(store), oldestAt, DEFAULT_PAST, NOON) ?? NaN;
  const there = new Set(candlesOf(store).map(({ at }) => at));
  const wanted = [...dayOfCandles(1), ...dayOfCandles(0)].filter(({ at }) => at >= reached);
  assert.ok(wanted.length >= 96, `${hint}: ${wanted.length} candles`);
  for (const { at } of wanted) assert.ok(there.has(at), `${hint}: ${at} is missing`);
  assert.ok(reached >= (reachedBy(pairOf(store), oldestAt) ?? NaN));
  await store.close();
}

Deno.test("Store refuses candles that no start could read", async () => {
  const store = await withPair(new SimulatedDisk());
  const candle = { at: NOON - HOUR, open: 1, high: 1, low: 1, close: 1 };
  await assert.rejects(fill(store, [{ ...candle, low: -1 }], NOON - DAY), TypeError);
  await assert.rejects(fill(store, [{ ...candle, at: NaN }], NOON - DAY), TypeError);
  await assert.rejects(fill(store, [candle], NaN), TypeError);
  assert.equal(pairOf(store).backfilledFrom, undefined);
  await store.close();
});
