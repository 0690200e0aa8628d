import assert from "node:assert/strict";
import { measureWords } from "@/components/chart/ChartParts.tsx";

const MINUTE = 60_000;

const STRETCHES = [
  ["up", 100, 112.5, 0, 200 * MINUTE, "+12.5 · +12.50 % · 3.3 h · 40 candles"],
  ["down and back in time", 200, 150, 10 * MINUTE, 0, "−50 · −25.00 % · 10 min · 2 candles"],
  [
    "of tiny prices",
    ...[1e-14, 1.22e-14, 0, 10 * MINUTE, "+0.0₁₄22 · +22.00 % · 10 min · 2 candles"],
  ],
  ["along one candle", 100, 100, 0, 5 * MINUTE, "0 · 0.00 % · 5 min · 1 candle"],
] as const;

for (const [what, first, last, from, to, expected] of STRETCHES) {
  Deno.test(`measureWords() tells a stretch ${what}`, () => {
    const stretch = { from: { at: from, price: first }, to: { at: to, price: last } };
    assert.equal(measureWords(stretch, 5 * MINUTE), expected);
  });
}
