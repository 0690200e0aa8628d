import assert from "node:assert/strict";
import {
  conditionOf,
  isUnmoved,
  keyStepOf,
  LevelDrag,
  movedTo,
} from "@/lib/client/chart/handles.ts";
import { sideOf } from "@/lib/alarms/kinds/target/rules.ts";
import { anAlarm, aPair } from "../samples.ts";

const PAIR = aPair({ maxPrice: 60_000, minPrice: 40_000 });
const level = (fields: Record<string, unknown> = {}) => anAlarm(fields);
const down = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
const up = { ...down, changeType: "upFromMin" };

const MOVES = [
  ["a target, in steps", {}, 56_783.21, 56_785, { targetPrice: 56_785, direction: "fromBelow" }],
  ["a target across the price", {}, 45_001, 45_000, {
    targetPrice: 45_000,
    direction: "fromAbove",
  }],
  [
    "a target beyond which the price is, which waits for it to come back",
    {
      direction: "fromAbove",
    },
    56_785,
    56_785,
    { targetPrice: 56_785, direction: "fromAbove" },
  ],
  ["a target for either side", { direction: "any" }, 45_001, 45_000, {
    ...{ targetPrice: 45_000, direction: "any" },
  }],
  ["a fall from the maximum", down, 54_000, 54_000, { percentage: 10 }],
  ["a fall, in hundredths", down, 54_001, 54_000, { percentage: 10 }],
  ["a fall above the maximum", down, 70_000, 59_994, { percentage: 0.01 }],
  ["a fall below zero", down, -5, 6, { percentage: 99.99 }],
  ["a rise from the minimum", up, 44_000, 44_000, { percentage: 10 }],
  ["a rise below the minimum", up, 30_000, 40_004, { percentage: 0.01 }],
  ["a rise of more than all", up, 90_000, 90_000, { percentage: 125 }],
] as const;

for (const [what, fields, to, price, sent] of MOVES) {
  Deno.test(`movedTo() moves ${what}`, () => {
    const moved = movedTo(level(fields), PAIR, to, 5);
    assert.ok(Math.abs((moved?.price ?? 0) - price) < 1e-6, `${moved?.price}`);
    assert.deepEqual(moved?.fields, sent);
  });
}

Deno.test("movedTo() has nothing to measure a percentage from before the first price", () => {
  assert.equal(movedTo(level(down), aPair({ maxPrice: null }), 54_000, 5), null);
});

Deno.test("movedTo() keeps the side of a target while the price is not known", () => {
  const moved = movedTo(level(), aPair({ currentPrice: null }), 40_000, 5);
  assert.deepEqual(moved?.fields, { targetPrice: 40_000, direction: "fromBelow" });
});

Deno.test("sideOf() says from below at the price itself", () => {
  assert.equal(sideOf(50_000, 50_000), "fromBelow");
  assert.equal(sideOf(49_999, 50_000), "fromAbove");
});

for (const fields of [{}, down, up]) {
  const alarm = level(fields);
  Deno.test(`conditionOf() is what puts a ${alarm.type} alarm back`, () => {
    assert.ok(isUnmoved(alarm, { price: 1, fields: conditionOf(alarm) }));
  });
}

Deno.test("keyStepOf() is enough to change a percentage, however small the step", () => {
  const alarm = level(down);
  const price = 57_000;
  const moved = movedTo(alarm, PAIR, price + keyStepOf(alarm, price, 0.01), 0.01);
  assert.equal(isUnmoved(alarm, moved!), false);
});

function drag() {
  return new LevelDrag({ pair: () => PAIR, step: () => 5 });
}

Deno.test("LevelDrag moves by keys from where the line is, and on from where it is held", () => {
  const hand = drag();
  hand.nudge(level(), 55_000, 1);
  assert.equal(hand.held.value?.moved.price, 55_005);
  hand.nudge(level(), 55_000, -10);
  assert.equal(hand.held.value?.moved.price, 54_955);
  assert.deepEqual(hand.wish?.moved.fields, { targetPrice: 54_955, direction: "fromBelow" });
});

Deno.test("LevelDrag remembers what the alarm was before the first move", () => {
  const hand = drag();
  hand.to(level(), 56_000);
  hand.to(level({ targetPrice: 56_000 }), 57_000);
  assert.deepEqual(conditionOf(hand.wish!.alarm), conditionOf(level()));
});

Deno.test("LevelDrag wishes nothing for a line that is back where it was, or dropped", () => {
  const hand = drag();
  hand.to(level(), 56_000);
  hand.to(level(), 55_001);
  assert.equal(hand.wish, null);
  hand.to(level(), 56_000);
  hand.drop();
  assert.equal(hand.wish, null);
  assert.equal(hand.held.value, null);
});
