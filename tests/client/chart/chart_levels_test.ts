import assert from "node:assert/strict";
import { bandsOf, extremesOf, levelsOf } from "@/lib/client/chart/levels.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { anAlarm, aPair, moment, START } from "../samples.ts";

const pairWith = (fields: Record<string, unknown>, pair: Partial<PairView> = {}): PairView => ({
  ...aPair({ maxPrice: 60_000, minPrice: 40_000, alarms: [anAlarm(fields)] }),
  ...pair,
});
const percent = { type: "percentChange", percentage: 5 };
const move = { type: "timeframe", percentage: 2, timeUnit: "minutes", timeValue: 5 };

const LEVELS = [
  [{}, 55_000, "Target ↑", null],
  [{ direction: "any" }, 55_000, "Target ↕", null],
  [{ direction: "fromAbove", targetPrice: 45_000 }, 45_000, "Target ↓", null],
  [{ ...percent, changeType: "downFromMax" }, 57_000, "\u22125 % max", "above 57,000"],
  [{ ...percent, changeType: "upFromMin" }, 42_000, "+5 % min", "below 42,000"],
] as const;

for (const [fields, price, title, reset] of LEVELS) {
  Deno.test(`levelsOf() draws ${title} at ${price}`, () => {
    const [level] = levelsOf(pairWith(fields), START);
    assert.equal(level?.price, price);
    assert.equal(level?.title, title);
    assert.equal(level?.look, reset === null ? "armed" : "waitingToReset");
    assert.equal(level?.waiting, reset && `Waiting to reset (${reset})`);
  });
}

const NO_LEVEL = [
  ["an alarm on a fall of more than there is", {
    ...percent,
    percentage: 100,
    changeType: "downFromMax",
  }, {}],
  ["a percentage before the first price", { ...percent, changeType: "upFromMin" }, {
    minPrice: null,
  }],
  ["a timeframe alarm, which is a band", { ...move, direction: "up" }, {}],
] as const;

for (const [what, fields, pair] of NO_LEVEL) {
  Deno.test(`levelsOf() leaves out ${what}`, () => {
    assert.deepEqual(levelsOf(pairWith(fields, pair), START), []);
  });
}

const LOOKS = [
  [{ triggered: true }, "triggered"],
  [{ snoozedUntil: moment(600) }, "snoozed"],
  [{ expiresAt: moment(-1) }, "expired"],
] as const;

for (const [fields, look] of LOOKS) {
  Deno.test(`levelsOf() marks an alarm that is ${look}`, () => {
    assert.equal(levelsOf(pairWith(fields), START)[0]?.look, look);
  });
}

const known = { historyStart: moment(-3_600), references: { alarm_1: 50_000 } };
const BANDS = [
  ["any", [[51_000, "above"], [49_000, "below"]], "±2 % in 5 minutes"],
  ["up", [[51_000, "above"]], "+2 % in 5 minutes"],
  ["down", [[49_000, "below"]], "\u22122 % in 5 minutes"],
] as const;

for (const [direction, edges, title] of BANDS) {
  Deno.test(`bandsOf() draws the edges of a move that is ${direction}`, () => {
    const [band] = bandsOf(pairWith({ ...move, direction }, known), START);
    assert.deepEqual(band?.edges.map(({ price, side }) => [price, side]), edges);
    assert.equal(band?.title, title);
    assert.equal(band?.since, START - 5 * 60_000);
  });
}

Deno.test("bandsOf() has no band for an alarm that is warming up", () => {
  const young = { historyStart: moment(-60), references: {} };
  assert.deepEqual(bandsOf(pairWith({ ...move, direction: "any" }, young), START), []);
});

Deno.test("bandsOf() begins at the start that an alarm compares with", () => {
  const since = {
    timeUnit: "sinceStart",
    timeValue: null,
    startPrice: 48_000,
    startTime: moment(-90),
  };
  const [band] = bandsOf(pairWith({ ...move, direction: "up", ...since }, known), START);
  assert.deepEqual(band?.edges, [{ price: 48_960, side: "above" }]);
  assert.equal(band?.since, START - 90_000);
  assert.equal(band?.title, "+2 % since start");
});

Deno.test("bandsOf() draws no edge below zero", () => {
  const far = { ...move, percentage: 100, direction: "any" };
  const [band] = bandsOf(pairWith(far, known), START);
  assert.deepEqual(band?.edges.map(({ side }) => side), ["above"]);
});

Deno.test("extremesOf() names the maximum and minimum that alarms are measured from, from when they count", () => {
  const pair = aPair({ maxPrice: 52_000, minPrice: 0.000048, addedAt: moment(-60) });
  const since = START - 60_000;
  assert.deepEqual(extremesOf(pair), [
    { price: 52_000, since, side: "above", text: "Max since added 52,000" },
    { price: 0.000048, since, side: "below", text: "Min since added 0.0₄48" },
  ]);
  assert.deepEqual(extremesOf({ ...pair, maxPrice: null, minPrice: null }), []);
});
