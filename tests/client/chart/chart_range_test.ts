import assert from "node:assert/strict";
import {
  CHART_INTERVALS,
  CHART_KINDS,
  CHART_RANGES,
  chartSpan,
  choiceCookie,
  readChoice,
  withChosen,
} from "@/lib/protocol/charts.ts";

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
    assert.deepEqual(chartSpan({ range, kind, interval: "auto" }, known), {
      lengthMs: length,
      stepMs: step,
    });
  });
}

Deno.test("chartSpan() never needs more candles than an answer may hold", () => {
  for (const range of CHART_RANGES) {
    for (const kind of CHART_KINDS) {
      const { lengthMs, stepMs } = chartSpan({ range, kind, interval: "auto" }, 90 * DAY);
      assert.ok(lengthMs / stepMs < MOST_CANDLES / 10, `${range} ${kind}`);
    }
  }
});

Deno.test("chartSpan() takes the chosen interval, however short the past is", () => {
  const span = chartSpan({ range: "7d", kind: "line", interval: "1h" }, DAY);
  assert.deepEqual(span, { lengthMs: DAY, stepMs: HOUR });
});

const CHOICE = { range: "24h", interval: "auto", kind: "candles" } as const;
const CHOSEN = [
  ["an interval that fits", { interval: "1h" }, { range: "24h", interval: "1h" }],
  ["a range", { range: "30d" }, { range: "30d", interval: "auto" }],
  ["one too coarse", { interval: "1d" }, { range: "30d", interval: "1d" }],
] as const;

for (const [what, change, expected] of CHOSEN) {
  Deno.test(`withChosen() takes ${what}`, () => {
    assert.deepEqual(withChosen(CHOICE, change), { ...CHOICE, ...expected });
  });
}

Deno.test("withChosen() lets what was chosen before give way", () => {
  const fine = withChosen(CHOICE, { interval: "1m" });
  assert.equal(fine.range, "24h");
  assert.equal(withChosen(fine, { range: "30d" }).interval, "auto");
  const month = { ...CHOICE, range: "30d" } as const;
  assert.deepEqual(withChosen(month, { interval: "1m" }), { ...CHOICE, interval: "1m" });
});

Deno.test("withChosen() never asks for more candles than an answer may hold, or for a handful", () => {
  for (const range of CHART_RANGES) {
    for (const interval of CHART_INTERVALS) {
      const chosen = withChosen({ ...CHOICE, range }, { interval });
      assert.equal(chosen.interval, interval);
      const { lengthMs, stepMs } = chartSpan(chosen, 90 * DAY);
      const count = lengthMs / stepMs;
      assert.ok(count >= 12 && count < MOST_CANDLES, `${chosen.range} ${interval}: ${count}`);
    }
  }
});

const READ = [
  ["nothing", "", null, ["24h", "auto", "line", false]],
  ["the address", "range=7d&kind=candles&interval=4h", null, ["7d", "4h", "candles", false]],
  ["what it does not know", "range=8d&kind=bars&interval=2m", null, ["24h", "auto", "line", false]],
  ["the browser's memory", "", "a=b; chart=4h/5m/candles/wide", ["4h", "5m", "candles", true]],
  ["the address before it", "range=30d", "chart=4h/5m/candles/", ["30d", "auto", "candles", false]],
  ["an interval before it", "interval=1d", "chart=4h/5m/line/", ["30d", "1d", "line", false]],
  ["a memory that is none", "", "chart=%/x", ["24h", "auto", "line", false]],
] as const;

for (const [what, address, cookie, expected] of READ) {
  Deno.test(`readChoice() takes ${what}`, () => {
    const { choice, isWide } = readChoice(new URLSearchParams(address), cookie);
    assert.deepEqual([choice.range, choice.interval, choice.kind, isWide], expected);
  });
}

Deno.test("readChoice() reads what choiceCookie() keeps", () => {
  const choice = { range: "7d", interval: "15m", kind: "candles" } as const;
  const cookie = choiceCookie(choice, true, "/");
  assert.deepEqual(readChoice(new URLSearchParams(), cookie), { choice, isWide: true });
});
