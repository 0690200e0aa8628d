import assert from "node:assert/strict";
import fc from "fast-check";
import { PriceHistory } from "@/lib/market/history.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2024-01-15T00:00:00Z");

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
  assert.equal(history.appendBar({ at: START, open: 1, high: 1, low: 1, close: 1 }), false);
  assert.deepEqual([history.oldestAt, history.newestAt], [START, START]);
  assert.deepEqual(history.firstAtOrAfter(0), { at: START, price: 5 });
});

Deno.test("PriceHistory.firstAtOrAfter finds what a plain search finds", () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 10 * MINUTE }), { minLength: 1, maxLength: 300 });
  fc.assert(fc.property(gaps, fc.integer({ min: -HOUR, max: 20 * HOUR }), (gaps, offset) => {
    const history = new PriceHistory();
    let at = START;
    const prices = gaps.map((gap, i) => ({ at: at += gap, price: i + 1 }));
    for (const { at, price } of prices) history.append(at, price);
    const expected = prices.find(({ at }) => at >= START + offset) ?? null;
    assert.deepEqual(history.firstAtOrAfter(START + offset), expected);
  }));
});

Deno.test("PriceHistory.firstAtOrAfter answers older prices from the opens of their minutes", () => {
  const history = historyOf(8 * 60, 15_000, { rawHours: 1 });
  // Two hours of prices: the first one is minute bars now, the last one as observed.
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

Deno.test("PriceHistory.bars makes the same bars of observed and of thinned prices", () => {
  const step = { min: 1, max: 30_000 };
  fc.assert(fc.property(fc.array(fc.integer(step), { minLength: 1, maxLength: 400 }), (gaps) => {
    const [whole, thinned] = [new PriceHistory(), new PriceHistory({ rawHours: 0.02 })];
    let at = START;
    for (const gap of gaps) {
      at += gap;
      const price = 100 + Math.sin(at) * 50;
      whole.append(at, price);
      thinned.append(at, price);
    }
    assert.deepEqual(thinned.bars(START, at, 5 * MINUTE), whole.bars(START, at, 5 * MINUTE));
  }));
});

Deno.test("PriceHistory.bars aligns to the step, includes both ends and leaves out empty spans", () => {
  const history = new PriceHistory();
  for (const [seconds, price] of [[10, 5], [20, 9], [50, 3], [130, 4], [180, 8]] as const) {
    history.append(START + seconds * 1000, price);
  }
  assert.deepEqual(history.bars(START + 20_000, START + 180_000, MINUTE), [
    { at: START, open: 9, high: 9, low: 3, close: 3 },
    { at: START + 2 * MINUTE, open: 4, high: 4, low: 4, close: 4 },
    { at: START + 3 * MINUTE, open: 8, high: 8, low: 8, close: 8 },
  ]);
  assert.throws(() => history.bars(0, 1, 0), RangeError);
});

Deno.test("PriceHistory takes bars from an archive before prices", () => {
  const history = new PriceHistory();
  history.append(START, 7);
  history.appendBar({ at: START + MINUTE, open: 1, high: 4, low: 1, close: 2 });
  history.append(START + MINUTE + 30_000, 9);
  history.append(START + 2 * DAY, 5);
  assert.deepEqual(history.bars(START, START + DAY, MINUTE), [
    { at: START, open: 7, high: 7, low: 7, close: 7 },
    { at: START + MINUTE, open: 1, high: 9, low: 1, close: 9 },
  ]);
});

Deno.test("PriceHistory keeps 30 days in less than 1.5 MB and drops what is older", () => {
  const history = historyOf(32 * 5760, 15_000);
  assert.ok(history.bytes < 1_500_000, `${history.bytes} bytes`);
  const newest = history.newestAt ?? NaN;
  assert.equal(newest, START + 32 * DAY - 15_000);
  const age = newest - (history.oldestAt ?? NaN);
  assert.ok(age >= 30 * DAY && age < 30 * DAY + 3 * HOUR + MINUTE, `${age / DAY} days`);
  assert.equal(history.bars(newest - DAY + MINUTE, newest, 1).length, 5757);
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
