import assert from "node:assert/strict";
import fc from "fast-check";
import { type LineLabel, placeLabels } from "@/lib/client/chart/drawings.ts";

const LABEL_HEIGHT = 14;

const HEIGHT = 200;
const at = (line: number, side: LineLabel["side"], left = 0, right = 80): LineLabel => (
  { line, side, left, right }
);

const ROWS: readonly (readonly [
  says: string,
  labels: readonly LineLabel[],
  places: readonly (number | null)[],
])[] = [
  ["each stands on its side of its line", [at(50, "above"), at(150, "below")], [40, 160]],
  ["one that would cover another stands on the other side", [at(50, "above"), at(52, "above")], [
    ...[40, 62],
  ]],
  ["side by side they do not meet", [at(50, "above"), at(50, "above", 80, 160)], [40, 40]],
  ["where both sides are taken it stands further away", [
    ...[at(50, "above"), at(50, "below"), at(50, "above")],
  ], [40, 60, 26]],
  ["at the edge it stands inside", [at(2, "above"), at(199, "below")], [12, 189]],
  ["where there is no room near its line it is left out", [
    ...Array.from({ length: 7 }, () => at(50, "above")),
  ], [40, 60, 26, 74, 12, 88, null]],
];

for (const [says, labels, places] of ROWS) {
  Deno.test(`placeLabels(): ${says}`, () => {
    assert.deepEqual(placeLabels(labels, HEIGHT), places);
  });
}

Deno.test("placeLabels() lets no label cover another, and cuts none off", () => {
  const label = fc.record({
    left: fc.integer({ min: 0, max: 200 }),
    line: fc.integer({ min: 0, max: HEIGHT }),
    side: fc.constantFrom("above" as const, "below" as const),
  }).map(({ left, ...rest }) => ({ left, right: left + 80, ...rest }));
  fc.assert(fc.property(fc.array(label, { maxLength: 12 }), (labels) => {
    const places = placeLabels(labels, HEIGHT);
    const shown = labels.flatMap((each, nth) => {
      const y = places[nth] ?? null;
      return y === null ? [] : [{ ...each, y }];
    });
    for (const [nth, one] of shown.entries()) {
      assert.ok(one.y >= LABEL_HEIGHT / 2 && one.y <= HEIGHT - LABEL_HEIGHT / 2);
      for (const other of shown.slice(nth + 1)) {
        const isBeside = one.right <= other.left || other.right <= one.left;
        assert.ok(isBeside || Math.abs(one.y - other.y) >= LABEL_HEIGHT);
      }
    }
  }));
});
