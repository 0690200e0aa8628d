import assert from "node:assert/strict";
import type { ITimeScaleApi, LogicalRange, Time } from "lightweight-charts";
import { PlaceRange } from "@/lib/client/chart/price_pane.ts";

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

/** What was wanted of candles up to place 240, how many came before and after, and what is wanted then. */
const GROWTHS = [
  ["keeps the same candles in sight when older ones come", [100, 200], [600, 0], [700, 800]],
  ["goes with the newest candle where that was in sight", [0, 244], [0, 240], [240, 484]],
  ["goes with it when older ones come too", [0, 244], [600, 1], [601, 845]],
  ["stays in the past when newer candles come", [100, 200], [0, 5], [100, 200]],
] as const;

for (const [what, [from, to], [before, after], expected] of GROWTHS) {
  Deno.test(`PlaceRange ${what} before it is drawn`, () => {
    const { range, wanted } = waiting(from, to);
    range.grew(before, after, 240);
    assert.deepEqual(wanted(), expected);
  });
}

Deno.test("PlaceRange leaves a drawn chart to the hands on it", () => {
  const { range, wanted } = waiting(100, 200);
  range.drawn();
  range.grew(600, 0, 240);
  assert.deepEqual(wanted(), [100, 200]);
});
