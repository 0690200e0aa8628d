import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type ChartSeries,
  placesOf,
  withNewer,
  withOlder,
  withPrice,
} from "@/lib/client/chart/feed.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";

const STEP = 60_000;

const candle = (step: number, price = 100): Candle => ({
  at: step * STEP,
  ...{ open: price, high: price, low: price, close: price },
});
const series = (from: number, ...steps: number[]): ChartSeries => ({
  stepMs: STEP,
  from: from * STEP,
  candles: steps.map((step) => candle(step)),
});
const stepsOf = ({ candles }: ChartSeries) => candles.map(({ at }) => at / STEP);

const OLDER = [
  ["a page right before", series(10, 10, 11), 5, [5, 7, 9], [5, 7, 9, 10, 11]],
  ["a page that overlaps", series(10, 10, 11), 5, [8, 9, 10, 11, 12], [8, 9, 10, 11]],
  ["an empty page", series(10, 10, 11), 5, [], [10, 11]],
  ["a page asked for twice", series(5, 7, 10), 5, [7, 9], [7, 10]],
  ["a page that reaches further back than asked", series(10, 10), 5, [3, 6], [6, 10]],
] as const;

for (const [what, before, from, older, expected] of OLDER) {
  Deno.test(`withOlder() takes over ${what}, no step twice`, () => {
    const after = withOlder(before, from * STEP, older.map((step) => candle(step)));
    assert.deepEqual(stepsOf(after), expected);
    assert.equal(after.from, Math.min(from * STEP, before.from));
  });
}

const NEWER = [
  ["what was missed", series(10, 10, 11), [12, 14], [10, 11, 12, 14]],
  ["the last candles sent again", series(10, 10, 11, 12), [11, 12, 13], [10, 11, 12, 13]],
  ["less than is known", series(10, 10, 11, 12), [11], [10, 11, 12]],
  ["nothing", series(10, 10, 11), [], [10, 11]],
  ["the first answer", series(10), [10, 13], [10, 13]],
] as const;

for (const [what, before, newer, expected] of NEWER) {
  Deno.test(`withNewer() takes over ${what}`, () => {
    assert.deepEqual(stepsOf(withNewer(before, newer.map((step) => candle(step)))), expected);
  });
}

Deno.test("withNewer() lets the server's candle win: it knows what was not heard here", () => {
  const after = withNewer(series(10, 10, 11), [candle(11, 250)]);
  assert.equal(after.candles.at(-1)?.close, 250);
});

Deno.test("withPrice() moves the newest candle, opens the next one, and leaves older prices alone", () => {
  const start = series(10, 10);
  const moved = withPrice(start, 10 * STEP + 5_000, 120);
  assert.deepEqual(moved.candles, [{ at: 10 * STEP, open: 100, high: 120, low: 100, close: 120 }]);
  const next = withPrice(moved, 12 * STEP + 1, 90);
  assert.deepEqual(stepsOf(next), [10, 12]);
  assert.equal(withPrice(next, 11 * STEP, 500), next);
  assert.equal(withPrice(next, 12 * STEP + 2, 90), next, "the same price changes nothing");
});

Deno.test("withPrice() keeps the volume that is known of the newest candle; of the next one none is known", () => {
  const start = { ...series(10), candles: [{ ...candle(10), volume: 12.3 }] };
  const moved = withPrice(start, 10 * STEP + 5_000, 120);
  assert.equal(moved.candles[0]?.volume, 12.3);
  const next = withPrice(moved, 11 * STEP, 90).candles[1] ?? null;
  assert.ok(next !== null && !("volume" in next));
});

Deno.test("placesOf() has a place for every step, with a candle or without", () => {
  assert.deepEqual(
    placesOf(series(8, 10, 13)).map(({ at, candle }) => [at / STEP, candle !== null]),
    [[8, false], [9, false], [10, true], [11, false], [12, false], [13, true]],
  );
  assert.deepEqual(placesOf(series(8, 10, 13), 13 * STEP).length, 1);
  assert.deepEqual(placesOf(series(8)), []);
});

Deno.test("ChartSeries made of pages in any order of asking equals one answer over all of it", () => {
  const prices = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 400_000 }), price: PRICE }), {
    minLength: 1,
    maxLength: 80,
  });
  const pages = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(prices, pages, (ticks, sizes) => {
      const history = historyOf(ticks);
      const end = history.newestAt ?? 0;
      let from = Math.floor(end / STEP) * STEP;
      let built = withNewer(
        { stepMs: STEP, from, candles: [] },
        history.candles(from, end, STEP),
      );
      for (const size of sizes) {
        const start = from - size * STEP;
        built = withOlder(built, start, history.candles(start, from - 1, STEP));
        from = start;
      }
      assert.deepEqual(built.candles, history.candles(from, end, STEP));
    }),
  );
});

Deno.test("ChartSeries moved by every price equals what the server would answer", () => {
  const prices = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 200_000 }), price: PRICE }), {
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(prices, (ticks) => {
      const history = historyOf(ticks);
      let heard: ChartSeries = { stepMs: STEP, from: 0, candles: [] };
      let at = 0;
      for (const { gap, price } of ticks) heard = withPrice(heard, at += gap, price);
      assert.deepEqual(heard.candles, history.candles(0, at, STEP));
    }),
  );
});

const PRICE = fc.integer({ min: 1, max: 1_000 });

function historyOf(ticks: readonly { gap: number; price: number }[]): PriceHistory {
  const history = new PriceHistory();
  let at = 0;
  for (const { gap, price } of ticks) history.append(at += gap, price);
  return history;
}
