import assert from "node:assert/strict";
import fc from "fast-check";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { NearestApproach, type NoApproach } from "@/lib/alarms/near_miss.ts";
import type { Bar } from "@/lib/market/candle.ts";
import { calmBars, someNewAlarm, STEP_MS } from "./arbitrary_bars.ts";
import { ID, iso, percent, START, target, timeframe } from "./build.ts";
import { modelNearest } from "./nearest_model.ts";

function nearest(alarm: Alarm, bars: readonly Bar[], options: object = {}) {
  const looking = new NearestApproach(alarm, {
    ...{ symbol: "BTCUSDT", stepMs: STEP_MS, now: Infinity },
    ...options,
  });
  looking.look(bars);
  return looking.result;
}

Deno.test("NearestApproach finds the bar that looking at every one of them finds", () => {
  let [near, reached, none] = [0, 0, 0];
  const parts = fc.record({
    wanted: someNewAlarm,
    bars: calmBars,
    since: fc.integer({ min: 0, max: 90 }),
    expires: fc.option(fc.integer({ min: 30, max: 120 }), { freq: 4 }),
  });
  fc.assert(
    fc.property(parts, ({ wanted, bars, since: half, expires }) => {
      const since = START + half * STEP_MS / 2;
      const start = wanted.type === "timeframe" && wanted.timeUnit === "sinceStart"
        ? { startPrice: 100 }
        : {};
      const expiresAt = expires === null ? null : iso(START + expires * STEP_MS);
      const alarm = Alarm.parse({ ...wanted, ...start, id: ID, createdAt: iso(since), expiresAt });
      const { approach } = nearest(alarm, bars);
      const expected = modelNearest({ alarm, bars, since });
      if (approach === null) none++;
      else if (approach.isReached) reached++;
      else near++;
      const { at, price, isReached, percent } = approach ?? {};
      const told = approach === null ? null : { at, price, isReached, percent };
      assert.deepEqual(told, expected);
    }),
    { numRuns: 3000 },
  );
  assert.ok(Math.min(near, reached, none) > 100, `${near} near, ${reached} reached, ${none} none`);
});

/** Bars of a minute each that go from the price before to the next one. */
function closes(...prices: number[]): Bar[] {
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
  readonly bars: readonly Bar[];
  readonly options?: object;
  readonly tells: { minute: number; price: number; distance: number } | NoApproach;
}

const ROWS: Row[] = [
  {
    says: "takes the highest price for a target from below",
    alarm: above(),
    bars: closes(100, 108, 104, 101),
    tells: { minute: 1, price: 108, distance: 2 },
  },
  {
    says: "takes the newest of the moments that reached it",
    alarm: above({ snoozedUntil: iso(START + 30 * STEP_MS) }),
    bars: closes(100, 112, 115, 104, 111),
    tells: { minute: 4, price: 111, distance: 0 },
  },
  {
    says: "counts only what came after the alarm was set",
    alarm: above({ createdAt: iso(START + 3 * STEP_MS) }),
    bars: closes(100, 109, 104, 104, 105, 100),
    tells: { minute: 4, price: 105, distance: 5 },
  },
  {
    says: "counts no high from before it was set within the same bar",
    alarm: above({ createdAt: iso(START + 1.5 * STEP_MS) }),
    bars: closes(100, 100, 104, 101).map((bar, minute) =>
      minute === 1 ? { ...bar, high: 109 } : bar
    ),
    tells: { minute: 2, price: 104, distance: 6 },
  },
  {
    says: "tells that the trigger was reached, at the moment it was",
    alarm: above({ snoozedUntil: iso(START + 30 * STEP_MS) }),
    bars: closes(100, 112, 115, 116),
    tells: { minute: 1, price: 112, distance: 0 },
  },
  {
    says: "waits for a condition that was true to be false",
    alarm: above({ createdAt: iso(START + STEP_MS) }),
    bars: closes(120, 115, 112, 104, 106),
    tells: { minute: 4, price: 106, distance: 4 },
  },
  {
    says: "tells that a condition was true all the time",
    alarm: above({ createdAt: iso(START + STEP_MS) }),
    bars: closes(120, 115, 112),
    tells: "stillMet",
  },
  {
    says: "begins anew at the last fire of an alarm that rings every time",
    alarm: above({ mode: "repeat", triggeredAt: iso(endOf(1)), triggered: true }),
    bars: closes(100, 111, 104, 107, 102),
    tells: { minute: 3, price: 107, distance: 3 },
  },
  {
    says: "does not take the fire itself for an approach, when it was within a bar",
    alarm: above({ mode: "repeat", triggeredAt: iso(START + 1.5 * STEP_MS), triggered: true }),
    bars: closes(100, 111, 104, 107, 102),
    tells: { minute: 3, price: 107, distance: 3 },
  },
  {
    says: "has nothing to tell of an alarm that rings once and has",
    alarm: above({ triggeredAt: iso(endOf(1)), triggered: true }),
    bars: closes(100, 111, 104, 107, 102),
    tells: "alreadyTriggered",
  },
  {
    says: "stops where the alarm expired",
    alarm: above({ expiresAt: iso(START + 2 * STEP_MS) }),
    bars: closes(100, 104, 109),
    tells: { minute: 1, price: 104, distance: 6 },
  },
  { says: "tells that nothing is known", alarm: above(), bars: [], tells: "noHistory" },
  {
    says: "measures from the maximum as it grew",
    alarm: percent({ percentage: 10 }),
    bars: closes(100, 92, 120, 110),
    // A tenth below 120 is 108.
    tells: { minute: 3, price: 110, distance: 2 },
  },
  {
    says: "knows no maximum from before the pair was added",
    alarm: percent({ percentage: 10, createdAt: iso(START + 2 * STEP_MS) }),
    bars: closes(200, 100, 100, 98),
    options: { recordFrom: START + 2 * STEP_MS },
    tells: { minute: 3, price: 98, distance: 8 },
  },
  {
    says: "measures from a maximum that is older than the bars",
    alarm: percent({ percentage: 10 }),
    bars: closes(100, 100),
    options: { maxPrice: 110 },
    tells: { minute: 0, price: 100, distance: 1 },
  },
  {
    says: "measures each window from its first price",
    alarm: timeframe({ percentage: 10, direction: "up", timeValue: 2 }),
    bars: closes(100, 100, 105, 109, 109),
    tells: { minute: 3, price: 109, distance: 1 },
  },
  {
    says: "tells that a window was never full",
    alarm: timeframe({ timeValue: 30 }),
    bars: closes(100, 100, 105),
    tells: "warmingUp",
  },
];

for (const { says, alarm, bars, options, tells } of ROWS) {
  Deno.test(`NearestApproach ${says}`, () => {
    const { approach, reason } = nearest(alarm, bars, options);
    if (typeof tells === "string") return assert.equal(reason, tells);
    const { minute, price, distance } = tells;
    assert.equal(approach?.at, endOf(minute));
    assert.equal(approach?.price, price);
    assert.equal(approach?.isReached, distance === 0);
    assert.ok(Math.abs((approach?.distance ?? NaN) - distance) < 1e-9, `${approach?.distance}`);
  });
}
