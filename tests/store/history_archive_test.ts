import assert from "node:assert/strict";
import { isoTime } from "@/lib/time/clock.ts";
import { decodeBlocks } from "@/lib/store/history/candle_blocks.ts";
import { doAtOnce } from "@/lib/time/turns.ts";
import { addPair, NOON, observe, openOn, pairOf } from "./fixtures.ts";
import { until } from "../timeouts.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const DAY = 86_400_000;
const FOLDER = "/data/history/BTCUSDT";
/** Seconds after noon, price, and the lowest and highest since the one before. */
const TICKS: readonly (readonly [number, number, number, number])[] = [
  [1, 50, 50, 50],
  [3, 51, 48, 52],
  [14, 49, 49, 50],
  [15, 51, 51, 51],
  [44, 53, 47, 53],
];
const encode = (text: string) => new TextEncoder().encode(text);
/** Lines without their checksums. */
const textAt = (disk: SimulatedDisk, path: string) =>
  new TextDecoder().decode(disk.get(path)).replaceAll(/,"k":"[0-9a-f]{8}"/g, "");

/** A disk on which a store saw BTCUSDT at these moments, at prices 1, 2, 3, …. */
async function diskWith(times: readonly number[], disk = new SimulatedDisk()) {
  let now = times[0] ?? NOON;
  const { store } = await openOn(disk, { now: () => now });
  const addedAt = new Date(now).toISOString();
  await store.change(() => ({
    events: [{ type: "pairAdded", pair: pairOf("BTCUSDT", { addedAt }) }],
    result: null,
  }));
  for (const [i, at] of times.entries()) {
    now = at;
    await observe(store, "BTCUSDT", i + 1, at);
  }
  await store.close();
  return disk;
}

async function historyOn(disk: SimulatedDisk, now: number) {
  const { store, warnings } = await openOn(disk, { now: () => now });
  await store.close();
  const history = store.histories.get("BTCUSDT");
  assert.ok(history);
  return { history, warnings };
}

Deno.test("HistoryArchive writes a line a price into the file of its day and reads it at start", async () => {
  const times = Array.from({ length: 60 }, (_, i) => NOON + i * 15_000);
  const disk = await diskWith(times);
  const lines = textAt(disk, `${FOLDER}/2024-01-15.ndjson`).split("\n");
  assert.equal(lines.length, 61);
  assert.equal(lines[1], '{"t":"2024-01-15T12:00:15Z","p":2}');
  const { history } = await historyOn(disk, NOON + DAY);
  assert.deepEqual(history.candles(0, NOON + DAY, 1).map(({ at }) => at), times);
});

Deno.test("HistoryArchive thins days that ended 24 hours ago and deletes those older than 30 days", async () => {
  const old = NOON - 40 * DAY;
  const times = [old, NOON, NOON + 15_000, NOON + 30_000, NOON + 2 * DAY, NOON + 2 * DAY + 15_000];
  const disk = await diskWith(times);
  const { store } = await openOn(disk, { now: () => NOON + 2 * DAY });
  await until(() => !disk.paths().includes(`${FOLDER}/2024-01-15.ndjson`));
  await store.close();
  assert.deepEqual(disk.paths().filter((path) => path.startsWith(FOLDER)), [
    `${FOLDER}/2024-01-15.candles`,
    `${FOLDER}/2024-01-17.ndjson`,
  ]);
  assert.deepEqual(doAtOnce(decodeBlocks(disk.get(`${FOLDER}/2024-01-15.candles`))), {
    entries: [{ at: NOON, open: 2, high: 4, low: 2, close: 4 }],
    lostBytes: 0,
  });
  assert.equal(
    textAt(disk, `${FOLDER}/2024-01-17.ndjson`),
    '{"t":"2024-01-17T12:00:00Z","p":5}\n{"t":"2024-01-17T12:00:15Z","p":6}\n',
  );
});

Deno.test("HistoryArchive thins and deletes while it runs, once a day", async () => {
  const disk = new SimulatedDisk();
  let now = NOON;
  const { store } = await openOn(disk, { now: () => now });
  await addPair(store, "BTCUSDT");
  const see = (price: number, at: number) => observe(store, "BTCUSDT", price, now = at);
  for (const nth of [0, 1, 2]) await see(nth + 1, NOON + nth * 15_000);
  // The slots that are over; the last one comes with the next price.
  const [lines, blocks] = [`${FOLDER}/2024-01-15.ndjson`, `${FOLDER}/2024-01-15.candles`];
  await until(() => disk.paths().includes(lines) && textAt(disk, lines).split("\n").length === 3);
  await see(4, NOON + 2 * DAY);
  await until(() => disk.paths().includes(blocks) && !disk.paths().includes(lines));
  const { entries } = doAtOnce(decodeBlocks(disk.get(blocks)));
  assert.deepEqual(entries, [{ at: NOON, open: 1, high: 3, low: 1, close: 3 }]);
  await store.close();
});

