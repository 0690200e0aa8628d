import assert from "node:assert/strict";
import { sortBySight } from "@/lib/client/chart/handles.ts";
import { bandsOf, levelsOf } from "@/lib/client/chart/levels.ts";
import { anAlarm, aPair, moment, START } from "../samples.ts";

const SIGHT = { lowest: 49_000, highest: 51_000, price: 50_000 };
const levelsAt = (...prices: readonly number[]) => {
  const alarms = prices.map((targetPrice) => anAlarm({ id: `at_${targetPrice}`, targetPrice }));
  return levelsOf(aPair({ alarms }), START);
};
const bandsOver = (...sizes: readonly number[]) => {
  const move = { type: "timeframe", timeUnit: "minutes", timeValue: 5, direction: "any" };
  const alarms = sizes.map((percentage) =>
    anAlarm({ ...move, id: `by_${percentage}`, percentage })
  );
  const references = Object.fromEntries(alarms.map(({ id }) => [id, 50_000]));
  return bandsOf({ ...aPair({ alarms }), references, historyStart: moment(-3_600) }, START);
};
const SORTED = [
  ["all lines in sight", [50_500, 49_500], null, [50_500, 49_500], [0, 0]],
  ["the two nearest on each side", [54_000, 53_000, 52_000, 48_000, 47_000, 46_000, 45_000], null, [
    ...[53_000, 52_000, 48_000, 47_000],
  ], [1, 2]],
  ["a held line however far it is", [54_000, 53_000, 52_000, 60_000], "at_60000", [
    ...[53_000, 52_000, 60_000],
  ], [1, 0]],
] as const;

for (const [which, prices, held, expected, more] of SORTED) {
  Deno.test(`sortBySight() gives a handle to ${which}`, () => {
    const { levels, above, below } = sortBySight(levelsAt(...prices), [], SIGHT, held);
    assert.deepEqual(levels.map(({ price }) => price), expected);
    assert.deepEqual([above.more, below.more], more);
  });
}

Deno.test("sortBySight() gives a mark to the nearest edges of bands out of sight, and counts the others", () => {
  const { above, below } = sortBySight([], bandsOver(1, 8, 6, 4), SIGHT);
  assert.deepEqual(above.bands.map(({ price }) => price), [52_000, 53_000]);
  assert.deepEqual(below.bands.map(({ price }) => price), [48_000, 47_000]);
  assert.deepEqual([above.more, below.more], [1, 1]);
});
