import assert from "node:assert/strict";
import fc from "fast-check";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { RawCandles, type SlotCandle } from "@/lib/market/history/raw_candles.ts";
import { HISTORY_SLOT_MS as SLOT } from "@/lib/market/accept.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { candleOf, observations, observed, slots } from "./plain_history.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2024-01-15T00:00:00Z");

/** A candle as an archive keeps it. */
const kept = (candle: Candle & Partial<SlotCandle>) =>
  RawCandles.of([{ closeAt: candle.at, ...candle }]);

/** A history of prices 1, 2, 3, … every `stepMs` from START on. */
function historyOf(count: number, stepMs: number, span = {}): PriceHistory {
  const history = new PriceHistory(span);
  for (let i = 0; i < count; i++) history.append(START + i * stepMs, i + 1);
  return history;
}

Deno.test("PriceHistory ignores prices that are not newer", () => {
  const history = new PriceHistory();
  assert.deepEqual([history.oldestAt, history.newestAt], [null, null]);
  assert.equal(history.append(START, 5), true);
  assert.equal(history.append(START, 6), false);
  assert.equal(history.append(START - 1, 6), false);
  history.appendAll(kept({ at: START - 1, open: 1, high: 1, low: 1, close: 1 }));
  assert.deepEqual([history.oldestAt, history.newestAt], [START, START]);
  assert.deepEqual(history.firstAtOrAfter(0), { at: START, price: 5 });
});

Deno.test("PriceHistory.firstAtOrAfter finds the first or the last price of a slot", () => {
  fc.assert(fc.property(observations, fc.integer({ min: -10, max: 3700 }), (seen, seconds) => {
    const history = observed(seen);
    const from = START + seconds * 1000;
    const ends = slots(seen, SLOT).flatMap(({ prices }) => [prices[0], prices.at(-1)]);
    const found = ends.find((one) => one !== undefined && one.at >= from);
    const expected = found ? { at: found.at, price: found.price } : null;
    assert.deepEqual(history.firstAtOrAfter(from), expected);
  }));
});

Deno.test("PriceHistory.firstAtOrAfter answers older prices from the opens of their minutes", () => {
  const history = historyOf(8 * 60, 15_000, { rawHours: 1 });
  // Two hours of prices: the first one is minute candles now, the last one as observed.
  assert.deepEqual(history.firstAtOrAfter(START), { at: START, price: 1 });
  assert.deepEqual(history.firstAtOrAfter(START + 1), { at: START + MINUTE, price: 5 });
  assert.deepEqual(history.firstAtOrAfter(START + 59 * MINUTE - 1), {
    at: START + 59 * MINUTE,
    price: 59 * 4 + 1,
  });
  const raw = START + 90 * MINUTE + 15_000;
  assert.deepEqual(history.firstAtOrAfter(raw), { at: raw, price: 362 });
  assert.equal(history.firstAtOrAfter(START + 2 * HOUR), null);
  assert.equal(history.oldestAt, START);
});

Deno.test("PriceHistory.firstAtOrAfter looks over gaps between thinned prices", () => {
  const history = new PriceHistory({ rawHours: 1 });
  history.append(START + 10_000, 1);
  history.append(START + 20 * HOUR, 2);
  history.append(START + 40 * HOUR, 3);
  assert.deepEqual(history.firstAtOrAfter(START + MINUTE), { at: START + 20 * HOUR, price: 2 });
  assert.deepEqual(history.firstAtOrAfter(START + 21 * HOUR), { at: START + 40 * HOUR, price: 3 });
  assert.equal(history.oldestAt, START);
});

Deno.test("PriceHistory.candles has the true highs and lows at every step, thinned or not", () => {
  const steps = [SLOT, 2 * SLOT, MINUTE, 5 * MINUTE, HOUR];
  fc.assert(fc.property(observations, fc.constantFrom(...steps), (seen, step) => {
    const end = seen.at(-1)?.at ?? START;
    const whole = observed(seen).candles(START, end, step);
    assert.deepEqual(whole, slots(seen, step).map(candleOf));
    const byMinute = Math.max(step, MINUTE);
    const thinned = observed(seen, { rawHours: 0.02 }).candles(START, end, byMinute);
    assert.deepEqual(thinned, slots(seen, byMinute).map(candleOf));
  }));
});

