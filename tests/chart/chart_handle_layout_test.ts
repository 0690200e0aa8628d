import assert from "node:assert/strict";
import fc from "fast-check";
import { placeHandles } from "@/lib/live/chart/chart_handle_layout.ts";

const PLACES = [
  ["beside their lines", [100, 200], [100, 200]],
  ["below one another where lines are close", [100, 105], [100, 120]],
  ["at the edge where a line is out of sight", [-500, 900], [10, 290]],
  ["above one another at the lower edge", [295, 299], [270, 290]],
  ["nowhere while their height is not known", [null, 50], [null, 50]],
] as const;

for (const [where, heights, expected] of PLACES) {
  Deno.test(`placeHandles puts handles ${where}`, () => {
    assert.deepEqual(placeHandles(heights, 300, 20).map((place) => place?.y ?? null), expected);
  });
}

Deno.test("placeHandles says on which side a line is out of sight", () => {
  const places = placeHandles([-1, 150, 301], 300, 20);
  assert.deepEqual(places.map((place) => place?.beyond), ["above", null, "below"]);
});

Deno.test("placeHandles keeps all within the chart, in the order of their lines, apart while there is room", () => {
  const heights = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { maxLength: 30 });
  fc.assert(
    fc.property(heights, (ys) => {
      const places = placeHandles(ys, 300, 20);
      const gap = Math.min(20, 300 / Math.max(1, ys.length));
      const sorted = ys.map((wanted, index) => ({ wanted, y: places[index]?.y ?? NaN }))
        .sort((a, b) => a.wanted - b.wanted || a.y - b.y);
      sorted.forEach(({ y }, index) => {
        assert.ok(y >= gap / 2 - 1e-6 && y <= 300 - gap / 2 + 1e-6, `${y} is within`);
        const before = sorted[index - 1];
        if (before) assert.ok(y - before.y >= gap - 1e-6, `${before.y} and ${y} are apart`);
      });
    }),
  );
});
