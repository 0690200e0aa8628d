import assert from "node:assert/strict";
import { decodeStore } from "@/lib/store/file/decode.ts";
import { alarmOf, FILE, NOON, observe, openOn, pairOf } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const SYMBOL = "BTCUSDT";

/** A pair between 90 and 110, with a minute between commits of prices. */
async function opened(options: { readonly commitMs?: number } = { commitMs: 60_000 }) {
  const disk = new SimulatedDisk();
  const clock = { now: NOON };
  const { store } = await openOn(disk, { ...options, now: () => clock.now });
  const pair = pairOf(SYMBOL, {
    ...{ firstPrice: 100, currentPrice: 100, maxPrice: 110, minPrice: 90 },
    lastUpdate: new Date(NOON).toISOString(),
  });
  await store.change(() => ({ events: [{ type: "pairAdded", pair }], result: null }));
  /** What a kill would leave. */
  const written = () => decodeStore(disk.get(FILE)).state.pairs.get(SYMBOL);
  /** One check: a price, then the end of the check. */
  const check = async (seconds: number, price: number) => {
    clock.now = NOON + seconds * 1000;
    await observe(store, SYMBOL, price, clock.now);
    await store.settle();
  };
  return { disk, clock, store, written, check };
}

Deno.test("Store replaces the file once a minute while nothing but prices moves, and tells them at once", async () => {
  const { store, written, check } = await opened();
  const told: number[] = [];
  store.onCommitted(({ state }) => told.push(state.pairs.get(SYMBOL)?.currentPrice ?? 0));
  const found: unknown[] = [];
  for (let seconds = 15; seconds <= 135; seconds += 15) {
    await check(seconds, 100 + seconds / 100);
    found.push(written()?.currentPrice);
  }
  assert.deepEqual(found, [100, 100, 100, 100.6, 100.6, 100.6, 100.6, 101.2, 101.2]);
  assert.equal(told.filter((price) => price > 100).length, 9);
  await store.close();
  assert.equal(written()?.currentPrice, 101.35);
});

Deno.test("Store replaces the file at each check by default", async () => {
  const { store, written, check } = await opened({});
  for (let seconds = 15; seconds <= 60; seconds += 15) {
    await check(seconds, 100 + seconds / 100);
    assert.equal(written()?.currentPrice, 100 + seconds / 100);
  }
  await store.close();
});

const MOVES = [
  { what: "a new maximum", price: 111, field: "maxPrice" },
  { what: "a new minimum", price: 89, field: "minPrice" },
] as const;

for (const { what, price, field } of MOVES) {
  Deno.test(`Store has ${what} on disk before it tells it, however the price came`, async () => {
    for (const isLazy of [false, true]) {
      const { store, written, clock } = await opened();
      const onDisk: unknown[] = [];
      store.onCommitted(() => onDisk.push(written()?.[field]));
      const observation = { price, at: clock.now + 1000 };
      const events = [{ type: "priceObserved" as const, symbol: SYMBOL, observation }];
      await store.change(() => ({ events, result: null, isLazy }));
      assert.deepEqual(onDisk, [price]);
      await store.close();
    }
  });
}

Deno.test("Store has what a person or an alarm changes on disk before it tells it, with the prices before it", async () => {
  const { store, written, check } = await opened();
  await check(15, 101);
  const onDisk: unknown[] = [];
  store.onCommitted(() => onDisk.push(written()?.alarms.length, written()?.currentPrice));
  const events = [{ type: "alarmAdded" as const, symbol: SYMBOL, alarm: alarmOf("a") }];
  await store.change(() => ({ events, result: null }));
  assert.deepEqual(onDisk, [1, 101]);
  await store.close();
});

Deno.test("Store goes on committing when the clock was set back", async () => {
  const { store, written, check, clock } = await opened();
  await check(60, 101);
  assert.equal(written()?.currentPrice, 101);
  await observe(store, SYMBOL, 102, NOON + 75_000);
  clock.now = NOON - 3_600_000;
  await store.settle();
  assert.equal(written()?.currentPrice, 102);
  await store.close();
});

Deno.test("Store finds after a kill the state of its last commit, at most a minute old, with its seconds", async () => {
  const { disk, check, clock } = await opened();
  for (let second = 5; second <= 115; second += 5) await check(second, 100 + second / 100);
  const { store } = await openOn(disk.afterKill(), { now: () => clock.now });
  const pair = store.state.pairs.get(SYMBOL);
  assert.equal(pair?.currentPrice, 100.6);
  const history = store.histories.get(SYMBOL);
  for (let second = 5; second <= 60; second += 5) {
    assert.equal(history?.priceAt(NOON + second * 1000), 100 + second / 100);
  }
  // What is newer was not evaluated by this state: its source is asked for it.
  assert.equal(history?.newestAt, NOON + 60_000);
  await store.close();
});
