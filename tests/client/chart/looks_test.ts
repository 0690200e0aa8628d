import assert from "node:assert/strict";
import { FIRST_LOOKS, MOST_INDICATORS, readLooks } from "@/lib/client/chart/looks.ts";
import { freshIndicator, indicatorName, type IndicatorSpec } from "@/lib/market/indicator_spec.ts";

const EMA = { kind: "ema", length: 20 };

const STORED = [
  ["nothing", null, FIRST_LOOKS],
  ["no JSON", "{", FIRST_LOOKS],
  ["no object", "7", FIRST_LOOKS],
  ["a scale", '{"scale":"log"}', { ...FIRST_LOOKS, scale: "log" }],
  ["a scale that is none", '{"scale":"cubic"}', FIRST_LOOKS],
  [
    "indicators, one twice and one that is none",
    JSON.stringify({ indicators: [EMA, EMA, { kind: "ema", length: 0 }] }),
    { ...FIRST_LOOKS, indicators: [EMA] },
  ],
] as const;

for (const [what, stored, expected] of STORED) {
  Deno.test(`readLooks() reads ${what}`, () => assert.deepEqual(readLooks(stored), expected));
}

Deno.test("readLooks() takes no more indicators than a chart shows", () => {
  const indicators = Array.from({ length: 30 }, (_, i) => ({ kind: "sma", length: i + 1 }));
  assert.equal(readLooks(JSON.stringify({ indicators })).indicators.length, MOST_INDICATORS);
});

Deno.test("freshIndicator() adds one that is not there yet, as long as there is one", () => {
  const known: IndicatorSpec[] = [];
  for (;;) {
    const fresh = freshIndicator("ema", known);
    if (fresh === null) break;
    known.push(fresh);
  }
  assert.deepEqual(known.map(indicatorName), ["EMA 20", "EMA 40", "EMA 80", "EMA 160", "EMA 320"]);
  const macd = freshIndicator("macd", []);
  assert.ok(macd);
  assert.equal(indicatorName(macd), "MACD 12 26 9");
});