Deno.test("PriceHistory.candles stays as it is while the clock is set", () => {
  fc.assert(fc.property(observations, fc.integer({ min: -DAY, max: DAY }), (seen, delta) => {
    const [still, moved] = [observed(seen), observed(seen.slice(0, 3))];
    moved.shift(delta);
    for (const { at, price, low, high } of seen.slice(3)) {
      moved.append(at + delta, price, { low, high });
    }
    moved.shift(-delta);
    const end = seen.at(-1)?.at ?? START;
    assert.deepEqual(moved.candles(START, end, SLOT), still.candles(START, end, SLOT));
    assert.deepEqual(moved.newestCandle, still.newestCandle);
  }));
});

Deno.test("PriceHistory.candles aligns to the step, includes both ends and leaves out empty spans", () => {
  const history = new PriceHistory();
  for (const [seconds, price] of [[10, 5], [20, 9], [50, 3], [130, 4], [180, 8]] as const) {
    history.append(START + seconds * 1000, price);
  }
  assert.deepEqual(history.candles(START + 20_000, START + 180_000, MINUTE), [
    { at: START, open: 9, high: 9, low: 3, close: 3 },
    { at: START + 2 * MINUTE, open: 4, high: 4, low: 4, close: 4 },
    { at: START + 3 * MINUTE, open: 8, high: 8, low: 8, close: 8 },
  ]);
  assert.throws(() => history.candles(0, 1, 0), RangeError);
});

Deno.test("PriceHistory takes candles from an archive before prices", () => {
  const history = new PriceHistory();
  history.append(START, 7);
  history.appendAll(kept({ at: START + MINUTE, open: 1, high: 4, low: 1, close: 2 }));
  history.append(START + MINUTE + 30_000, 9);
  history.append(START + 2 * DAY, 5);
  assert.deepEqual(history.candles(START, START + DAY, MINUTE), [
    { at: START, open: 7, high: 7, low: 7, close: 7 },
    { at: START + MINUTE, open: 1, high: 9, low: 1, close: 9 },
  ]);
});

Deno.test("PriceHistory tells a candle that the archive has twice as it was known later", () => {
  const history = new PriceHistory();
  history.appendAll(kept({ at: START + 2000, open: 5, high: 6, low: 4, close: 6 }));
  history.appendAll(kept({ at: START + 2000, open: 5, high: 9, low: 4, close: 8 }));
  assert.deepEqual(history.candles(0, Infinity, 1), [
    { at: START + 2000, open: 5, high: 9, low: 4, close: 8 },
  ]);
});

Deno.test("PriceHistory sums what was traded, and counts what is told twice once", () => {
  const history = new PriceHistory();
  history.prepend([{ at: START - 2 * MINUTE, ...flat(7), volume: 3 }]);
  history.append(START, 7, { volume: 1 });
  history.append(START + 1_000, 8);
  history.append(START + 2_000, 9, { volume: 0.5 });
  history.append(START + 20_000, 9, { volume: 2 });
  const told = { at: START + 20_000, ...flat(9), closeAt: START + 25_000, volume: 2.5 };
  history.appendAll(kept(told));
  history.append(START + MINUTE, 9);
  const volumes = (stepMs: number) =>
    history.candles(0, START + DAY, stepMs).map(({ volume }) => volume);
  assert.deepEqual(volumes(15_000), [3, 1.5, 2.5, undefined]);
  assert.deepEqual(volumes(MINUTE), [3, 4, undefined]);
  assert.deepEqual(volumes(10 * MINUTE), [3, 4]);
  history.append(START + 3 * DAY, 1, { volume: 9 });
  assert.deepEqual(volumes(MINUTE), [3, 4, undefined], "also once they are minutes");
});

Deno.test("PriceHistory.insert adds what was traded meanwhile to the slots that are known", () => {
  const history = new PriceHistory();
  history.append(START, 7, { volume: 1 });
  history.append(START + 30_000, 8, { volume: 2 });
  const seen = [{ at: START + 5_000, price: 7, volume: 4 }, {
    at: START + 20_000,
    price: 7,
    volume: 8,
  }];
  const inserted = history.insert(seen, { at: START + 30_000, price: 8 });
  assert.deepEqual(inserted.map(({ volume }) => volume), [4, 8]);
  assert.deepEqual(history.candles(0, Infinity, 15_000).map(({ volume }) => volume), [5, 8, 2]);
});

