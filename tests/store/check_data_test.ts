import assert from "node:assert/strict";
import { checkData } from "@/lib/store/recovery/check_data.ts";
import { encodeBlocks } from "@/lib/store/history/candle_blocks.ts";
import { doAtOnce } from "@/lib/time/turns.ts";
import { addPair, FILE, NOON, observe, openOn } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const DAY_FILE = "/data/history/BTCUSDT/2024-01-15.ndjson";
const LOG = "/logs/alarms.log";
const bytesOf = (text: string) => new TextEncoder().encode(text);

async function usedDisk(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  for (let i = 0; i < 3; i++) await observe(store, "BTCUSDT", 50000 + i, NOON + i * 15000);
  await store.close();
  disk.put(LOG, bytesOf('{"id":"fire_1"}\n{"id":"fire_2"}\n'));
  return disk;
}

const check = (fs: SimulatedDisk) => checkData({ fs, dataDir: "/data", logDir: "/logs" });

/** The findings that are not fine, as `path: text`. */
async function troublesOn(disk: SimulatedDisk) {
  const before = disk.paths().map((path) => [path, disk.get(path)]);
  const { health, findings } = await check(disk);
  const after = disk.paths().map((path) => [path, disk.get(path)]);
  assert.deepEqual(after, before, "nothing is changed");
  const bad = findings.filter((finding) => finding.health !== "fine");
  return { health, bad: bad.map(({ path, text }) => `${path}: ${text}`) };
}

function dropBackups(disk: SimulatedDisk): void {
  for (const path of disk.paths()) if (path.includes("/backups/")) disk.delete(path);
}

Deno.test("checkData() tells what a whole folder holds", async () => {
  const { health, findings } = await check(await usedDisk());
  assert.equal(health, "fine");
  const texts = new Map(findings.map(({ path, text }) => [path, text]));
  assert.match(texts.get(FILE) ?? "", /^whole, 1 pair, 0 alarms, 0 fires, written 2024-01-15T12/);
  assert.equal(texts.get("/data/history/BTCUSDT"), "1 day file, 3 prices");
  assert.equal(texts.get(LOG), "whole, 2 fires");
  assert.equal([...texts.keys()].filter((path) => path.includes("/backups/")).length, 6);
});

Deno.test("checkData() finds nothing wrong with a folder that does not exist yet", async () => {
  assert.equal((await check(new SimulatedDisk())).health, "fine");
});

Deno.test("checkData() says which backup the next start would restore, and it does", async () => {
  const disk = await usedDisk();
  disk.put(FILE, disk.get(FILE).subarray(0, 100));
  const { health, bad } = await troublesOn(disk);
  assert.equal(health, "damaged");
  const { store } = await openOn(disk.afterKill());
  assert.ok(bad[0]?.includes(`the next start restores ${store.recovery.restoredFrom}`), bad[0]);
  await store.close();
});

Deno.test("checkData() calls a folder lost from which the start is refused", async () => {
  const cut = await usedDisk();
  cut.put(FILE, cut.get(FILE).subarray(0, 100));
  dropBackups(cut);
  const missing = await usedDisk();
  missing.delete(FILE);
  dropBackups(missing);
  const newer = await usedDisk();
  const text = new TextDecoder().decode(newer.get(FILE));
  newer.put(FILE, bytesOf(text.replace('"version": "1.0"', '"version": "2.0"')));
  for (const disk of [cut, missing, newer]) {
    assert.equal((await troublesOn(disk)).health, "lost");
    await assert.rejects(openOn(disk), { name: "RecoveryError" });
  }
});

Deno.test("checkData() names damaged backups, day files and log lines, which cost no alarm", async () => {
  const disk = await usedDisk();
  const backup = disk.paths().find((path) => path.includes(".day-")) ?? "";
  disk.put(backup, new Uint8Array(10));
  disk.put(DAY_FILE, bytesOf(`{"t":"2024-01-\n${new TextDecoder().decode(disk.get(DAY_FILE))}`));
  disk.put(LOG, bytesOf('{"id":"fire_1"}\n{"id":"fi'));
  const { health, bad } = await troublesOn(disk);
  assert.equal(health, "damaged");
  assert.equal(bad.length, 3);
  assert.match(bad[0] ?? "", /\.day-2024-01-15\.json: it is not whole JSON.*passes it over$/);
  assert.equal(bad[1], `${DAY_FILE}: 1 line of 4 cannot be read; a start leaves them out`);
  assert.equal(bad[2], `${LOG}: 1 line of 2 cannot be read; the fires are in the store file too`);
});

Deno.test("checkData() names a damaged block, and counts the prices of the others", async () => {
  const disk = await usedDisk();
  const path = DAY_FILE.replace(".ndjson", ".candles");
  const blocks = [0, 1].map((nth) =>
    doAtOnce(encodeBlocks([{ at: NOON + nth * 60_000, price: 5 }]))
  );
  const bytes = Uint8Array.from(blocks.flatMap((block) => [...block]));
  disk.put(path, bytes);
  const whole = await check(disk);
  assert.equal(whole.health, "fine");
  bytes[12] = (bytes[12] ?? 0) ^ 1;
  disk.put(path, bytes);
  const { health, bad } = await troublesOn(disk);
  assert.equal(health, "damaged");
  const half = bytes.length / 2;
  assert.deepEqual(bad, [
    `${path}: ${half} of ${bytes.length} bytes cannot be read; a start leaves them out`,
  ]);
});

Deno.test("checkData() mentions evidence and what a crash left, and finds nothing wrong with them", async () => {
  const disk = await usedDisk();
  disk.put(`${FILE}.tmp`, new Uint8Array(3));
  disk.put(`${FILE}.corrupt-2024`, new Uint8Array(3));
  const { health, findings } = await check(disk);
  assert.equal(health, "fine");
  const texts = findings.map(({ text }) => text).join("\n");
  assert.match(texts, /kept as evidence/);
  assert.match(texts, /the next start deletes it/);
});

Deno.test("checkData() says when a line of audit.log cannot be read", async () => {
  const disk = await usedDisk();
  disk.put("/logs/audit.log", bytesOf('{"what":"pair added"}\n{"what":"pair rem'));
  const report = await checkData({ fs: disk, dataDir: "/data", logDir: "/logs" });
  assert.equal(report.health, "damaged");
  const finding = report.findings.find(({ path }) => path === "/logs/audit.log");
  assert.equal(finding?.text, "1 line of 2 cannot be read");
});
