import assert from "node:assert/strict";
import { describeRecovery } from "@/lib/store/recovery/recovery.ts";
import { FILE, openOn } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const T = Date.parse("2024-01-15T10:00:00Z") / 1000;

const LEGACY = {
  assets: {
    BTCUSDT: { current_price: 50000, max_price: 52000, min_price: 48000, last_update: T + 60 },
    "ETH/USDT": {},
    "???": {},
  },
  alarms: {
    BTCUSDT: [
      { id: "a1", type: "target", target_price: 55000, direction: "up", created_at: T },
      { id: "a2", type: "target", target_price: 45000, direction: "down", triggered: true },
      { type: "extreme", extreme: "max", percentage: 10 },
      { type: "extreme", extreme: "min", percentage: 5 },
      { type: "timeframe", percentage: 20, direction: "any", timeframe: "3d" },
      { type: "timeframe", percentage: 20, direction: "up", timeframe: "since_start" },
      { type: "volume", percentage: 20 },
      { type: "target", target_price: -1, direction: "up" },
    ],
    XRPUSDT: [{ type: "target", target_price: 1, direction: "up" }],
  },
  price_history: {
    BTCUSDT: [[T, 49000], [T + 30, 49500]],
    "ETH/USDT": [{ timestamp: T, price: 3 }],
  },
};

Deno.test("Store.open imports the earlier program's file, keeps it and lists what it left out", async () => {
  const disk = new SimulatedDisk();
  const bytes = new TextEncoder().encode(JSON.stringify(LEGACY));
  disk.put(FILE, bytes);
  const { store } = await openOn(disk, { conditionHolds: () => false });
  const btc = store.state.pairs.get("BTCUSDT");
  assert.deepEqual(
    [btc?.firstPrice, btc?.currentPrice, btc?.maxPrice, btc?.minPrice, btc?.addedAt],
    [49000, 50000, 52000, 48000, "2024-01-15T10:00:00Z"],
  );
  assert.equal(btc?.lastUpdate, "2024-01-15T10:01:00Z");
  const conditions = btc?.alarms.map((alarm) =>
    alarm.type === "target"
      ? [alarm.targetPrice, alarm.direction, alarm.triggered]
      : alarm.type === "percentChange"
      ? [alarm.percentage, alarm.changeType]
      : [alarm.percentage, alarm.direction, alarm.timeUnit, alarm.timeValue, alarm.startPrice]
  );
  assert.deepEqual(conditions, [
    [55000, "fromBelow", false],
    [45000, "fromAbove", true],
    [10, "downFromMax"],
    [5, "upFromMin"],
    [20, "any", "days", 3, null],
    [20, "up", "sinceStart", null, 49000],
  ]);
  assert.ok(btc?.alarms.every((alarm) => alarm.conditionMet === false));
  assert.deepEqual(store.state.pairs.get("ETHUSDT")?.currentPrice, 3);

  const { kind, keptAs, skipped } = store.recovery;
  assert.equal(kind, "imported");
  assert.deepEqual(disk.get(keptAs ?? ""), bytes);
  assert.deepEqual(skipped.map((entry) => entry.split(":")[0]), [
    "assets.???",
    "alarms.BTCUSDT[6]",
    "alarms.BTCUSDT[7]",
    "alarms.XRPUSDT[0]",
  ]);
  assert.match(describeRecovery(store.recovery) ?? "", /^Imported .* left out: assets/);
  await store.close();

  const next = await openOn(disk);
  assert.equal(next.store.recovery.kind, "loaded");
  assert.equal(next.store.state.pairs.get("BTCUSDT")?.alarms.length, 6);
  await next.store.close();
});

Deno.test("Store.open takes over the whole price history of the earlier program, and lists what it cannot read", async () => {
  const disk = new SimulatedDisk();
  const points = Array.from({ length: 500 }, (_, index) => [T + index * 15, 49000 + index]);
  const prices = { BTCUSDT: [...points, [T, "abc"], null] };
  disk.put(FILE, new TextEncoder().encode(JSON.stringify({ ...LEGACY, price_history: prices })));
  const { store } = await openOn(disk);
  assert.equal(store.state.pairs.get("BTCUSDT")?.priceHistory.length, 40);
  assert.ok(store.recovery.skipped.includes("price_history.BTCUSDT: 2 unreadable prices"));
  await store.close();

  const { store: next } = await openOn(disk);
  const history = next.histories.get("BTCUSDT");
  assert.equal(history?.oldestAt, T * 1000);
  assert.deepEqual(history?.firstAtOrAfter((T + 300) * 1000), {
    at: (T + 300) * 1000,
    price: 49020,
  });
  await next.close();
});

Deno.test("Store.open keeps the past of an earlier program's file when it is killed at any moment of the import", async () => {
  const points = Array.from({ length: 500 }, (_, index) => [T + index * 15, 49000 + index]);
  const bytes = new TextEncoder().encode(
    JSON.stringify({ ...LEGACY, price_history: { BTCUSDT: points } }),
  );
  let isWhole = false;
  for (let calls = 1; !isWhole; calls++) {
    const disk = new SimulatedDisk();
    disk.put(FILE, bytes);
    disk.callsLeft = calls;
    // A history that cannot be written is a warning, so the start itself may come to its end.
    const begun = await openOn(disk).catch(() => null);
    const killed = disk.afterKill();
    isWhole = disk.callsLeft > 0;
    await begun?.store.close().catch(() => {});
    const { store } = await openOn(killed);
    const history = store.histories.get("BTCUSDT");
    const times = history?.candles(0, Infinity, 1).map(({ at }) => at) ?? [];
    assert.equal(times.length, 500, `${calls} calls`);
    assert.equal(times[0], T * 1000, `${calls} calls`);
    await store.close();
  }
});
