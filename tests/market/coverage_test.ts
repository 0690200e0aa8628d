import assert from "node:assert/strict";
import fc from "fast-check";
import {
  coverageWithin,
  gapsOf,
  type Resolution,
  resolutionOfCandles,
  RESOLUTIONS,
  shiftCoverage,
  unwatchedMs,
  type Watched,
  withStretch,
} from "@/lib/market/candle.ts";

const STRETCHES_KEPT = 200;

const NOON = Date.parse("2026-01-15T12:00:00Z");

function coverageOf(...stretches: readonly [from: number, to: number, grain: Resolution][]) {
  return stretches.reduce<readonly Watched[]>(
    (coverage, [from, to, grain]) =>
      withStretch(coverage, { from: NOON + from * 1000, to: NOON + to * 1000 }, grain),
    [],
  );
}

function told(coverage: readonly Watched[]) {
  return coverage.map(({ from, to, grain }) => [
    (Date.parse(from) - NOON) / 1000,
    (Date.parse(to) - NOON) / 1000,
    grain,
  ]);
}

Deno.test("withStretch() grows the last stretch while it goes on in the same way", () => {
  const coverage = coverageOf([0, 5, "tick"], [5, 9, "tick"], [9, 9, "second"], [9, 12, "second"]);
  assert.deepEqual(told(coverage), [[0, 9, "tick"], [9, 12, "second"]]);
});

Deno.test("withStretch() keeps the newest stretches", () => {
  const many = Array.from(
    { length: STRETCHES_KEPT + 5 },
    (_, index) =>
      [index, index + 1, index % 2 === 0 ? "tick" : "nothing"] as [number, number, Resolution],
  );
  const coverage = coverageOf(...many);
  assert.equal(coverage.length, STRETCHES_KEPT);
  assert.equal(told(coverage)[0]?.[0], 5);
});

Deno.test("unwatchedMs() and coverageWithin agree with a count of every second", () => {
  const stretch = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.constantFrom(...RESOLUTIONS));
  fc.assert(fc.property(
    fc.array(stretch, { maxLength: 30 }),
    fc.integer({ min: -10, max: 200 }),
    fc.integer({ min: 0, max: 200 }),
    (stretches, from, length) => {
      const seconds: Resolution[] = [];
      let coverage: readonly Watched[] = [];
      for (const [count, grain] of stretches) {
        const start = NOON + seconds.length * 1000;
        coverage = withStretch(coverage, { from: start, to: start + count * 1000 }, grain);
        for (let i = 0; i < count; i++) seconds.push(grain);
        // What is known of the shorter coverage must not be taken for the longer one.
        gapsOf(coverage);
      }
      const span = { from: NOON + from * 1000, to: NOON + (from + length) * 1000 };
      const inside = seconds.slice(Math.max(0, from), Math.max(0, from + length));
      const missed = inside.filter((grain) => grain === "nothing").length;
      assert.equal(unwatchedMs(coverage, span), missed * 1000);
      const sum = coverageWithin(coverage, span)
        .reduce((total, each) => total + Date.parse(each.to) - Date.parse(each.from), 0);
      assert.equal(sum, inside.length * 1000);
    },
  ));
});

Deno.test("gapsOf() reads no stretch anew when a pair is watched on", () => {
  const before = coverageOf([0, 5, "tick"], [5, 9, "nothing"], [9, 12, "tick"]);
  const known = gapsOf(before);
  const grown = withStretch(before, { from: NOON + 12_000, to: NOON + 15_000 }, "tick");
  const other = withStretch(grown, { from: NOON + 15_000, to: NOON + 16_000 }, "minute");
  assert.equal(gapsOf(grown), known);
  assert.equal(gapsOf(other), known);
  const lost = withStretch(other, { from: NOON + 16_000, to: NOON + 20_000 }, "nothing");
  assert.equal(gapsOf(lost).length, 2);
});

Deno.test("resolutionOfCandles() names the width of candles", () => {
  const rows = [[1_000, "second"], [60_000, "minute"], [300_000, "hour"], [86_400_000, "day"]];
  for (const [step, grain] of rows) assert.equal(resolutionOfCandles(Number(step)), grain);
});

Deno.test("shiftCoverage() moves every stretch along with the clock", () => {
  const moved = shiftCoverage(coverageOf([0, 5, "tick"], [5, 9, "nothing"]), 3_000);
  assert.deepEqual(told(moved), [[3, 8, "tick"], [8, 12, "nothing"]]);
});
