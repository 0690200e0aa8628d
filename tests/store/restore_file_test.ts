import assert from "node:assert/strict";
import { backUp, restoreFile } from "@/lib/store/recovery/recovery.ts";
import { addPair, FILE, NOON, openOn } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const takeLock = () => Promise.resolve({ release() {} });

/** A disk with BTCUSDT in a backup made by hand and BTCUSDT, ETHUSDT in the store file. */
async function diskWithBackup() {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  const { path } = await backUp({ fs: disk, dataDir: "/data", now: NOON });
  await addPair(store, "ETHUSDT");
  await store.close();
  return { disk, backup: path };
}

const restore = (fs: SimulatedDisk, from: string) =>
  restoreFile({ fs, dataDir: "/data", from, now: NOON, takeLock });

Deno.test("backUp() copies what is committed under a name that the store never drops", async () => {
  const { disk, backup } = await diskWithBackup();
  assert.equal(backup, "/data/backups/crypto_data_binance.manual-2024-01-15T12-00-00.000Z.json");
  const { store } = await openOn(disk);
  for (let i = 0; i < 20; i++) await addPair(store, `C${i}USDT`);
  await store.close();
  assert.ok(disk.paths().includes(backup));
});

Deno.test("backUp() refuses a damaged store file, and the store file as its own backup", async () => {
  const { disk } = await diskWithBackup();
  const own = backUp({
    fs: disk,
    dataDir: "/data",
    to: "/data/../data/crypto_data_binance.json",
    now: 1,
  });
  await assert.rejects(own, /Cannot back up .* to itself: name another file$/);
  disk.put(FILE, new Uint8Array(10));
  const before = disk.paths();
  await assert.rejects(
    backUp({ fs: disk, dataDir: "/data", now: NOON + 1 }),
    /^UnusableFileError: Cannot use \/data\/crypto_data_binance\.json: it is not whole JSON/,
  );
  assert.deepEqual(disk.paths(), before);
});

Deno.test("restoreFile() puts a backup back and keeps the replaced file", async () => {
  const { disk, backup } = await diskWithBackup();
  const replaced = disk.get(FILE);
  const { keptAs } = await restore(disk, backup);
  assert.deepEqual(disk.get(keptAs ?? ""), replaced);
  assert.match(keptAs ?? "", /\.json\.replaced-2024-01-15T12-00-00/);
  const { store } = await openOn(disk);
  assert.equal(store.recovery.kind, "loaded");
  assert.deepEqual([...store.state.pairs.keys()], ["BTCUSDT"]);
  await store.close();
});

Deno.test("restoreFile() changes nothing when the backup is damaged or missing", async () => {
  const { disk, backup } = await diskWithBackup();
  disk.put(backup, disk.get(backup).subarray(1));
  const before = disk.get(FILE);
  await assert.rejects(restore(disk, backup), { name: "UnusableFileError" });
  await assert.rejects(restore(disk, "/nowhere.json"), /there is no such file$/);
  assert.equal(disk.get(FILE), before);
  assert.ok(!disk.paths().some((path) => path.includes("replaced")));
});

Deno.test("restoreFile() has a whole store file at every moment, whatever call the power goes at", async () => {
  const { disk, backup } = await diskWithBackup();
  const allowed = new Set([disk.get(FILE), disk.get(backup)].map(String));
  for (let callsLeft = 0; callsLeft < 40; callsLeft++) {
    const copy = disk.afterKill();
    copy.callsLeft = callsLeft;
    await restore(copy, backup).catch(() => {});
    for (const choice of [0, 1]) {
      const after = copy.afterPowerLoss((n) => Math.min(choice, n - 1));
      assert.ok(allowed.has(String(after.get(FILE))), `power gone at call ${callsLeft}`);
    }
  }
});

Deno.test("Store.open restores a backup made by hand when it is the newest good one", async () => {
  const { disk, backup } = await diskWithBackup();
  disk.put(FILE, new Uint8Array(10));
  for (const path of disk.paths()) if (path.includes(".at-")) disk.put(path, new Uint8Array(10));
  const { store } = await openOn(disk);
  assert.equal(store.recovery.restoredFrom, backup);
  await store.close();
});
