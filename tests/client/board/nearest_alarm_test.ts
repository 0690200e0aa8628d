import assert from "node:assert/strict";
import { closeness, nearestAlarm } from "@/lib/client/board/arrange.ts";
import { anAlarm, aPair, moment, START } from "../samples.ts";

const far = anAlarm({ id: "far" });
const below = anAlarm({ id: "below", targetPrice: 49_500, direction: "any" });
const PERCENT = { type: "percentChange", percentage: 1, changeType: "downFromMax" };

const ROWS = [
  ["the one with the shortest way, up or down", [far, below], "below"],
  ["no triggered one", [far, { ...below, triggered: true }], "far"],
  ["no snoozed one", [far, { ...below, snoozedUntil: moment(600) }], "far"],
  ["no expired one", [far, { ...below, expiresAt: moment(-1) }], "far"],
  ["one on a distance from the maximum", [far, anAlarm({ id: "percent", ...PERCENT })], "percent"],
  ["none when none is armed", [{ ...far, triggered: true }], undefined],
  ["none where there is none", [], undefined],
] as const;

for (const [says, alarms, id] of ROWS) {
  Deno.test(`nearestAlarm() finds ${says}`, () => {
    const found = nearestAlarm(aPair({ alarms: [...alarms] }), START);
    assert.equal(found?.alarm.id, id);
  });
}

Deno.test("nearestAlarm() tells price and distance", () => {
  const { price, percent } = nearestAlarm(aPair({ alarms: [below] }), START) ?? {};
  assert.deepEqual([price, percent], [49_500, -1]);
});

Deno.test("nearestAlarm() knows no distance without a price", () => {
  assert.equal(nearestAlarm(aPair({ alarms: [far], currentPrice: null }), START), null);
});

Deno.test("closeness() is one at the price, half a percent away more than five away, and never below zero", () => {
  assert.deepEqual([0, 1, -1].map(closeness), [1, 0.5, 0.5]);
  assert.ok(closeness(0.5) > closeness(-5) && closeness(10_000) > 0);
});
