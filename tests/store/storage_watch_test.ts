import assert from "node:assert/strict";
import { join } from "node:path";
import { StorageWatch } from "@/lib/engine/health/storage_watch.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("StorageWatch counts files in all folders, and a hard link once", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "history", "BTCUSDT"), { recursive: true });
    await Deno.mkdir(join(folder, "backups"));
    const store = join(folder, "crypto_data_binance.json");
    await Deno.writeTextFile(store, "x".repeat(1000));
    await Deno.writeTextFile(join(folder, "history", "BTCUSDT", "day"), "x".repeat(50));
    const backup = join(folder, "backups", "crypto_data_binance.day-2026-01-15.json");
    await Deno.link(store, backup);
    await Deno.utime(store, new Date(0), new Date("2026-01-15T12:00:00Z"));
    const facts = await new StorageWatch(folder, { now: () => 0 }).facts();
    assert.deepEqual(facts, { bytes: 1050, lastBackupAt: "2026-01-15T12:00:00.000Z" });
  });
});

Deno.test("StorageWatch knows of no backup in a folder that is not there", async () => {
  await inFolder(async (folder) => {
    const facts = await new StorageWatch(join(folder, "none"), { now: () => 0 }).facts();
    assert.deepEqual(facts, { bytes: 0, lastBackupAt: null });
  });
});

Deno.test("StorageWatch asks the disk once a minute", async () => {
  await inFolder(async (folder) => {
    let now = 0;
    const watch = new StorageWatch(folder, { now: () => now });
    assert.equal((await watch.facts()).bytes, 0);
    await Deno.writeTextFile(join(folder, "file"), "12345");
    now = 60_000;
    assert.equal((await watch.facts()).bytes, 0);
    now = 60_001;
    assert.equal((await watch.facts()).bytes, 5);
  });
});
