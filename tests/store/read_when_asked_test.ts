import assert from "node:assert/strict";
import type { PriceHistory } from "@/lib/market/history/history.ts";
import { HistoryArchive } from "@/lib/store/history/history_archive.ts";
import { isoTime } from "@/lib/time/clock.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { NOON, pairOf } from "./fixtures.ts";
import { SimulatedDisk } from "./simulated_disk.ts";

const DAYS = 6;
const SYMBOL = "BTCUSDT";
const PAIR = pairOf(SYMBOL, {
  ...{ addedAt: isoTime(NOON - DAYS * DAY_MS), lastUpdate: isoTime(NOON), currentPrice: 1 },
});

/** Numbers from 0 to 1, the same ones each time. */
function numbers(seed: number): () => number {
  let last = seed;
  return () => (last = (last * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

/** A disk with the candles of some days, with hours in which nobody watched. */
async function written(next: () => number): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const archive = await archiveOn(disk);
  for (let at = NOON - DAYS * DAY_MS; at < NOON; at += 2 * MINUTE_MS) {
    if (next() < 0.005) at += Math.floor(next() * 30 * HOUR_MS);
    if (at >= NOON) break;
    const [open, close] = [50 + Math.round(next() * 9), 50 + Math.round(next() * 9)];
    const prices = { open, high: Math.max(open, close) + 1, low: Math.min(open, close) - 1, close };
    const begins = at + Math.floor(next() * 5_000);
    const entry = {
      at: begins,
      ...prices,
      closeAt: begins + 8_000,
      volume: Math.round(next() * 9),
    };
    archive.take({ symbol: SYMBOL, entry });
    if (next() < 0.01) await archive.flush();
  }
  await archive.flush();
  return disk;
}

async function archiveOn(disk: SimulatedDisk, warnings: Error[] = []): Promise<HistoryArchive> {
  const archive = new HistoryArchive(disk, {
    ...{ dataDir: "/data", now: () => NOON, historySpan: { days: 4 } },
    ...{ onFailure: (error) => assert.fail(error) },
    onWarning: (error) => void warnings.push(error),
  });
  await archive.begin();
  return archive;
}

/** What a history says of a moment. */
const QUESTIONS: readonly ((history: PriceHistory, at: number) => unknown)[] = [
  (history, at) => history.priceAt(at),
  (history, at) => history.firstAtOrAfter(at),
  (history, at) => history.candles(at, at + 9 * HOUR_MS, MINUTE_MS),
  (history, at) => history.candles(at, at + HOUR_MS, 1),
  (history) => [history.oldestAt, history.newestAt],
];

for (const seed of [1, 2, 3]) {
  Deno.test(`HistoryArchive.open has the past that is on disk, whatever is asked and let go (${seed})`, async () => {
    const next = numbers(seed);
    const disk = await written(next);
    const whole = await (await archiveOn(disk)).load(PAIR);
    const warnings: Error[] = [];
    const opened = await archiveOn(disk, warnings);
    let history = await opened.open(PAIR);
    for (let nth = 0; nth < 400; nth++) {
      if (nth % 50 === 0) history = await opened.open(PAIR);
      if (next() < 0.1) history.release();
      const at = NOON - Math.floor(next() * (DAYS + 1) * DAY_MS);
      const question = QUESTIONS[nth % QUESTIONS.length];
      assert.deepEqual(question?.(history, at), question?.(whole, at), `${nth}: ${isoTime(at)}`);
    }
    assert.deepEqual(warnings, []);
  });
}

Deno.test("HistoryArchive.open reads the newest prices, and of the past the days that are asked for", async () => {
  const disk = await written(() => 0.5);
  const read: string[] = [];
  const readNow = disk.readNow.bind(disk);
  disk.readNow = (
    path,
    room,
  ) => (read.push(/\d{4}-\d\d-\d\d/.exec(path)?.[0] ?? ""), readNow(path, room));
  const daysRead = () => [...new Set(read.splice(0))].sort();
  const history = await (await archiveOn(disk)).open(PAIR);
  // The oldest day says from when on there are prices.
  assert.deepEqual(daysRead(), ["2024-01-11", "2024-01-15"]);
  const { bytes } = history;
  history.priceAt(NOON - 2 * DAY_MS);
  assert.deepEqual(daysRead(), ["2024-01-13"]);
  history.priceAt(NOON - 2 * DAY_MS + 1_000);
  assert.deepEqual(daysRead(), [], "once");
  assert.ok(history.bytes < bytes + 20_000, "and only an hour of it stays");
  history.candles(NOON - 2 * DAY_MS, NOON, MINUTE_MS);
  assert.deepEqual(daysRead(), ["2024-01-14", "2024-01-15"], "the other one was read in this turn");
  await Promise.resolve();
  history.priceAt(NOON - 3 * DAY_MS);
  assert.deepEqual(daysRead(), ["2024-01-12"]);
});

Deno.test("HistoryArchive.open keeps pairs apart whose files are read in one turn", async () => {
  const disk = new SimulatedDisk();
  const writer = await archiveOn(disk);
  const pairs = [PAIR, pairOf("ETHUSDT", { addedAt: PAIR.addedAt, lastUpdate: PAIR.lastUpdate })];
  for (let at = NOON - 3 * DAY_MS; at < NOON; at += MINUTE_MS) {
    for (const [nth, { symbol }] of pairs.entries()) {
      writer.take({ symbol, entry: { at, price: at % 997 + 1_000 * (nth + 1) } });
    }
  }
  await writer.flush();
  const archive = await archiveOn(disk);
  const histories = pairs.map((pair) => archive.open(pair));
  for (let ago = 0; ago < 3 * DAY_MS; ago += 7 * HOUR_MS) {
    for (const [nth, history] of histories.entries()) {
      const at = NOON - MINUTE_MS - ago;
      assert.equal(history.priceAt(at), at % 997 + 1_000 * (nth + 1), `${nth}: ${isoTime(at)}`);
    }
  }
});

Deno.test("PriceHistory.release lets go of the days that nobody has asked for since the last time", async () => {
  const history = await (await archiveOn(await written(numbers(5)))).open(PAIR);
  const { bytes } = history;
  history.candles(NOON - 4 * DAY_MS, NOON, MINUTE_MS);
  const all = history.bytes;
  history.release();
  assert.equal(history.bytes, all, "it was asked for since");
  history.release();
  assert.ok(history.bytes < (all + bytes) / 2, `${bytes}, ${all}, ${history.bytes}`);
});
