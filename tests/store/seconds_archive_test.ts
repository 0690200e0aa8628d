import assert from "node:assert/strict";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { keptUntil, SecondsArchive } from "@/lib/store/history/seconds_archive.ts";
import type { Store } from "@/lib/store/store.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { addPair, NOON, observe, openOn } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const START = Date.parse("2026-01-15T10:00:00Z");
const SYMBOL = "BTCUSDT";
const FOLDER = "/data/history";

/** An archive on a disk, at a moment that a test sets. */
function archiveOn(disk: SimulatedDisk, clock = { now: START }) {
  const warnings: string[] = [];
  const archive = new SecondsArchive(disk, {
    dataDir: "/data",
    now: () => clock.now,
    onWarning: ({ message }) => void warnings.push(message),
  });
  return { archive, clock, warnings };
}

/** A history of one price a second from START on. */
function seconds(...prices: number[]): PriceHistory {
  const history = new PriceHistory();
  prices.forEach((price, second) => history.append(START + second * 1000 + 999, price));
  return history;
}

/** What a new program knows of a pair's seconds, up to a moment. */
async function restored(disk: SimulatedDisk, until = Infinity, clockShiftMs = 0) {
  const { archive, warnings } = archiveOn(disk);
  const history = new PriceHistory({}, clockShiftMs);
  const kept = (await archive.load()).get(SYMBOL) ?? [];
  archive.restore(SYMBOL, history, keptUntil(kept, { clockShiftMs, until }));
  const priceAt = (second: number) => history.priceAt(START + second * 1000 + 999);
  return { history, priceAt, archive, warnings };
}

Deno.test("SecondsArchive gives a new program the price of each second", async () => {
  const disk = new SimulatedDisk();
  const { archive } = archiveOn(disk);
  await archive.flush(new Map([[SYMBOL, seconds(100, 100, 102, 103, 100.5)]]));
  const { priceAt } = await restored(disk);
  assert.deepEqual([-1, 0, 1, 2, 3, 4, 60].map(priceAt), [null, 100, 100, 102, 103, 100.5, 100.5]);
});

Deno.test("SecondsArchive writes each change once, in one line for each pair that moved", async () => {
  const disk = new SimulatedDisk();
  const { archive } = archiveOn(disk);
  const history = seconds(100, 101);
  await archive.flush(new Map([[SYMBOL, history], ["ETHUSDT", seconds(7)]]));
  await archive.flush(new Map([[SYMBOL, history]]));
  history.append(START + 9_999, 102);
  await archive.flush(new Map([[SYMBOL, history]]));
  const text = new TextDecoder().decode(disk.get(`${FOLDER}/seconds-2026-01-15T10-00.ndjson`));
  const lines = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  assert.deepEqual(lines, [
    { n: 1 },
    { s: SYMBOL, q: [START + 999, 100, START + 1_999, 101] },
    { s: "ETHUSDT", q: [START + 999, 7] },
    { s: SYMBOL, q: [START + 9_999, 102] },
  ]);
});

Deno.test("SecondsArchive leaves out what is newer than the alarms were evaluated by", async () => {
  const disk = new SimulatedDisk();
  const { archive } = archiveOn(disk);
  await archive.flush(new Map([[SYMBOL, seconds(100, 101, 102)]]));
  const { priceAt } = await restored(disk, START + 1_999);
  assert.deepEqual([0, 1, 2].map(priceAt), [100, 101, 101]);
});

Deno.test("SecondsArchive forgets a pair that was removed, though another begins under its name", async () => {
  const disk = new SimulatedDisk();
  const { archive } = archiveOn(disk);
  await archive.flush(new Map([[SYMBOL, seconds(100, 101)]]));
  archive.forget(SYMBOL);
  const fresh = new PriceHistory();
  fresh.append(START + 5_999, 200);
  await archive.flush(new Map([[SYMBOL, fresh]]));
  const { priceAt } = await restored(disk);
  assert.deepEqual([0, 1, 5].map(priceAt), [null, null, 200]);
});

Deno.test("SecondsArchive understands moments from before the clock was set", async () => {
  const disk = new SimulatedDisk();
  const { archive } = archiveOn(disk);
  await archive.flush(new Map([[SYMBOL, seconds(100, 101)]]));
  const { history } = await restored(disk, Infinity, 3_600_000);
  assert.equal(history.priceAt(START + 3_600_000 + 999), 100);
  assert.equal(history.priceAt(START + 3_600_000 + 1_999), 101);
});

Deno.test("SecondsArchive goes on after a torn line", async () => {
  const disk = new SimulatedDisk();
  const { archive } = archiveOn(disk);
  const history = seconds(100);
  await archive.flush(new Map([[SYMBOL, history]]));
  const file = await disk.openAppend(`${FOLDER}/seconds-2026-01-15T10-00.ndjson`);
  await file.write(new TextEncoder().encode(`{"s":"BTCUSDT","q":[17`));
  file.close();
  history.append(START + 1_999, 101);
  await archive.flush(new Map([[SYMBOL, history]]));
  const { priceAt } = await restored(disk);
  assert.deepEqual([0, 1].map(priceAt), [100, 101]);
});

Deno.test("SecondsArchive keeps the newest two files of half an hour", async () => {
  const disk = new SimulatedDisk();
  const { archive, clock } = archiveOn(disk);
  const history = seconds(100);
  for (let minutes = 0; minutes <= 90; minutes += 10) {
    clock.now = START + minutes * 60_000;
    history.append(clock.now + 999, 100 + minutes);
    await archive.flush(new Map([[SYMBOL, history]]));
  }
  const names = (await disk.list(FOLDER)).map(({ name }) => name);
  assert.deepEqual(names, ["seconds-2026-01-15T11-00.ndjson", "seconds-2026-01-15T11-30.ndjson"]);
  const { priceAt } = await restored(disk);
  assert.deepEqual([61, 75, 89].map((minute) => priceAt(minute * 60)), [160, 170, 180]);
});

