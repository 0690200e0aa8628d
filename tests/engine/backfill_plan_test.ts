import assert from "node:assert/strict";
import {
  daysDone,
  DEFAULT_PAST,
  nextRange,
  reachedAtStart,
  reachedBy,
} from "@/lib/engine/backfill/plan.ts";
import { coinGeckoPast } from "@/lib/sources/coingecko/prices.ts";
import { KRAKEN_PAST } from "@/lib/sources/kraken/kraken.ts";
import type { PastPlan } from "@/lib/sources/market_source.ts";
import { DAY_MS as DAY } from "@/lib/time/durations.ts";
import { pricedPair } from "./pairs.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z");
const HOUR = 3_600_000;
const MINUTE = 60_000;
const COINGECKO = coinGeckoPast();
const PAIR = pricedPair("BTCUSDT", { price: 100, at: NOW });
const iso = (at: number) => new Date(at).toISOString();

/** Every question until nothing is left: how old it begins and ends, and the width of the candles. */
function questions(plan: PastPlan, days: number, reached = NOW) {
  const asked: [from: number, to: number, stepMs: number][] = [];
  for (;;) {
    const range = nextRange(plan, { reached, now: NOW, days });
    if (range === null) return asked;
    asked.push([NOW - range.from, NOW - range.to, range.stepMs]);
    reached = range.from;
  }
}

Deno.test("nextRange() goes back day by day in minutes, and no farther than wanted", () => {
  assert.deepEqual(questions(DEFAULT_PAST, 3), [
    [DAY, 0, MINUTE],
    [2 * DAY, DAY, MINUTE],
    [3 * DAY, 2 * DAY, MINUTE],
  ]);
  assert.deepEqual(questions(DEFAULT_PAST, 2, NOW - 1.5 * DAY), [[2 * DAY, 1.5 * DAY, MINUTE]]);
  assert.deepEqual(questions(DEFAULT_PAST, 30, NOW - 30 * DAY), []);
});

Deno.test("nextRange() asks CoinGecko twice for 30 days: the last day closely, and by the hour what is older", () => {
  assert.deepEqual(questions(COINGECKO, 30), [
    [DAY, 0, 5 * MINUTE],
    [30 * DAY, DAY, HOUR],
  ]);
  assert.deepEqual(questions(COINGECKO, 120).at(-1), [120 * DAY, 90 * DAY, DAY]);
});

Deno.test("coinGeckoPast() leaves four of five calls to the prices, where there are few", () => {
  const pauses = [undefined, 15, 3, 1].map((calls) => coinGeckoPast(calls).pauseMs / 1000);
  assert.deepEqual(pauses, [30, 30, 100, 300]);
});

Deno.test("nextRange() asks Kraken for as many candles of each width as it has, wider ones for what is older", () => {
  const asked = questions(KRAKEN_PAST, 30);
  assert.deepEqual(asked.map(([, , step]) => step / MINUTE), [1, 5, 15, 30, 60]);
  for (const [from, , step] of asked) assert.ok(from / step < 721, `${from / step} bars`);
  assert.equal(asked.at(-1)?.[0], 30 * DAY);
});

Deno.test("nextRange() leaves no gap between two questions, whatever the plan", () => {
  for (const plan of [DEFAULT_PAST, COINGECKO, KRAKEN_PAST]) {
    const asked = questions(plan, 30, NOW - 7 * MINUTE);
    assert.equal(asked[0]?.[1], 7 * MINUTE);
    asked.slice(1).forEach(([, to], index) => assert.equal(to, asked[index]?.[0]));
    assert.equal(asked.at(-1)?.[0], 30 * DAY);
  }
});

Deno.test("reachedBy() is the first price until the source was asked, and nothing before a price", () => {
  assert.equal(reachedBy(PAIR, NOW - HOUR), NOW - HOUR);
  assert.equal(reachedBy({ ...PAIR, backfilledFrom: iso(NOW - DAY) }, NOW), NOW - DAY);
  assert.equal(reachedBy({ ...PAIR, lastUpdate: null }, null), null);
});

Deno.test("reachedAtStart() asks again for a day that a crash has lost, and only for that", () => {
  const pair = { ...PAIR, backfilledFrom: iso(NOW - 3 * DAY) };
  const reached = (oldestAge: number) => reachedAtStart(pair, NOW - oldestAge, DEFAULT_PAST, NOW);
  assert.equal(reached(3 * DAY - MINUTE), NOW - 3 * DAY);
  assert.equal(reached(2 * DAY), NOW - 2 * DAY);
  // A coin that is younger than the history that is wanted: nothing was lost but perhaps the last day.
  assert.equal(reached(HOUR), NOW - 2 * DAY);
});

Deno.test("daysDone() counts whole days, and no more than are wanted", () => {
  const done = (age: number) => daysDone({ reached: NOW - age, now: NOW, days: 30 });
  assert.deepEqual([done(0), done(DAY - 1), done(3.5 * DAY), done(40 * DAY)], [0, 0, 3, 30]);
});
