import assert from "node:assert/strict";
import type { ITimeScaleApi, LogicalRange, Time } from "lightweight-charts";
import { PlaceRange } from "@/lib/live/chart/place_range.ts";

/** A range of a chart that has not been drawn yet: what is in sight is what was wanted last. */
function waiting(from: number, to: number) {
  let seen = { from: 0, to: 1 };
  const scale = {
    getVisibleLogicalRange: () => null,
    setVisibleLogicalRange: (range: LogicalRange) => void (seen = range),
  } as unknown as ITimeScaleApi<Time>;
  const range = new PlaceRange(scale);
  range.show(from, to);
  return { range, wanted: () => [seen.from, seen.to] };
}

Deno.test("PlaceRange keeps the same bars in sight when older ones come before they are drawn", () => {
  const { range, wanted } = waiting(100, 200);
  range.grew(600, 0, 240);
  assert.deepEqual(wanted(), [700, 800]);
});

Deno.test("PlaceRange goes with the newest bar where that was in sight, as in a tab that nobody looked at", () => {
  const { range, wanted } = waiting(0, 244);
  range.grew(0, 240, 240);
  assert.deepEqual(wanted(), [240, 484]);
});

Deno.test("PlaceRange stays in the past when newer bars come", () => {
  const { range, wanted } = waiting(100, 200);
  range.grew(0, 5, 240);
  assert.deepEqual(wanted(), [100, 200]);
});

Deno.test("PlaceRange leaves a drawn chart to the hands on it", () => {
  const { range, wanted } = waiting(100, 200);
  range.drawn();
  range.grew(600, 0, 240);
  assert.deepEqual(wanted(), [100, 200]);
});
