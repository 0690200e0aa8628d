import assert from "node:assert/strict";
import type { PairView } from "@/lib/protocol/frames.ts";
import {
  pointsOf,
  slimAlarm,
  slimPair,
  type SlimSnapshot,
  sparklineOf,
  wholeSnapshot,
} from "@/lib/protocol/slim.ts";
import { anAlarm, aPair, aSnapshot, moment, START } from "../client/samples.ts";

const TIMEFRAME = {
  ...{ type: "timeframe", percentage: 3, direction: "any", timeUnit: "hours", timeValue: 2 },
};
const ALARMS = [
  anAlarm(),
  anAlarm({ id: "alarm_2", conditionMet: false, note: "x", fireCount: 3, triggered: true }),
  anAlarm({ id: "alarm_3", ...TIMEFRAME, paused: true, pausedFrom: moment(5) }),
];
const TROUBLE = { kind: "halted" as const, reason: "halted", since: moment(3) };

const PAIRS: readonly (readonly [what: string, pair: PairView])[] = [
  ["a usual one", aPair()],
  ["one with alarms", aPair({ alarms: ALARMS })],
  ["one that waits for its first price", aPair({ currentPrice: null, lastUpdate: null })],
  ["one whose price is old", aPair({ lastUpdate: moment(-90) })],
  ["one in trouble", aPair({ trouble: TROUBLE, coinName: "Bitcoin", sourceId: "XBT" })],
  ["one with a past", { ...aPair(), historyStart: moment(-99), hourAgo: 5, references: { a: 6 } }],
];

/** As it comes over the wire. */
function sent(pair: PairView): PairView | undefined {
  const slim = { ...slimPair(pair, START), alarms: pair.alarms.map(slimAlarm) };
  const { pairs: _pairs, ...others } = aSnapshot();
  const frame: SlimSnapshot = { ...others, at: moment(0), pairs: [slim] };
  return wholeSnapshot(JSON.parse(JSON.stringify(frame))).pairs[0];
}

const UNSHOWN = { priceHistory: [], addedAt: "" };
const UNKNOWN = {
  ...{ references: {}, historyStart: null, hourAgo: null, dayAgo: null, gaplessSince: null },
};

for (const [what, pair] of PAIRS) {
  Deno.test(`wholeSnapshot() gives ${what} back as it was`, () => {
    assert.deepEqual({ ...sent(pair), ...UNSHOWN }, { ...UNKNOWN, ...pair, ...UNSHOWN });
  });
}

Deno.test("slimAlarm() leaves out what a reader knows and no screen shows", () => {
  const silences = [{ from: moment(0), to: moment(1) }];
  const alarm = anAlarm({ conditionMet: false, recentFires: [moment(0)], silences });
  assert.deepEqual(slimAlarm(alarm), {
    ...{ id: "alarm_1", createdAt: moment(0), type: "target" },
    ...{ targetPrice: 55_000, direction: "fromBelow" },
  });
});

const every = (seconds: number, prices: readonly number[]) =>
  prices.map((price, nth) => ({ price, timestamp: moment(nth * seconds) }));

Deno.test("sparklineOf() puts prices on even steps, each the one in force then", () => {
  const points = [...every(15, [1, 2, 3]), { price: 9, timestamp: moment(75) }];
  assert.deepEqual(sparklineOf(points), {
    ...{ start: "2026-01-15T12:00:00Z", step: 15, prices: [1, 2, 3, 3, 3, 9] },
  });
  assert.equal(sparklineOf([]), null);
});

Deno.test("sparklineOf() makes 30 prices at most, and steps of whole quarters of a minute", () => {
  const line = sparklineOf(every(60, Array.from({ length: 40 }, (_, nth) => nth + 1)));
  assert.equal(line?.step, 90);
  assert.equal(line.prices.length, 27);
});

const ROUNDED: readonly [prices: readonly number[], sent: readonly number[]][] = [
  [[50_123.456, 50_173.789], [50_123.5, 50_173.8]],
  [[0.000012345678, 0.000012355678], [0.00001234568, 0.00001235568]],
  [[7.123456789, 7.123456789], [7.123456789, 7.123456789]],
  [[1_000_000.123, 9_000_000.456], [1_000_000.1, 9_000_000.5]],
];

for (const [prices, rounded] of ROUNDED) {
  Deno.test(`sparklineOf() rounds ${prices} to what can be seen`, () => {
    assert.deepEqual(sparklineOf(every(15, prices))?.prices, rounded);
  });
}

Deno.test("pointsOf() ends with what is newer than the line", () => {
  const newer = [{ price: 8, timestamp: moment(15) }, { price: 9, timestamp: moment(20) }];
  const line = { start: moment(0), step: 15, prices: [1, 2] };
  assert.deepEqual(pointsOf(line, newer), [...every(15, [1, 2]), newer[1]]);
  assert.deepEqual(pointsOf(undefined, newer), newer);
});
