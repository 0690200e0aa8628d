import assert from "node:assert/strict";
import fc from "fast-check";
import { decimalOf, hasMoved, moveOf } from "@/lib/market/format_price.ts";
import { atLeast, plus, rational, times } from "@/tests/market/rational.ts";

function expected(price: number, reference: number, percentage: number, move: "up" | "down") {
  const share = plus(rational(100), rational(move === "up" ? percentage : -percentage));
  const [left, right] = [times(rational(price), rational(100)), times(rational(reference), share)];
  return move === "up" ? atLeast(left, right) : atLeast(right, left);
}

function agree(price: number, reference: number, percentage: number) {
  for (const move of ["up", "down"] as const) {
    assert.equal(
      hasMoved(price, reference, percentage, move),
      expected(price, reference, percentage, move),
      `${price} against ${reference}, ${percentage} % ${move}`,
    );
  }
}

/** Decimals of up to eight digits from 1e-12 to 1e12. */
const decimal = fc.tuple(fc.integer({ min: 1, max: 99_999_999 }), fc.integer({ min: -12, max: 4 }))
  .map(([digits, power]) => Number(`${digits}e${power}`));
const percentage = fc.tuple(
  fc.integer({ min: 1, max: 9_999_999 }),
  fc.integer({ min: -7, max: -1 }),
)
  .map(([digits, power]) => Number(`${digits}e${power}`));

const EXACT: [price: number, reference: number, percentage: number, move: "up" | "down"][] = [
  [0.3, 0.1, 200, "up"],
  [1.1, 1, 10, "up"],
  [0.07, 0.1, 30, "down"],
  [95, 100, 5, "down"],
  [66429.0, 67100, 1, "down"],
  [4.35e-7, 4.35e-6, 90, "down"],
  [1.0001e12, 1e12, 0.01, "up"],
];

Deno.test("hasMoved() takes exactly that far as far enough, whatever binary rounding says", () => {
  for (const row of EXACT) assert.equal(hasMoved(...row), true, row.join(" "));
});

Deno.test("hasMoved() agrees with fractions for any decimals", () => {
  fc.assert(fc.property(decimal, decimal, percentage, agree), { numRuns: 2000 });
});

Deno.test("hasMoved() agrees with fractions exactly on the threshold and one digit beside it", () => {
  fc.assert(
    fc.property(decimal, percentage, fc.boolean(), (reference, share, up) => {
      fc.pre(up || share < 100);
      const factor = plus(rational(100), rational(up ? share : -share));
      const threshold = times(times(rational(reference), factor), rational(0.01));
      const price = Number(threshold.over) / Number(threshold.under);
      for (const beside of [price, nextUp(price), nextDown(price)]) agree(beside, reference, share);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("hasMoved() agrees with fractions for any doubles, to their very ends", () => {
  const any = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(any, any, any, agree), { numRuns: 500 });
});

Deno.test("hasMoved() agrees with fractions where doubles have hardly any digits left", () => {
  const tiny = fc.integer({ min: 1, max: 400 }).map((count) => count * Number.MIN_VALUE);
  fc.assert(fc.property(tiny, tiny, fc.integer({ min: 1, max: 99 }), agree), { numRuns: 5000 });
});

Deno.test("moveOf() tells the direction, and only a wanted one", () => {
  assert.equal(moveOf(105, 100, 5, "any"), "up");
  assert.equal(moveOf(95, 100, 5, "any"), "down");
  assert.equal(moveOf(95, 100, 5, "up"), null);
  assert.equal(moveOf(105, 100, 5, "down"), null);
  assert.equal(moveOf(104, 100, 5, "any"), null);
});

/** The neighbouring decimals with the last digit one higher or lower. */
function nextUp(value: number): number {
  return lastDigit(value, 1n);
}

function nextDown(value: number): number {
  return lastDigit(value, -1n);
}

function lastDigit(value: number, by: bigint): number {
  const { coefficient, exponent } = decimalOf(value);
  const moved = Number(`${coefficient + by}e${exponent}`);
  return moved > 0 ? moved : value;
}
