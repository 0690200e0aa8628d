import assert from "node:assert/strict";
import {
  CHART_KINDS,
  CHART_RANGES,
  chartSpan,
  readKind,
  readRange,
} from "@/lib/protocol/chart_start.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MOST_CANDLES = 5_000;

const SPANS = [
  ["1h", "line", 90 * DAY, HOUR, 15_000],
  ["1h", "candles", 90 * DAY, HOUR, MINUTE],
  ["24h", "line", 90 * DAY, DAY, 5 * MINUTE],
  ["30d", "candles", 90 * DAY, 30 * DAY, 4 * HOUR],
  ["24h", "line", HOUR + MINUTE, HOUR + MINUTE, 15_000],
  ["30d", "line", 3 * HOUR, 3 * HOUR, MINUTE],
  ["30d", "line", 0, 5 * MINUTE, 15_000],
] as const;

for (const [range, kind, known, length, step] of SPANS) {
  Deno.test(`chartSpan() of ${range} as ${kind} with ${known / MINUTE} minutes known`, () => {
    assert.deepEqual(chartSpan(range, kind, known), { lengthMs: length, stepMs: step });
  });
}

Deno.test("chartSpan() never needs more candles than an answer may hold", () => {
  for (const range of CHART_RANGES) {
    for (const kind of CHART_KINDS) {
      const { lengthMs, stepMs } = chartSpan(range, kind, 90 * DAY);
      assert.ok(lengthMs / stepMs < MOST_CANDLES / 10, `${range} ${kind}`);
    }
  }
});

Deno.test("readRange() and readKind take what they know, and the usual for anything else", () => {
  assert.deepEqual([readRange("7d"), readRange("8d"), readRange(null)], ["7d", "24h", "24h"]);
  assert.deepEqual([readKind("candles"), readKind("bars"), readKind(null)], [
    "candles",
    "line",
    "line",
  ]);
});
