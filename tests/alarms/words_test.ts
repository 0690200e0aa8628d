import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { describeAlarm, distanceToTrigger } from "@/lib/alarms/words.ts";
import { Fire, makeTestFire } from "@/lib/alarms/fire.ts";
import { missingHistoryMs } from "@/lib/alarms/kinds/kinds.ts";
import { iso, percent, sinceStart, START, target, timeframe } from "./build.ts";

const WORDS: [words: string, alarm: Alarm][] = [
  ["BTCUSDT crosses above 55,000", target()],
  ["BTCUSDT crosses below 0.0000001", target({ targetPrice: 1e-7, direction: "fromAbove" })],
  ["BTCUSDT crosses 55,000.001", target({ targetPrice: 55000.001, direction: "any" })],
  ["BTCUSDT falls 5 % from high", percent()],
  [
    "BTCUSDT rises 0.001 % from low",
    percent({ percentage: 0.001, changeType: "upFromMin" }),
  ],
  [
    "BTCUSDT moves 3 % within 2 hours",
    timeframe({ percentage: 3, timeUnit: "hours", timeValue: 2 }),
  ],
  [
    "BTCUSDT rises 3 % within 1 day",
    timeframe({ percentage: 3, direction: "up", timeUnit: "days" }),
  ],
  [
    "BTCUSDT falls 3 % within 1.5 minutes",
    timeframe({ percentage: 3, direction: "down", timeValue: 1.5 }),
  ],
  [
    "BTCUSDT moves 2 % since 67,100 at start",
    sinceStart({ percentage: 2, startPrice: 67100 }),
  ],
];

for (const [words, alarm] of WORDS) {
  Deno.test(`describeAlarm() says "${words}"`, () => {
    assert.equal(describeAlarm(alarm, "BTCUSDT"), words);
  });
}

const pair = { currentPrice: 100, maxPrice: 200, minPrice: 50 };
const NOWHERE = { price: null, percent: null, reference: null };

const DISTANCES: [says: string, alarm: Alarm, windowStart: number | null, distance: object][] = [
  ["to a target above", target({ targetPrice: 110 }), null, {
    price: 110,
    percent: 10,
    reference: null,
  }],
  ["to a target below", target({ targetPrice: 75 }), null, {
    price: 75,
    percent: -25,
    reference: null,
  }],
  ["down from the maximum", percent({ percentage: 60 }), null, {
    price: 80,
    percent: -20,
    reference: 200,
  }],
  ["up from the minimum", percent({ percentage: 110, changeType: "upFromMin" }), null, {
    price: 105,
    percent: 5,
    reference: 50,
  }],
  ["up in a window", timeframe({ direction: "up" }), 100, {
    price: 105,
    percent: 5,
    reference: 100,
  }],
  ["down in a window", timeframe({ direction: "down" }), 100, {
    price: 95,
    percent: -5,
    reference: 100,
  }],
  ["to the nearer end above", timeframe({ percentage: 50 }), 80, {
    price: 120,
    percent: 20,
    reference: 80,
  }],
  ["to the nearer end below", timeframe({ percentage: 50 }), 160, {
    price: 80,
    percent: -20,
    reference: 160,
  }],
  ["up when a fall is impossible", timeframe({ percentage: 100 }), 100, {
    price: 200,
    percent: 100,
    reference: 100,
  }],
  ["in an unknown window", timeframe(), null, NOWHERE],
  ["from the start", sinceStart({ direction: "up" }), null, {
    price: 105,
    percent: 5,
    reference: 100,
  }],
];

for (const [says, alarm, windowStart, distance] of DISTANCES) {
  Deno.test(`distanceToTrigger() tells the way ${says}`, () => {
    assert.deepEqual(distanceToTrigger(alarm, pair, windowStart), distance);
  });
}

Deno.test("distanceToTrigger() knows no percent before the first price", () => {
  const none = { currentPrice: null, maxPrice: null, minPrice: null };
  assert.deepEqual(distanceToTrigger(target(), none), {
    price: 55000,
    percent: null,
    reference: null,
  });
  assert.deepEqual(distanceToTrigger(percent(), none), NOWHERE);
});

Deno.test("missingHistoryMs() is what a window still waits for", () => {
  assert.equal(missingHistoryMs(timeframe(), null, START), 60_000);
  assert.equal(missingHistoryMs(timeframe(), START - 45_000, START), 15_000);
  assert.equal(missingHistoryMs(timeframe(), START - 60_000, START), 0);
  assert.equal(missingHistoryMs(timeframe(), START - 90_000, START), 0);
  assert.equal(
    missingHistoryMs(timeframe({ timeUnit: "days", timeValue: 0.1 }), null, START),
    8_640_000,
  );
  for (const alarm of [target(), percent(), sinceStart()]) {
    assert.equal(missingHistoryMs(alarm, null, START), 0);
  }
});

Deno.test("makeTestFire() rehearses a fire without touching the alarm", () => {
  const alarm = Object.freeze(percent({ note: "mind" }));
  const fire = makeTestFire(alarm, { symbol: "ETHBTC" }, {
    id: "fire_test_1",
    now: START,
    price: 0.06,
  });
  assert.deepEqual(Fire.parse(fire), fire);
  assert.equal(fire.test, true);
  assert.equal(fire.alarm, alarm);
  assert.equal(fire.direction, "down");
  assert.equal(fire.timestamp, iso(START));
  assert.equal(fire.message, "Test of this alarm: ETHBTC falls 5 % from high");
});