Deno.test("SecondsArchive that cannot write says so, and rejects nothing", async () => {
  const disk = new SimulatedDisk();
  disk.openAppend = () => Promise.reject(new Error("no room"));
  const { archive, warnings } = archiveOn(disk);
  await archive.flush(new Map([[SYMBOL, seconds(100)]]));
  assert.match(warnings.join(), /Cannot keep the newest prices in .*history/);
});

Deno.test("Store knows the price of each second after a kill, up to its last commit", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  await addPair(store, SYMBOL);
  for (let second = 100; second > 0; second--) {
    await observe(store, SYMBOL, 1 + second % 7, NOON - second * 1_000);
  }
  // Not waited for by a commit, and done within a turn or two of the event loop.
  await new Promise((resolve) => setTimeout(resolve));
  const next = await openOn(disk.afterKill());
  const history = next.store.histories.get(SYMBOL);
  for (let second = 100; second > 0; second--) {
    assert.equal(history?.priceAt(NOON - second * 1_000 + 999), 1 + second % 7, `${second} s ago`);
  }
  await next.store.close();
});

Deno.test("SecondsArchive writes again what a full disk kept from it, and says so meanwhile", async () => {
  const disk = new SimulatedDisk();
  const { archive, warnings } = archiveOn(disk);
  const history = seconds(100, 101);
  await archive.flush(new Map([[SYMBOL, history]]));
  assert.equal(archive.syncedTo.get(SYMBOL), START + 1_999);
  disk.capacity = 0;
  history.append(START + 2_999, 102);
  await archive.flush(new Map([[SYMBOL, history]]));
  assert.equal(archive.syncedTo.get(SYMBOL), START + 1_999);
  assert.equal(warnings.length, 1);
  disk.capacity = Infinity;
  await archive.flush(new Map([[SYMBOL, history]]));
  const { priceAt } = await restored(disk);
  assert.deepEqual([0, 1, 2].map(priceAt), [100, 101, 102]);
});

/** Lets a pair's price change every two seconds, from 100 on. */
async function observeSlot(store: Store, from: number, count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) await observe(store, SYMBOL, 100 + nth, from + nth * 2_000);
  // What comes after a commit is done within a turn or two of the event loop.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve));
}

Deno.test("Store knows the seconds before its clock was set after a kill, though their file is gone", async () => {
  for (const deltaMs of [DAY_MS, -DAY_MS]) {
    const [disk, clock] = [new SimulatedDisk(), { now: NOON }];
    const { store } = await openOn(disk, { now: () => clock.now });
    await addPair(store, SYMBOL);
    await observeSlot(store, NOON, 3);
    clock.now += deltaMs;
    const symbols = new Set([SYMBOL]);
    await store.change(() => ({
      events: [{ type: "clockMoved", deltaMs, symbols }],
      result: null,
    }));
    await observeSlot(store, clock.now + 6_000, 3);
    const next = await openOn(disk.afterKill(), { now: () => clock.now });
    const history = next.store.histories.get(SYMBOL);
    const told = [0, 2, 4].map((second) => history?.priceAt(clock.now + second * 1000 + 999));
    assert.deepEqual(told, [100, 101, 102], `set by ${deltaMs} ms`);
    await next.store.close();
  }
});

Deno.test("Store knows the seconds before its clock was set while it was down, after two kills", async () => {
  for (const deltaMs of [DAY_MS, -DAY_MS]) {
    const [disk, clock] = [new SimulatedDisk(), { now: NOON }];
    // The source has a clock of its own, which nobody set.
    const options = { now: () => clock.now, ownTime: new Set(["binance"]) };
    const { store } = await openOn(disk, options);
    await addPair(store, SYMBOL);
    await observeSlot(store, NOON, 3);
    clock.now += deltaMs;
    const killed = disk.afterKill();
    await observeSlot((await openOn(killed, options)).store, NOON + 6_000, 3);
    const next = await openOn(killed.afterKill(), options);
    const history = next.store.histories.get(SYMBOL);
    const told = [0, 2, 4].map((second) => history?.priceAt(NOON + second * 1000 + 999));
    assert.deepEqual(told, [100, 101, 102], `set by ${deltaMs} ms`);
    await next.store.close();
  }
});

Deno.test("SecondsArchive reads what was written in its order, though the clock was set back and a power loss brings a file back", async () => {
  const disk = new SimulatedDisk();
  const { archive, clock } = archiveOn(disk);
  archive.forget(SYMBOL);
  const history = seconds(100, 101);
  await archive.flush(new Map([[SYMBOL, history]]));
  const former = `${FOLDER}/seconds-2026-01-15T10-00.ndjson`;
  const bytes = disk.get(former);
  clock.now -= 3_600_000;
  history.shift(-3_600_000);
  archive.beginAnew();
  history.append(clock.now + 2_999, 102);
  await archive.flush(new Map([[SYMBOL, history]]));
  assert.throws(() => disk.get(former));
  disk.put(former, bytes);
  const { history: read } = await restored(disk, Infinity, -3_600_000);
  assert.deepEqual([0, 1, 2].map((each) => read.priceAt(clock.now + each * 1000 + 999)), [
    100,
    101,
    102,
  ]);
});
