import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  decimalOf,
  decimalText,
  multiplyDecimals,
} from "@/lib/market/format_price.ts";
import { atLeast, plus, type Rational, rational, times } from "./rational.ts";

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });

const asRational = ({ coefficient, exponent }: Decimal): Rational => ({
  over: coefficient * (exponent > 0 ? 10n ** BigInt(exponent) : 1n),
  under: exponent < 0 ? 10n ** BigInt(-exponent) : 1n,
});

function assertEqual(decimal: Decimal, expected: Rational) {
  const actual = asRational(decimal);
  assert.ok(atLeast(actual, expected) && atLeast(expected, actual));
}

Deno.test("decimalOf() takes the number that the shortest text names", () => {
  assert.deepEqual(decimalOf(0.1), { coefficient: 1n, exponent: -1 });
  assert.deepEqual(decimalOf(-1.25e-7), { coefficient: -125n, exponent: -9 });
  assert.deepEqual(decimalOf(1e21), { coefficient: 1n, exponent: 21 });
  assert.deepEqual(decimalOf(55000), { coefficient: 55000n, exponent: 0 });
  assert.deepEqual(decimalOf(-0), { coefficient: 0n, exponent: 0 });
});

Deno.test("decimalOf() refuses what is no number", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    assert.throws(() => decimalOf(value), { message: `Cannot take ${value} as a decimal` });
  }
});

Deno.test("decimalOf() agrees with fractions for every double", () => {
  fc.assert(fc.property(anyNumber, (value) => assertEqual(decimalOf(value), rational(value))));
});

Deno.test("decimals add, multiply and compare as fractions do", () => {
  fc.assert(fc.property(anyNumber, anyNumber, (a, b) => {
    const [x, y] = [decimalOf(a), decimalOf(b)];
    assertEqual(addDecimals(x, y), plus(rational(a), rational(b)));
    assertEqual(multiplyDecimals(x, y), times(rational(a), rational(b)));
    assert.equal(compareDecimals(x, y) >= 0, atLeast(rational(a), rational(b)));
    assert.equal(compareDecimals(x, y) <= 0, atLeast(rational(b), rational(a)));
  }));
});

Deno.test("decimalText() writes numbers out without an exponent", () => {
  const rows: [number, string][] = [
    [1e-7, "0.0000001"],
    [1.25e-9, "0.00000000125"],
    [1e21, "1000000000000000000000"],
    [55000.5, "55000.5"],
    [0, "0"],
    [-0.5, "-0.5"],
    [0.1, "0.1"],
    [123, "123"],
  ];
  for (const [value, text] of rows) assert.equal(decimalText(value), text);
});

Deno.test("decimalText() loses nothing", () => {
  fc.assert(fc.property(anyNumber, (value) => {
    const text = decimalText(value);
    assert.match(text, /^-?\d+(\.\d+)?$/);
    assert.equal(Number(text), value === 0 ? 0 : value);
  }));
});
