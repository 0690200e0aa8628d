import assert from "node:assert/strict";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { pastCandles } from "@/lib/server/past.ts";

const START = Date.parse("2026-01-15T00:00:07Z");
const END = START + 9 * 3_600_000;

/** A price every 40 seconds. */
function aHistory(): PriceHistory {
  const history = new PriceHistory();
  for (let at = START, nth = 0; at < END; at += 40_000, nth++) history.append(at, 100 + nth % 7);
  return history;
}

for (const stepMs of [1_000, 1_000.5, 60_000, 90_000, 520_000, 3_600_000, 5_000_000, 86_400_000]) {
  Deno.test(`pastCandles() reads in parts what candles() reads at once, with a step of ${stepMs} ms`, async () => {
    const history = aHistory();
    const [from, to] = [START + 100_000, END - 7_000];
    assert.deepEqual(
      await pastCandles(history, { from, to, stepMs }),
      history.candles(from, to, stepMs),
    );
  });
}

Deno.test("pastCandles() has none of a pair without a past", async () => {
  const range = { from: START, to: END, stepMs: 60_000 };
  assert.deepEqual(await pastCandles(undefined, range), []);
  assert.deepEqual(await pastCandles(new PriceHistory(), range), []);
});
