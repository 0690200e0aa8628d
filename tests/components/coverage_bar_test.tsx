import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { CoverageBar, todayWords } from "@/components/chart/PairChart.tsx";
import type { Watched } from "@/lib/market/candle.ts";
import { moment, START } from "../client/samples.ts";
import { words } from "./render.tsx";

const stretch = (from: number, to: number, grain: Watched["grain"]): Watched => ({
  from: moment(from),
  to: moment(to),
  grain,
});
const bar = (intervals: readonly Watched[]) => (
  <CoverageBar intervals={intervals} from={START} to={START + 3_600_000} />
);

Deno.test("CoverageBar says in words how long each kind of watching lasted", () => {
  const text = words(bar([
    stretch(-600, 600, "minute"),
    stretch(600, 1_200, "nothing"),
    stretch(1_200, 9_000, "tick"),
  ]));
  assert.equal(text, "Watched by: every tick 40 min minute candles 10 min not watched 10 min");
});

Deno.test("CoverageBar leaves out what is not in sight", () => {
  assert.equal(
    words(bar([stretch(-600, 0, "nothing")])),
    "How closely this time was watched is not known",
  );
});

Deno.test("CoverageBar draws stretches where they were, the closer watched the higher", () => {
  const html = renderToString(bar([stretch(0, 1_800, "second"), stretch(1_800, 3_600, "point")]));
  assert.match(html, /class="coverage-second" x="0\.0" width="500\.0" y="2" height="8"/);
  assert.match(html, /class="coverage-point" x="500\.0" width="500\.0" y="7" height="3"/);
  assert.ok(!/\sstyle=/.test(html), "the content security policy refuses inline styles");
});

Deno.test("CoverageBar explains each grain by a piece as high as in the bar", () => {
  const html = renderToString(bar([stretch(0, 1_800, "tick"), stretch(1_800, 3_600, "second")]));
  const keys = [
    ...html.matchAll(/class="coverage-key"[^>]*><rect class="coverage-(\w+)" y="(\d+)"/g),
  ];
  assert.deepEqual(keys.map(([, grain, y]) => [grain, y]), [["tick", "0"], ["second", "2"]]);
});

const HOUR = 3_600;
const TODAY = [
  ["every tick", [stretch(-HOUR, 9 * HOUR, "tick")], "Watched: every tick, 0 s missed today"],
  ["from noon on, without what was missed the day before", [
    stretch(-30 * HOUR, -20 * HOUR, "nothing"),
    stretch(-20 * HOUR, HOUR, "minute"),
    stretch(HOUR, 3 * HOUR, "nothing"),
    stretch(3 * HOUR, 9 * HOUR, "second"),
  ], "Watched: second candles, 2 h missed today"],
  [
    "nothing now",
    [stretch(0, 8 * HOUR, "tick"), stretch(8 * HOUR, 9 * HOUR, "nothing")],
    "Not watched now, 1 h missed today",
  ],
  ["only in the past", [stretch(0, 8 * HOUR, "tick")], null],
  ["never", [], null],
] as const;

for (const [how, intervals, expected] of TODAY) {
  Deno.test(`todayWords() says of a pair watched ${how}: ${expected}`, () => {
    assert.equal(todayWords(intervals, START + 9 * HOUR * 1_000, "UTC"), expected);
  });
}
