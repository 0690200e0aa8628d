import assert from "node:assert/strict";
import type { Store } from "@/lib/store/store.ts";
import { addPair, alarmOf, NOON, observe, openOn } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;
const SYMBOL = "BTCUSDT";

/** Prices of five minutes, one every five seconds, from a moment on; answers the moment after them. */
async function observeOn(store: Store, from: number, first: number): Promise<number> {
  for (let i = 0; i < 60; i++) await observe(store, SYMBOL, first + i, from + i * 5_000);
  return from + 5 * MINUTE;
}

function move(store: Store, deltaMs: number): Promise<null> {
  const symbols = new Set([SYMBOL]);
  return store.change(() => ({
    events: [{ type: "clockMoved", deltaMs, symbols }],
    result: null,
  }));
}

/** The first prices of windows that end at a moment. */
function windows(store: Store, at: number) {
  const history = store.histories.get(SYMBOL);
  return [1, 4, 6, 9, 11, 14].map((minutes) => {
    const first = history?.firstAtOrAfter(at - minutes * MINUTE);
    return first && { ago: at - first.at, price: first.price };
  });
}

for (
  const [sentence, moves] of [
    ["forward by a day", [DAY]],
    ["back by a day", [-DAY]],
    ["forward and back again", [DAY, -DAY]],
    ["back and forward again", [-DAY, DAY]],
    ["back by seven seconds", [-7_000]],
  ] as const
) {
  Deno.test(`Store keeps windows as they were when the clock is set ${sentence}, also after a restart`, async () => {
    const disk = new SimulatedDisk();
    let at = NOON;
    const options = { now: () => at, ownTime: new Set<string>() };
    const { store } = await openOn(disk, options);
    await addPair(store, SYMBOL);
    at = await observeOn(store, at, 100);
    for (const [index, delta] of moves.entries()) {
      const before = windows(store, at);
      await move(store, delta);
      at += delta;
      assert.deepEqual(windows(store, at), before);
      at = await observeOn(store, at, 200 + 100 * index);
    }
    const before = windows(store, at);
    await store.close();
    const next = await openOn(disk, options);
    assert.deepEqual(windows(next.store, at), before);
    assert.deepEqual(next.warnings, []);
    await next.store.close();
  });
}

Deno.test("Store moves what is compared, and leaves what a person named and what is on record", async () => {
  const { store } = await openOn(new SimulatedDisk());
  const noon = "2024-01-15T12:00:00.000Z";
  const alarm = alarmOf("alarm_1", {
    triggered: true,
    triggeredAt: noon,
    recentFires: [noon],
    snoozedUntil: noon,
    expiresAt: noon,
  });
  const paused = { ...alarmOf("alarm_2", { snoozedUntil: noon }), pausedReason: "Too often" };
  await addPair(store, SYMBOL);
  await observe(store, SYMBOL, 1, NOON);
  await store.change(() => ({
    events: [alarm, paused].map((each) => ({
      type: "alarmAdded" as const,
      symbol: SYMBOL,
      alarm: each,
    })),
    result: null,
  }));
  await move(store, DAY);
  const pair = store.state.pairs.get(SYMBOL);
  assert.ok(pair);
  const later = "2024-01-16T12:00:00.000Z";
  assert.equal(pair.lastUpdate, "2024-01-16T12:00:00Z");
  assert.equal(pair.priceHistory[0]?.timestamp, "2024-01-16T12:00:00Z");
  assert.equal(pair.addedAt, "2024-01-15T12:00:00Z");
  const { triggeredAt, recentFires, snoozedUntil, expiresAt, createdAt } = pair.alarms[0] ?? alarm;
  assert.deepEqual([triggeredAt, recentFires], [later, [later]]);
  assert.deepEqual([snoozedUntil, expiresAt, createdAt], [noon, noon, alarm.createdAt]);
  assert.equal(pair.alarms[1]?.snoozedUntil, later);
  await store.close();
});

Deno.test("Store.open takes what is ahead of the clock as of now, once, and says so", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk, { now: () => NOON });
  await addPair(store, SYMBOL);
  await observe(store, SYMBOL, 1, NOON - 30_000);
  await observe(store, SYMBOL, 2, NOON);
  await store.close();
  let now = NOON - DAY;
  for (const warned of [1, 0]) {
    const next = await openOn(disk, { now: () => now, ownTime: new Set() });
    const pair = next.store.state.pairs.get(SYMBOL);
    assert.equal(pair?.lastUpdate, "2024-01-14T12:00:00Z");
    const oldest = next.store.histories.get(SYMBOL)?.firstAtOrAfter(0);
    assert.deepEqual(oldest, { at: NOON - DAY - 30_000, price: 1 });
    assert.equal(next.warnings.length, warned);
    await next.store.close();
    now += 2_000;
  }
});

Deno.test("Store.open leaves the moments of a source that dates its prices itself", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  await addPair(store, SYMBOL);
  await observe(store, SYMBOL, 2, NOON);
  await store.close();
  const ownTime = new Set(["binance"]);
  const next = await openOn(disk, { now: () => NOON - DAY, ownTime });
  assert.equal(next.store.state.pairs.get(SYMBOL)?.lastUpdate, "2024-01-15T12:00:00Z");
  assert.deepEqual(next.warnings, []);
  await next.store.close();
});

Deno.test("Store.open drops prices of the archive that are from the future, and takes the rest in order", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  await addPair(store, SYMBOL);
  await observe(store, SYMBOL, 2, NOON);
  await store.close();
  const lines = [
    `{"t":"2024-01-15T11:59:50Z","p":4}`,
    `{"t":"2024-01-15T11:59:30Z","p":3}`,
    `{"t":"2024-01-15T23:00:00Z","p":9}`,
  ];
  const path = "/data/history/BTCUSDT/2024-01-15.ndjson";
  disk.put(path, new TextEncoder().encode(`${lines.join("\n")}\n`));
  const next = await openOn(disk, { ownTime: new Set() });
  const history = next.store.histories.get(SYMBOL);
  assert.deepEqual(history?.firstAtOrAfter(NOON - 30_000), { at: NOON - 30_000, price: 3 });
  assert.deepEqual(history?.firstAtOrAfter(NOON - 29_000), { at: NOON - 10_000, price: 4 });
  assert.equal(history?.newestAt, NOON);
  await next.store.close();
});
