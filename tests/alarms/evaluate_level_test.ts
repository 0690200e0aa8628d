import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Reason } from "@/lib/alarms/evaluate.ts";
import { percent, sinceStart, timeframe } from "./build.ts";
import { Story } from "./story.ts";

type Seen = number | { readonly price: number; readonly low?: number; readonly high?: number };
type Row = readonly [says: string, alarm: Alarm, before: number[], seen: Seen, reason: Reason];

const down = percent({ percentage: 5, changeType: "downFromMax" });
const up = percent({ percentage: 5, changeType: "upFromMin" });
const minute = timeframe({ percentage: 5, timeUnit: "minutes", timeValue: 1 });
const rise = timeframe({ percentage: 5, direction: "up", timeUnit: "minutes", timeValue: 1 });
const fall = timeframe({ percentage: 5, direction: "down", timeUnit: "minutes", timeValue: 1 });
const minuteOf100 = [100, 100, 100, 100];

const ROWS: Row[] = [
  ["fires exactly 5 % below the maximum", down, [100, 98], 95, "fired"],
  ["fires further below the maximum", down, [100, 98], 60, "fired"],
  ["stays silent just short of 5 % below", down, [100, 98], 95.0000001, "notReached"],
  ["stays silent at a new maximum", down, [100, 98], 120, "notReached"],
  ["fires when only the low was 5 % below", down, [100, 98], { price: 97, low: 95 }, "fired"],
  [
    "holds the low against the maximum before the observation, because its high may be younger",
    down,
    [100, 98],
    { price: 99, low: 96, high: 102 },
    "notReached",
  ],
  ["holds the price against the observation's own high", down, [100], {
    price: 96,
    high: 102,
  }, "fired"],
  ["fires exactly 5 % above the minimum", up, [20, 20.5], 21, "fired"],
  ["stays silent just short of 5 % above", up, [20, 20.5], 20.9999999, "notReached"],
  ["fires when only the high was 5 % above", up, [20], { price: 20.1, high: 21 }, "fired"],
  ["fires above the observation's own low", up, [20], { price: 20, low: 19 }, "fired"],
  [
    "compares decimals: 0.3 is 200 % above 0.1",
    percent({ percentage: 200, changeType: "upFromMin" }),
    [0.1],
    0.3,
    "fired",
  ],
  [
    "compares decimals: 1.1 is 10 % above 1",
    percent({ percentage: 10, changeType: "upFromMin" }),
    [1],
    1.1,
    "fired",
  ],
  ["compares decimals: 0.07 is 30 % below 0.1", percent({ percentage: 30 }), [0.1], 0.07, "fired"],
  [
    "stays silent while the condition was true before",
    percent({ conditionMet: true }),
    [100],
    90,
    "stillMet",
  ],
  [
    "only takes note at its first evaluation ever",
    percent({ conditionMet: null }),
    [100],
    90,
    "firstJudgement",
  ],
  ["does not fire on the first price of all", sinceStart(), [], 110, "noPrevious"],

  ["fires 5 % above the first price of the window", minute, minuteOf100, 105, "fired"],
  ["fires 5 % below the first price of the window", minute, minuteOf100, 95, "fired"],
  ["stays silent short of 5 % either way", minute, minuteOf100, 104.99, "notReached"],
  ["fires at the high of an observation", minute, minuteOf100, { price: 101, high: 105 }, "fired"],
  ["fires at the low of an observation", minute, minuteOf100, { price: 99, low: 94 }, "fired"],
  ["fires upwards on a rise", rise, minuteOf100, 105, "fired"],
  ["does not fire upwards on a fall", rise, minuteOf100, 90, "notReached"],
  ["fires downwards on a fall", fall, minuteOf100, 95, "fired"],
  ["does not fire downwards on a rise", fall, minuteOf100, 110, "notReached"],
  ["can move up by 100 % or more", timeframe({ percentage: 100 }), minuteOf100, 200, "fired"],
  [
    "never counts a fall as 100 %",
    timeframe({ percentage: 100 }),
    minuteOf100,
    0.0001,
    "notReached",
  ],
  [
    "compares with the first price of the window, not the lowest",
    minute,
    [100, 90, 100, 100],
    96,
    "notReached",
  ],
  ["looks no further back than its window", minute, [50, 100, 100, 100, 100], 101, "notReached"],
  ["is warming up on the very first price", minute, [], 200, "warmingUp"],
  [
    "is warming up while history is shorter than the window",
    minute,
    [100, 100, 100],
    200,
    "warmingUp",
  ],
  ["is warm when history is exactly as long as the window", minute, minuteOf100, 200, "fired"],

  ["fires 5 % above its start", sinceStart(), [100], 105, "fired"],
  ["fires 5 % below its start", sinceStart(), [100], 95, "fired"],
  ["needs no history to compare with its start", sinceStart(), [101], 105, "fired"],
  [
    "starts from the first price it sees when it has no start",
    sinceStart({ startPrice: null }),
    [100],
    105,
    "firstJudgement",
  ],
];

for (const [says, alarm, before, seen, reason] of ROWS) {
  Deno.test(`evaluate() of a ${alarm.type} alarm ${says}`, () => {
    const story = new Story(alarm, ...before);
    const { price, ...extremes } = typeof seen === "number" ? { price: seen } : seen;
    assert.equal(story.see(price, extremes), reason);
  });
}

Deno.test("evaluate() of a timeframe alarm compares with the price in force at its window's start, however old that is", () => {
  const story = new Story(timeframe({ percentage: 40 }), 100, 100, 100, 100, 100);
  assert.equal(story.see(145, { after: 3600 }), "fired");
  assert.equal(story.lastFire.reference, 100);
});

Deno.test("evaluate() of a timeframe alarm fires at the end of its warm-up when the move is there by then", () => {
  const story = new Story(timeframe(), 100);
  assert.equal(story.see(104), "warmingUp");
  assert.equal(story.see(106), "warmingUp");
  assert.equal(story.see(107), "warmingUp");
  assert.equal(story.see(108), "fired");
  assert.equal(story.lastFire.message, "BTCUSDT moved +8 % in 1 minute");
});

Deno.test("evaluate() fires at the low and takes the condition as false again when the close is", () => {
  const story = new Story(percent({ mode: "repeat", cooldownSeconds: 0 }), 100);
  assert.equal(story.see(97, { low: 94 }), "fired");
  assert.equal(story.lastFire.price, 94);
  assert.equal(story.alarm.conditionMet, false);
  assert.equal(story.alarm.clearedSinceFire, true);
  assert.equal(story.see(94), "fired");
  assert.equal(story.see(93), "notCleared");
});
