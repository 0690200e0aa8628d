import assert from "node:assert/strict";
import { evaluateGap } from "@/lib/engine/gaps/evaluate_later.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { doAtOnce } from "@/lib/time/turns.ts";
import { iso, START, timeframe } from "../alarms/build.ts";
import { pairOf } from "../store/fixtures.ts";

/** A gap from 0 to 10 s; what came after it is held against windows that begin in it. */
function firesAfterGap(prices: readonly (readonly [second: number, price: number])[]) {
  const history = new PriceHistory();
  for (let second = -120; second < 0; second++) history.append(START + second * 1000, 100);
  for (const [second, price] of prices) history.append(START + second * 1000, price);
  const [second, price] = prices.at(-1) ?? [10, 100];
  const point = (at: number, price: number) => ({ price, timestamp: iso(at) });
  const alarm = timeframe({ timeValue: 0.5, watchedFrom: iso(START - 60_000) });
  const pair = pairOf("BTCUSDT", {
    ...{ currentPrice: price, maxPrice: 100, minPrice: price, alarms: [alarm] },
    ...{ addedAt: iso(START - 120_000), lastUpdate: iso(START + second * 1000) },
  });
  const gap = {
    ...{ from: point(START - 1_000, 100), to: point(START + 10_000, 100) },
    ...{ maxPrice: 100, minPrice: 100, alarms: [] },
  };
  const candles = Array.from({ length: 10 }, (_, nth) => (
    { at: START + nth * 1000, open: 100, high: 100, low: 100, close: 100 }
  ));
  const answer = {
    ...{ candles, stepMs: 1000, shape: "candles" as const, newestOpen: false, problem: null },
    covered: { from: START, to: START + 10_000 },
  };
  const { outcomes } = doAtOnce(evaluateGap(pair, gap, { answer, history }));
  const fires = outcomes.get(alarm)?.fires ?? [];
  return fires.map((fire) => [Math.round((Date.parse(fire.timestamp) - START) / 1000), fire.price]);
}

Deno.test("evaluateGap() holds the newest price against a window that begins in the gap, whichever way it came", () => {
  assert.deepEqual(firesAfterGap([[10, 100], [30.999, 94]]), [[31, 94]]);
  assert.deepEqual(firesAfterGap([[10, 100], [30.4, 94]]), [[30, 94]]);
  assert.deepEqual(firesAfterGap([[10, 100], [29.999, 94], [30.999, 100]]), [[30, 94]]);
  assert.deepEqual(firesAfterGap([[10, 100], [30.999, 96]]), []);
});