Deno.test("HistoryArchive writes a line for each slot that is over, and the newest at the end", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  for (const [seconds, price, low, high] of TICKS) {
    const observation = { price, at: NOON + seconds * 1000, low, high };
    await store.change(() => ({
      events: [{ type: "priceObserved", symbol: "BTCUSDT", observation }],
      result: null,
    }));
  }
  const path = `${FOLDER}/2024-01-15.ndjson`;
  const lines = [
    '{"t":"2024-01-15T12:00:01Z","o":50,"h":52,"l":48,"c":49,"d":13000}\n',
    '{"t":"2024-01-15T12:00:15Z","p":51}\n',
    '{"t":"2024-01-15T12:00:44Z","o":53,"h":53,"l":47,"c":53}\n',
  ];
  // The simulated disk has done all it was told to by the next turn.
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(textAt(disk, path), lines.slice(0, 2).join(""));
  await store.close();
  assert.equal(textAt(disk, path), lines.join(""));
  const { history } = await historyOn(disk, NOON + DAY);
  assert.deepEqual(history.candles(0, NOON + DAY, 60_000), [
    { at: NOON, open: 50, high: 53, low: 47, close: 53 },
  ]);
});

Deno.test("HistoryArchive puts days in order one at a time: a slot that is over waits for one of them, not for all", async () => {
  const disk = await diskWith([NOON]);
  const days = Array.from({ length: 20 }, (_, back) => isoTime(NOON - back * DAY).slice(0, 10));
  const linesOf = (day: string) => `${FOLDER}/${day}.ndjson`;
  for (const day of days) disk.put(linesOf(day), encode(`{"t":"${day}T12:00:00Z","p":1}\n`));
  const now = NOON + DAY;
  const { store } = await openOn(disk, { now: () => now });
  const isUntidy = (day: string) => !disk.paths().includes(`${FOLDER}/${day}.candles`);
  for (const seconds of [0, 15]) await observe(store, "BTCUSDT", 2, now + seconds * 1000);
  await until(() => disk.paths().includes(linesOf("2024-01-16")));
  assert.ok(days.filter(isUntidy).length > 10);
  await until(() => days.filter(isUntidy).length === 0);
  await store.close();
});

Deno.test("HistoryArchive puts nothing in order before the start is over, and closing waits for neither", async () => {
  const disk = await diskWith([NOON]);
  const [old, today] = [`${FOLDER}/2024-01-14.ndjson`, `${FOLDER}/2024-01-16.ndjson`];
  disk.put(old, encode('{"t":"2024-01-14T12:00:00Z","p":1}\n'));
  const isInOrder = () => disk.paths().includes(`${FOLDER}/2024-01-14.candles`);
  const now = NOON + DAY;
  const open = async (started: Promise<void>, seconds: number) => {
    const { store } = await openOn(disk, { now: () => now, started });
    for (const more of [0, 15]) {
      await observe(store, "BTCUSDT", 2, now + (seconds + more) * 1000);
    }
    await until(() => disk.paths().includes(today));
    return store;
  };
  await (await open(Promise.withResolvers<void>().promise, 0)).close();
  assert.ok(!isInOrder());
  const { promise, resolve } = Promise.withResolvers<void>();
  const store = await open(promise, 60);
  assert.ok(!isInOrder());
  resolve();
  await until(isInOrder);
  await store.close();
});

Deno.test("HistoryArchive takes a slot that a restart cut in two for one candle", async () => {
  const disk = await diskWith([NOON + 1000, NOON + 2000]);
  const { store } = await openOn(disk, { now: () => NOON + 4000 });
  await observe(store, "BTCUSDT", 5, NOON + 4000);
  await store.close();
  assert.equal(
    textAt(disk, `${FOLDER}/2024-01-15.ndjson`),
    '{"t":"2024-01-15T12:00:01Z","o":1,"h":2,"l":1,"c":2,"d":1000}\n' +
      '{"t":"2024-01-15T12:00:01Z","o":1,"h":5,"l":1,"c":5,"d":3000}\n',
  );
  const { history } = await historyOn(disk, NOON + DAY);
  assert.deepEqual(history.candles(0, NOON + DAY, 1), [
    { at: NOON + 1000, open: 1, high: 5, low: 1, close: 5 },
  ]);
});

Deno.test("HistoryArchive writes nothing anew at a start that brings nothing new", async () => {
  const disk = await diskWith([0, 5, 10, 20, 25].map((seconds) => NOON + seconds * 1000));
  const text = textAt(disk, `${FOLDER}/2024-01-15.ndjson`);
  await historyOn(disk, NOON + 60_000);
  assert.equal(textAt(disk, `${FOLDER}/2024-01-15.ndjson`), text);
});

Deno.test("HistoryArchive reads the prices of older programs into candles, within the hours of the slots and beyond", async () => {
  const disk = await diskWith([NOON + 1000]);
  disk.put(
    `${FOLDER}/2024-01-15.ndjson`,
    encode([1, 6, 11, 16].map((s) => `{"t":"${isoTime(NOON + s * 1000)}","p":${s}}\n`).join("")),
  );
  const { history } = await historyOn(disk, NOON + 60_000);
  assert.deepEqual(history.candles(0, NOON + DAY, 1), [
    { at: NOON + 1000, open: 1, high: 11, low: 1, close: 11 },
    { at: NOON + 16_000, open: 16, high: 16, low: 16, close: 16 },
  ]);
});

