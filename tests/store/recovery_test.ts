import assert from "node:assert/strict";
import { describeRecovery } from "@/lib/store/recovery/recovery.ts";
import { countFaults } from "./fault_counts.ts";
import { FAULT_SIZES } from "./fault_sizes.ts";
import { addPair, alarmOf, FILE, fireOf, observe, openOn, textOf } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

/** A disk on which a store ran and was closed, with the states that its file had. */
async function usedDisk() {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  const alarm = alarmOf("alarm_1", { note: "buy \u20bf" });
  const fire = fireOf("fire_1", alarm);
  await store.change(() => ({
    events: [
      { type: "alarmAdded", symbol: "BTCUSDT", alarm },
      { type: "alarmFired", symbol: "BTCUSDT", alarm: { ...alarm, triggered: true }, fire },
    ],
    result: null,
  }));
  store.markAnnounced([fire.id]);
  const states = new Set<string>();
  for (let i = 0; i < 4; i++) {
    await observe(store, "BTCUSDT", 50000 + i, Date.parse("2024-01-15T12:00:00Z") + i * 15000);
    states.add(textOf(store.state));
  }
  await store.close();
  return { disk, states, last: textOf(store.state), bytes: disk.get(FILE) };
}

/** The used disk with another store file, and with its backups or without them. */
function damaged(used: SimulatedDisk, bytes: Uint8Array, withBackups: boolean): SimulatedDisk {
  const disk = used.afterKill();
  disk.put(FILE, bytes);
  if (!withBackups) {
    for (const path of disk.paths()) if (path.includes("/backups/")) disk.delete(path);
  }
  return disk;
}

/** The state that was found, or null when the start was refused; fails on silently wrong ones. */
async function stateOf(disk: SimulatedDisk): Promise<string | null> {
  try {
    const { store } = await openOn(disk);
    await store.close();
    return textOf(store.state);
  } catch (error) {
    assert.equal((error as Error).name, "RecoveryError");
    assert.match((error as Error).message, /crypto_data_binance\.json/);
    return null;
  }
}

Deno.test("recover is never silently wrong about a flipped bit in any byte", async () => {
  const { disk, states, last, bytes } = await usedDisk();
  for (let place = 0; place < bytes.length; place++) {
    for (let bit = 0; bit < FAULT_SIZES.bitsPerByte; bit++) {
      const hint = `byte ${place}, bit ${bit}`;
      const flipped = bytes.slice();
      flipped[place] = (flipped[place] ?? 0) ^ (1 << ((place + bit) % 8));
      const alone = await stateOf(damaged(disk, flipped, false));
      assert.ok(alone === null || alone === last, hint);
      const restored = await stateOf(damaged(disk, flipped, true));
      assert.ok(restored === null || states.has(restored), `${hint}, with backups`);
    }
  }
  countFaults("flips", bytes.length * FAULT_SIZES.bitsPerByte);
});

Deno.test("recover is never silently wrong about a file cut at any length", async () => {
  const { disk, last, bytes } = await usedDisk();
  for (let length = 0; length < bytes.length - 1; length++) {
    const cut = bytes.subarray(0, length);
    assert.equal(await stateOf(damaged(disk, cut, false)), null, `${length} bytes`);
    assert.equal(await stateOf(damaged(disk, cut, true)), last, `${length} bytes with backups`);
  }
  countFaults("truncations", bytes.length - 1);
});

for (const [name, bytes] of [["empty", 0], ["full of zeros", 3000]] as const) {
  Deno.test(`recover restores the newest backup of a file that is ${name}`, async () => {
    const { disk, last } = await usedDisk();
    assert.equal(await stateOf(damaged(disk, new Uint8Array(bytes), true)), last);
    assert.equal(await stateOf(damaged(disk, new Uint8Array(bytes), false)), null);
  });
}

