import assert from "node:assert/strict";
import fc from "fast-check";
import { type HandlePlace, placeHandles } from "@/lib/client/chart/handles.ts";

const PLACES = [
  ["beside their lines", [100, 200], [100, 200]],
  ["as near as can be where lines are close", [100, 105], [92.5, 112.5]],
  ["below one another where lines meet", [100, 100], [90, 110]],
  ["at the edge where a line is out of sight", [-500, 900], [10, 290]],
  ["above one another at the lower edge", [301, 310], [270, 290]],
  ["nowhere while their height is not known", [null, 50], [null, 50]],
] as const;

for (const [where, heights, expected] of PLACES) {
  Deno.test(`placeHandles() puts handles ${where}`, () => {
    const places = placeHandles(heights, 300, 20);
    assert.deepEqual(places.map((place) => place?.y ?? null), expected);
    assert.ok(places.every((place) => !place?.isFolded));
  });
}

Deno.test("placeHandles() says on which side a line is out of sight", () => {
  const places = placeHandles([-1, 150, 301], 300, 20);
  assert.deepEqual(places.map((place) => place?.beyond), ["above", null, "below"]);
});

Deno.test("placeHandles() says how far the line of a handle is that had to move", () => {
  const places = placeHandles([100, 105, -50], 300, 20);
  assert.deepEqual(places.map((place) => place?.toLine), [7.5, -7.5, 0]);
});

const FOLDED = [
  ["no line that has room", [100, 130, 160], [false, false, false]],
  ["the last of three that are close", [100, 102, 104], [false, false, true]],
  ["the last ones out of sight", [-9, -8, -7, 500], [false, false, true, false]],
  ["one that would be pushed away", [100, 108, 116], [false, false, true]],
  ["one that would push others away", [108, 116, 100], [false, false, true]],
  ["one that would push another from the edge", [295, 299], [false, true]],
] as const;

for (const [which, heights, expected] of FOLDED) {
  Deno.test(`placeHandles() folds ${which}`, () => {
    const places = placeHandles(heights, 300, 20);
    assert.deepEqual(places.map((place) => place?.isFolded), expected);
  });
}

Deno.test("placeHandles() gives each a height in which no finger finds two", () => {
  const places = placeHandles([100, 100, 100, 100, 250], 300, 20);
  assert.deepEqual(places.map((place) => place?.reach), [20, 20, 10, 10, 20]);
});

type Known = HandlePlace & { readonly line: number };

/** Fails unless the handles of one column stand in the order of their lines, within the chart and so far apart. */
function assertInLine(column: readonly Known[], least: number): void {
  const gap = Math.min(least, 300 / Math.max(1, column.length));
  const sorted = column.toSorted((a, b) => a.line - b.line || a.y - b.y);
  sorted.forEach(({ y }, index) => {
    assert.ok(y >= gap / 2 - 1e-6 && y <= 300 - gap / 2 + 1e-6, `${y} is within`);
    const before = sorted[index - 1];
    if (before) assert.ok(y - before.y >= gap - 1e-6, `${before.y} and ${y} are apart`);
  });
}

Deno.test("placeHandles() keeps all within the chart, in the order of their lines, apart while there is room", () => {
  const heights = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 30 });
  fc.assert(
    fc.property(heights, (ys) => {
      const places = placeHandles(ys, 300, 20).flatMap((place, index): Known[] => (
        place === null ? [] : [{ ...place, line: ys[index] ?? NaN }]
      ));
      assert.equal(places.length, ys.length);
      assertInLine(places.filter(({ isFolded }) => !isFolded), 20);
      assertInLine(places.filter(({ isFolded }) => isFolded), 10);
      for (const { isFolded, beyond, toLine } of places) {
        assert.ok(isFolded || beyond !== null || Math.abs(toLine) <= 20, "beside its line");
      }
    }),
  );
});
