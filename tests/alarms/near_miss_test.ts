import assert from "node:assert/strict";
import fc from "fast-check";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { NearMissFinder, type NoNearMiss } from "@/lib/alarms/why.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { calmCandles, someNewAlarm, STEP_MS } from "./arbitrary_candles.ts";
import { ID, iso, percent, START, target, timeframe } from "./build.ts";
import { modelNearest } from "./nearest_model.ts";

function nearest(alarm: Alarm, candles: readonly Candle[], options: object = {}) {
  const looking = new NearMissFinder(alarm, {
    ...{ symbol: "BTCUSDT", stepMs: STEP_MS, now: Infinity },
    ...options,
  });
  looking.look(candles);
  return looking.result;
}

Deno.test("NearMissFinder finds the candle that looking at every one of them finds", () => {
  let [near, reached, none] = [0, 0, 0];
  const parts = fc.record({
    wanted: someNewAlarm,
    candles: calmCandles,
    since: fc.integer({ min: 0, max: 90 }),
    expires: fc.option(fc.integer({ min: 30, max: 120 }), { freq: 4 }),
  });
  fc.assert(
    fc.property(parts, ({ wanted, candles, since: half, expires }) => {
      const since = START + half * STEP_MS / 2;
      const start = wanted.type === "timeframe" && wanted.timeUnit === "sinceStart"
        ? { startPrice: 100 }
        : {};
      const expiresAt = expires === null ? null : iso(START + expires * STEP_MS);
      const alarm = Alarm.parse({ ...wanted, ...start, id: ID, createdAt: iso(since), expiresAt });
      const { nearMiss } = nearest(alarm, candles);
      const expected = modelNearest({ alarm, candles, since });
      if (nearMiss === null) none++;
      else if (nearMiss.isReached) reached++;
      else near++;
      const { at, price, isReached, percent } = nearMiss ?? {};
      const told = nearMiss === null ? null : { at, price, isReached, percent };
      assert.deepEqual(told, expected);
    }),
    { numRuns: 3000 },
  );
  assert.ok(Math.min(near, reached, none) > 100, `${near} near, ${reached} reached, ${none} none`);
});

/** Candles of a minute each that go from the price before to the next one. */
function closes(...prices: number[]): Candle[] {
  return prices.map((close, minute) => {
    const open = prices[minute - 1] ?? close;
    const [low, high] = [Math.min(open, close), Math.max(open, close)];
    return { at: START + minute * STEP_MS, open, low, high, close };
  });
}

const endOf = (minute: number) => START + (minute + 1) * STEP_MS - 1;
const above = (fields: object = {}) => target({ targetPrice: 110, ...fields });

interface Row {
  readonly says: string;
  readonly alarm: Alarm;
  readonly candles: readonly Candle[];
  readonly options?: object;
  readonly tells: { minute: number; price: number; distance: number } | NoNearMiss;
}