Deno.test("recover restores a deleted file and refuses to start empty while history is left", async () => {
  const { disk, last } = await usedDisk();
  const deleted = disk.afterKill();
  deleted.delete(FILE);
  assert.equal(await stateOf(deleted), last);

  const bare = damaged(disk, new Uint8Array(), false);
  bare.delete(FILE);
  await assert.rejects(openOn(bare), /it is missing, and there is no good backup/);
});

Deno.test("recover reports what it restored, from when, and keeps the damaged file", async () => {
  const { disk } = await usedDisk();
  disk.put(FILE, new TextEncoder().encode("{"));
  const { store } = await openOn(disk);
  const { kind, reason, restoredFrom, restoredVersion, keptAs } = store.recovery;
  assert.equal(kind, "restored");
  assert.match(reason ?? "", /^it is not whole JSON/);
  assert.match(restoredFrom ?? "", /backups\/crypto_data_binance\.at-2024-01-15T12-00-00/);
  assert.equal(restoredVersion, "2024-01-15T12:00:00Z");
  assert.equal(new TextDecoder().decode(disk.get(keptAs ?? "")), "{");
  assert.match(describeRecovery(store.recovery) ?? "", /^Restored .* later changes are lost$/);
  await store.close();
});

Deno.test("recover skips damaged backups for older ones that are whole", async () => {
  const { disk, states } = await usedDisk();
  const [newest = ""] = disk.paths().filter((path) => path.includes(".at-")).reverse();
  disk.put(newest, new Uint8Array(10));
  disk.put(FILE, new Uint8Array(10));
  const found = await stateOf(disk);
  assert.ok(found !== null && states.has(found));
});

Deno.test("recover leaves the file of a newer version untouched and refuses", async () => {
  const { disk, bytes } = await usedDisk();
  const newer = new TextEncoder().encode(
    new TextDecoder().decode(bytes).replace('"version": "1.0"', '"version": "2.0"'),
  );
  disk.put(FILE, newer);
  await assert.rejects(openOn(disk), /it has version 2\.0 and this program knows 1\.0/);
  assert.equal(disk.get(FILE), newer);
});

Deno.test("recover deletes what a crash left half written", async () => {
  const { disk, last } = await usedDisk();
  disk.put(`${FILE}.tmp`, new Uint8Array(5));
  disk.put("/data/backups/x.json.tmp", new Uint8Array(5));
  const { store } = await openOn(disk);
  assert.equal(textOf(store.state), last);
  assert.deepEqual(store.recovery.deletedTemporary, [
    `${FILE}.tmp`,
    "/data/backups/x.json.tmp",
  ]);
  assert.ok(!disk.paths().some((path) => path.endsWith(".tmp")));
  await store.close();
});

Deno.test("recover takes a file edited by hand once its checksum is removed, and says so before", async () => {
  const { disk, bytes } = await usedDisk();
  const edited = new TextDecoder().decode(bytes).replace('"maxPrice": 50003', '"maxPrice": 60000');
  disk.put(FILE, new TextEncoder().encode(edited));
  const { store } = await openOn(disk);
  assert.match(store.recovery.reason ?? "", /remove the line metadata\.checksum/);
  await store.close();

  disk.put(FILE, new TextEncoder().encode(edited.replace(/\n.*"checksum".*/, "")));
  const { store: second } = await openOn(disk);
  assert.equal(second.recovery.kind, "loaded");
  assert.equal(second.state.pairs.get("BTCUSDT")?.maxPrice, 60000);
  await second.close();
});

Deno.test("recover names the field of a file that does not fit", async () => {
  const { disk, bytes } = await usedDisk();
  const wrong = new TextDecoder().decode(bytes)
    .replace('"maxPrice": 50003', '"maxPrice": "high"').replace(/\n.*"checksum".*/, "");
  await assert.rejects(
    openOn(damaged(disk, new TextEncoder().encode(wrong), false)),
    /pairs\.BTCUSDT\.maxPrice: Invalid input: expected number, received string/,
  );
});