Deno.test("PriceHistory.prepend has the same minutes as a history that saw them, in whatever parts they come", () => {
  const cuts = fc.array(fc.nat(200), { maxLength: 5 });
  fc.assert(
    fc.property(observations, fc.nat(200), cuts, fc.nat(9), (seen, known, cuts, shift) => {
      const minutes = observed(seen).candles(START, Infinity, MINUTE);
      const from = Math.min(known, seen.length - 1);
      const history = new PriceHistory({ rawHours: 0.02 }, shift * MINUTE);
      for (const { at, price, low, high } of seen.slice(from)) {
        history.append(at, price, { low, high });
      }
      const first = seen[from]?.at ?? START;
      for (const cut of [...cuts.toSorted((a, b) => b - a), 0]) {
        const older = minutes.filter(({ at }) => at <= first).slice(cut);
        history.prepend(older);
      }
      const whole = minutes.filter(({ at }) => at < Math.floor(first / MINUTE) * MINUTE);
      const kept = slots(seen.slice(from), MINUTE).map(candleOf);
      assert.deepEqual(history.candles(START, Infinity, MINUTE), [...whole, ...kept]);
      assert.equal(history.oldestAt, whole[0]?.at ?? history.oldestAt);
    }),
  );
});

Deno.test("PriceHistory.prepend leaves what is known, and what is older than is kept", () => {
  const history = new PriceHistory({ days: 2 });
  history.append(START + 3 * DAY + 30_000, 5);
  const candle = (at: number) => ({ at, open: 1, high: 2, low: 1, close: 2 });
  const ends = [START, START + 2 * DAY, START + 3 * DAY - MINUTE, START + 3 * DAY].map(candle);
  assert.deepEqual(history.prepend(ends), ends.slice(1, 3));
  assert.deepEqual(history.prepend(ends), []);
  assert.equal(history.append(START + 3 * DAY + 31_000, 6), true);
  assert.equal(history.oldestAt, START + 2 * DAY);
  assert.equal(history.newestAt, START + 3 * DAY + 31_000);
});

Deno.test("PriceHistory.prepend joins what is wanted of one minute, and begins a history that has nothing", () => {
  const history = new PriceHistory();
  history.prepend([
    { at: START, open: 1, high: 5, low: 1, close: 4 },
    { at: START + 30_000, open: 4, high: 9, low: 3, close: 8 },
  ]);
  assert.deepEqual(history.candles(0, Infinity, 1), [
    { at: START, open: 1, high: 9, low: 1, close: 8 },
  ]);
  assert.deepEqual([history.append(START + 30_000, 1), history.append(START + 31_000, 7)], [
    false,
    true,
  ]);
  assert.deepEqual(history.candles(0, Infinity, MINUTE), [
    { at: START, open: 1, high: 9, low: 1, close: 7 },
  ]);
});

Deno.test("PriceHistory keeps 30 days of prices a second in less than 2.2 MB and drops what is older", () => {
  const history = historyOf(32 * 5760 - 240, SLOT);
  const since = history.newestAt ?? NaN;
  for (let at = since + 1000; at < since + HOUR; at += 1000) {
    history.append(at, 5, { low: 4, high: 6 });
  }
  assert.ok(history.bytes < 2_200_000, `${history.bytes} bytes`);
  const newest = history.newestAt ?? NaN;
  const age = newest - (history.oldestAt ?? NaN);
  assert.ok(age >= 30 * DAY && age < 30 * DAY + 3 * HOUR + MINUTE, `${age / DAY} days`);
  assert.equal(history.candles(newest - DAY + MINUTE, newest, 1).length, 5756);
});

Deno.test("PriceHistory always holds a price from before a window of all its days, also with gaps", () => {
  const history = new PriceHistory({ rawHours: 1, days: 2 });
  for (let at = START; at < START + 5 * DAY; at += 50 * MINUTE) {
    history.append(at, 1);
    if (at < START + 3 * DAY) continue;
    const age = at - (history.oldestAt ?? NaN);
    assert.ok(age >= 2 * DAY && age <= 2 * DAY + 4 * HOUR, `${age / HOUR} hours`);
  }
});

Deno.test("PriceHistory forgets everything old when prices come back after a long pause", () => {
  const history = historyOf(100, 15_000, { rawHours: 1, days: 2 });
  history.append(START + 10 * DAY, 1);
  assert.equal(history.oldestAt, START + 10 * DAY);
  assert.deepEqual(history.firstAtOrAfter(0), { at: START + 10 * DAY, price: 1 });
  assert.equal(history.append(START + 10 * DAY + 2 * HOUR, 2), true);
  assert.equal(history.oldestAt, START + 10 * DAY);
});

function flat(price: number) {
  return { open: price, high: price, low: price, close: price };
}