const ROWS: Row[] = [
  {
    says: "takes the highest price for a target from below",
    alarm: above(),
    candles: closes(100, 108, 104, 101),
    tells: { minute: 1, price: 108, distance: 2 },
  },
  {
    says: "takes the newest of the moments that reached it",
    alarm: above({ snoozedUntil: iso(START + 30 * STEP_MS) }),
    candles: closes(100, 112, 115, 104, 111),
    tells: { minute: 4, price: 111, distance: 0 },
  },
  {
    says: "counts only what came after the alarm was set",
    alarm: above({ createdAt: iso(START + 3 * STEP_MS) }),
    candles: closes(100, 109, 104, 104, 105, 100),
    tells: { minute: 4, price: 105, distance: 5 },
  },
  {
    says: "counts no high from before it was set within the same candle",
    alarm: above({ createdAt: iso(START + 1.5 * STEP_MS) }),
    candles: closes(100, 100, 104, 101).map((candle, minute) =>
      minute === 1 ? { ...candle, high: 109 } : candle
    ),
    tells: { minute: 2, price: 104, distance: 6 },
  },
  {
    says: "tells that the trigger was reached, at the moment it was",
    alarm: above({ snoozedUntil: iso(START + 30 * STEP_MS) }),
    candles: closes(100, 112, 115, 116),
    tells: { minute: 1, price: 112, distance: 0 },
  },
  {
    says: "waits for a condition that was true to be false",
    alarm: above({ createdAt: iso(START + STEP_MS) }),
    candles: closes(120, 115, 112, 104, 106),
    tells: { minute: 4, price: 106, distance: 4 },
  },
  {
    says: "tells that a condition was true all the time",
    alarm: above({ createdAt: iso(START + STEP_MS) }),
    candles: closes(120, 115, 112),
    tells: "stillMet",
  },
  {
    says: "begins anew at the last fire of an alarm that rings every time",
    alarm: above({ mode: "repeat", triggeredAt: iso(endOf(1)), triggered: true }),
    candles: closes(100, 111, 104, 107, 102),
    tells: { minute: 3, price: 107, distance: 3 },
  },
  {
    says: "does not take the fire itself for a near miss, when it was within a candle",
    alarm: above({ mode: "repeat", triggeredAt: iso(START + 1.5 * STEP_MS), triggered: true }),
    candles: closes(100, 111, 104, 107, 102),
    tells: { minute: 3, price: 107, distance: 3 },
  },
  {
    says: "has nothing to tell of an alarm that rings once and has",
    alarm: above({ triggeredAt: iso(endOf(1)), triggered: true }),
    candles: closes(100, 111, 104, 107, 102),
    tells: "alreadyTriggered",
  },
  {
    says: "stops where the alarm expired",
    alarm: above({ expiresAt: iso(START + 2 * STEP_MS) }),
    candles: closes(100, 104, 109),
    tells: { minute: 1, price: 104, distance: 6 },
  },
  { says: "tells that nothing is known", alarm: above(), candles: [], tells: "noHistory" },
  {
    says: "measures from the maximum as it grew",
    alarm: percent({ percentage: 10 }),
    candles: closes(100, 92, 120, 110),
    // A tenth below 120 is 108.
    tells: { minute: 3, price: 110, distance: 2 },
  },
  {
    says: "knows no maximum from before the pair was added",
    alarm: percent({ percentage: 10, createdAt: iso(START + 2 * STEP_MS) }),
    candles: closes(200, 100, 100, 98),
    options: { recordFrom: START + 2 * STEP_MS },
    tells: { minute: 3, price: 98, distance: 8 },
  },
  {
    says: "measures from a maximum that is older than the candles",
    alarm: percent({ percentage: 10 }),
    candles: closes(100, 100),
    options: { maxPrice: 110 },
    tells: { minute: 0, price: 100, distance: 1 },
  },
  {
    says: "measures each window from its first price",
    alarm: timeframe({ percentage: 10, direction: "up", timeValue: 2 }),
    candles: closes(100, 100, 105, 109, 109),
    tells: { minute: 3, price: 109, distance: 1 },
  },
  {
    says: "tells that a window was never full",
    alarm: timeframe({ timeValue: 30 }),
    candles: closes(100, 100, 105),
    tells: "warmingUp",
  },
];

for (const { says, alarm, candles, options, tells } of ROWS) {
  Deno.test(`NearMissFinder ${says}`, () => {
    const { nearMiss, reason } = nearest(alarm, candles, options);
    if (typeof tells === "string") return assert.equal(reason, tells);
    const { minute, price, distance } = tells;
    assert.equal(nearMiss?.at, endOf(minute));
    assert.equal(nearMiss?.price, price);
    assert.equal(nearMiss?.isReached, distance === 0);
    assert.ok(Math.abs((nearMiss?.distance ?? NaN) - distance) < 1e-9, `${nearMiss?.distance}`);
  });
}
