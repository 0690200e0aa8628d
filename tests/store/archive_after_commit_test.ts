import assert from "node:assert/strict";
import { addPair, NOON, observe, openOn } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const SYMBOL = "BTCUSDT";
const CALLS = 40;

Deno.test("The archive never knows a price that the store does not, whatever call the power goes at", async () => {
  for (let calls = 0; calls < CALLS; calls++) {
    const disk = new SimulatedDisk();
    const { store } = await openOn(disk);
    await addPair(store, SYMBOL);
    await observe(store, SYMBOL, 1, NOON - 20_000);
    disk.callsLeft = calls;
    await observe(store, SYMBOL, 2, NOON - 10_000).catch(() => {});
    await store.close().catch(() => {});
    const next = await openOn(disk.afterKill());
    const known = next.store.state.pairs.get(SYMBOL)?.lastUpdate ?? "";
    assert.equal(next.store.histories.get(SYMBOL)?.newestAt, Date.parse(known), `${calls} calls`);
    await next.store.close();
  }
});

Deno.test("The archive keeps a pair's past until its removal is on disk", async () => {
  for (let calls = 0; calls < CALLS; calls++) {
    const disk = new SimulatedDisk();
    const { store } = await openOn(disk);
    await addPair(store, SYMBOL);
    for (let i = 60; i > 0; i--) await observe(store, SYMBOL, i, NOON - i * 1000);
    await store.close();
    const { store: second } = await openOn(disk);
    await observe(second, SYMBOL, 1, NOON);
    disk.callsLeft = calls;
    await second.change(() => ({ events: [{ type: "pairRemoved", symbol: SYMBOL }], result: null }))
      .catch(() => {});
    await second.close().catch(() => {});
    const next = await openOn(disk.afterKill());
    const isThere = next.store.state.pairs.has(SYMBOL);
    const oldest = next.store.histories.get(SYMBOL)?.oldestAt;
    assert.equal(oldest, isThere ? NOON - 60_000 : undefined, `${calls} calls`);
    await next.store.close();
  }
});
