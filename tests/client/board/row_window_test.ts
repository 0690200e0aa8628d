import assert from "node:assert/strict";
import fc from "fast-check";
import {
  covers,
  joined,
  type RowLayout,
  rowWindow,
  withRow,
} from "@/components/board/use_row_window.ts";

const layout = (fields: Partial<RowLayout> = {}): RowLayout => ({
  ...{ count: 100, columns: 1, pitch: 10, extras: new Map() },
  ...fields,
});

const ROWS: readonly (readonly [
  says: string,
  layout: RowLayout,
  stretch: readonly [top: number, bottom: number],
  window: readonly [from: number, to: number, above: number, below: number],
])[] = [
  ["the top", layout(), [0, 50], [0, 5, 0, 950]],
  ["the middle", layout(), [495, 520], [49, 52, 490, 480]],
  ["above the list", layout(), [-500, -100], [0, 1, 0, 990]],
  ["far below it", layout(), [5_000, 5_100], [99, 100, 990, 0]],
  ["four columns", layout({ columns: 4 }), [95, 110], [36, 44, 90, 140]],
  ["a last line that is not full", layout({ count: 9, columns: 4 }), [0, 100], [0, 9, 0, 0]],
  ["below an open row", layout({ extras: new Map([[0, 90]]) }), [100, 120], [1, 3, 100, 970]],
  ["within an open row", layout({ extras: new Map([[0, 90]]) }), [50, 60], [0, 1, 0, 990]],
  ["nothing", layout({ count: 0 }), [0, 100], [0, 0, 0, 0]],
];

for (const [says, rows, [top, bottom], [from, to, above, below]] of ROWS) {
  Deno.test(`rowWindow() finds the rows of ${says}`, () => {
    assert.deepEqual(rowWindow(rows, top, bottom), { from, to, above, below });
  });
}

Deno.test("rowWindow() covers the stretch, and its rooms and rows make up the whole list", () => {
  const story = fc.record({
    count: fc.integer({ min: 1, max: 1_000 }),
    columns: fc.integer({ min: 1, max: 5 }),
    pitch: fc.integer({ min: 20, max: 150 }),
    open: fc.array(fc.tuple(fc.nat(999), fc.integer({ min: 1, max: 500 })), { maxLength: 5 }),
    top: fc.integer({ min: -1_000, max: 100_000 }),
    row: fc.nat(999),
  });
  fc.assert(fc.property(story, ({ open, top, row, ...rest }) => {
    const extras = new Map(open.filter(([place]) => place < rest.count));
    const rows = layout({ ...rest, extras });
    const lines = Math.ceil(rest.count / rest.columns);
    const total = lines * rest.pitch + [...extras.values()].reduce((sum, extra) => sum + extra, 0);
    const bottom = top + 900;
    for (
      const seen of [rowWindow(rows, top, bottom)].flatMap((w) => [w, withRow(w, rows, row, 50)])
    ) {
      assert.ok(seen.from < seen.to && seen.to <= rest.count);
      assert.ok(seen.above <= Math.max(0, top) || seen.to === rest.count);
      assert.ok(total - seen.below >= Math.min(total, bottom));
      assert.equal(seen.from % rest.columns, 0);
    }
  }));
});

Deno.test("withRow() takes in a row nearby, and leaves one that is far away", () => {
  const rows = layout();
  const seen = rowWindow(rows, 200, 300);
  assert.deepEqual(withRow(seen, rows, 15, 60), { from: 15, to: 30, above: 150, below: 700 });
  assert.deepEqual(withRow(seen, rows, 40, 60), { from: 20, to: 41, above: 200, below: 590 });
  for (const place of [25, 95, -1]) assert.equal(withRow(seen, rows, place, 60), seen);
});

Deno.test("joined() has the rows and rooms of two windows that touch, and of the newer one otherwise", () => {
  const rows = layout();
  const [upper, lower, far] = [[0, 100], [90, 200], [500, 600]].map(([top = 0, bottom = 0]) =>
    rowWindow(rows, top, bottom)
  );
  assert.ok(upper && lower && far);
  const both = rowWindow(rows, 0, 200);
  assert.deepEqual([joined(upper, lower), joined(lower, upper)], [both, both]);
  assert.deepEqual([joined(upper, far), joined(far, upper)], [far, upper]);
});

Deno.test("covers() is true for a window within another, and for itself", () => {
  const [inner, outer] = [rowWindow(layout(), 100, 200), rowWindow(layout(), 90, 200)];
  assert.deepEqual([covers(outer, inner), covers(inner, outer)], [true, false]);
  assert.ok(covers(inner, inner));
});
