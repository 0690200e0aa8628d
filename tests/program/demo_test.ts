import assert from "node:assert/strict";
import { DEMOS } from "@/lib/alarms/alarm.ts";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { setUpDemo } from "@/lib/program/demo.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { decodeStore } from "@/lib/store/file/decode.ts";
import { FILE, NOON, openOn } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";

Deno.test("setUpDemo() sets alarms that a person could", async () => {
  const now = () => NOON;
  const { store } = await openOn(new SimulatedDisk(), { now });
  await setUpDemo({ store, now, config: readConfig({}) });
  const soonReached = store.state.pairs.get("BTCUSDT")?.alarms
    .find((alarm) => alarm.type === "target")?.targetPrice ?? NaN;
  const asked = DEMOS.flatMap((demo) => Object.entries(demo(soonReached)));
  assert.ok(asked.length >= 5);
  for (const [symbol, wanted] of asked) {
    const { note: _saysMore, ...whole } = NewAlarm.parse(wanted);
    const alarm = store.state.pairs.get(symbol)?.alarms.find(({ type }) => type === whole.type);
    assert.partialDeepStrictEqual(alarm, whole);
  }
  await store.close();
});

Deno.test("setUpDemo() shows pairs and alarms before any of it is on disk, where the next check puts it", async () => {
  const disk = new SimulatedDisk();
  const now = () => NOON;
  const { store } = await openOn(disk, { now });
  await setUpDemo({ store, now, config: readConfig({}) });
  const pairs = [...store.state.pairs.values()];
  assert.equal(pairs.length, 5);
  assert.ok(pairs.every(({ alarms, currentPrice }) => alarms.length > 0 && currentPrice !== null));
  for (const { symbol, currentPrice, maxPrice, minPrice } of pairs) {
    const halfAnHourAgo = store.histories.get(symbol)?.priceAt(NOON - 30 * MINUTE_MS) ?? NaN;
    for (const price of [currentPrice ?? NaN, halfAnHourAgo]) {
      assert.ok(price <= (maxPrice ?? NaN) && price >= (minPrice ?? NaN), symbol);
    }
  }
  assert.equal(store.commits.count, 0);
  await store.settle();
  const { state } = decodeStore(disk.get(FILE));
  assert.deepEqual([...state.pairs.keys()], [...store.state.pairs.keys()]);
  assert.equal(state.channels.length, 1);
  // Nothing checked it before: what a schema adds or changes would differ.
  assert.deepEqual(state.channels, store.state.channels);
  for (const [symbol, pair] of state.pairs) assert.deepEqual(pair, store.state.pairs.get(symbol));
  await store.close();
});