Deno.test("HistoryArchive leaves out a torn last line and does not glue the next one to it", async () => {
  const disk = await diskWith([NOON]);
  const path = `${FOLDER}/2024-01-15.ndjson`;
  disk.put(path, encode(`${textAt(disk, path)}{"t":"2024-01-15T12:00:`));
  const now = () => NOON + 30_000;
  const { store } = await openOn(disk, { now });
  await observe(store, "BTCUSDT", 9, NOON + 30_000);
  await store.close();
  assert.match(textAt(disk, path), /\n\{"t":"2024-01-15T12:00:30Z","p":9\}\n$/);
  const { history, warnings } = await historyOn(disk, now());
  assert.deepEqual(history.candles(0, NOON + DAY, 1).map(({ close }) => close), [1, 9]);
  assert.deepEqual(warnings, []);
});

for (const { lost, left } of [{ lost: FOLDER, left: 50 }, { lost: "/data/history", left: 2 }]) {
  Deno.test(`HistoryArchive has ${left} prices again after all in ${lost} was lost`, async () => {
    const times = Array.from({ length: 50 }, (_, i) => NOON + i * 15_000);
    const disk = await diskWith(times);
    for (const path of disk.paths()) if (path.startsWith(`${lost}/`)) disk.delete(path);
    const { history } = await historyOn(disk, NOON + DAY);
    assert.equal(history.candles(0, NOON + DAY, 1).length, left);
    for (const path of disk.paths()) if (path.includes("/seconds-")) disk.delete(path);
    const { history: next } = await historyOn(disk, NOON + DAY);
    assert.equal(next.candles(0, NOON + DAY, 1).length, left);
  });
}

Deno.test("Store.open() draws the sparkline as it was before the program stopped", async () => {
  const disk = new SimulatedDisk();
  const { store } = await openOn(disk);
  await addPair(store, "BTCUSDT");
  for (let second = 0; second < 400; second += 4) {
    await observe(store, "BTCUSDT", 100 + second, NOON + second * 1000);
  }
  await store.close();
  const { store: next } = await openOn(disk);
  const drawn = next.state.pairs.get("BTCUSDT")?.priceHistory;
  assert.equal(drawn?.length, 40);
  assert.deepEqual(drawn, store.state.pairs.get("BTCUSDT")?.priceHistory);
  await next.close();
});

Deno.test("HistoryArchive puts nothing back that was only shown and not evaluated yet", async () => {
  const disk = await diskWith([NOON, NOON + 15_000]);
  const { store } = await openOn(disk);
  const point = { price: 9, timestamp: isoTime(NOON + 30_000) };
  await store.change(() => ({
    events: [{ type: "priceShown", symbol: "BTCUSDT", point }],
    result: null,
  }));
  await store.close();
  const { history } = await historyOn(disk, NOON + DAY);
  assert.equal(history.newestAt, NOON + 15_000);
});

Deno.test("HistoryArchive forgets a removed pair, so that it starts afresh when added again", async () => {
  const disk = await diskWith([NOON, NOON + 15_000]);
  const { store } = await openOn(disk, { now: () => NOON + 30_000 });
  await store.change(() => ({
    events: [{ type: "pairRemoved", symbol: "BTCUSDT" }],
    result: null,
  }));
  assert.equal(store.histories.get("BTCUSDT"), undefined);
  await addPair(store, "BTCUSDT");
  await observe(store, "BTCUSDT", 7, NOON + 30_000);
  await store.close();
  assert.equal(
    textAt(disk, `${FOLDER}/2024-01-15.ndjson`),
    '{"t":"2024-01-15T12:00:30Z","p":7}\n',
  );
});

Deno.test("HistoryArchive skips what is older than its pair, left by a crash after a removal", async () => {
  const disk = await diskWith([NOON]);
  disk.put(`${FOLDER}/2024-01-14.ndjson`, encode('{"t":"2024-01-14T12:00:00Z","p":3}\n'));
  const { history } = await historyOn(disk, NOON);
  assert.equal(history.oldestAt, NOON);
});

Deno.test("HistoryArchive reports a day file that cannot be read and loads the others", async () => {
  const disk = await diskWith([NOON - DAY, NOON]);
  const readNow = disk.readNow.bind(disk);
  disk.readNow = (path, room) => {
    if (path.endsWith("2024-01-14.ndjson")) throw new Error("bad sector");
    return readNow(path, room);
  };
  const { history, warnings } = await historyOn(disk, NOON);
  assert.equal(history.priceAt(NOON - DAY), null);
  // The store file still has the point of the first day, but it is older than what was read.
  assert.equal(history.newestAt, NOON);
  assert.match(warnings[0]?.message ?? "", /bad sector/);
});
