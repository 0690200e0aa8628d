import assert from "node:assert/strict";
import fc from "fast-check";
import { isPrice } from "@/lib/market/accept.ts";

Deno.test("isPrice() takes positive finite numbers", () => {
  for (const value of [1, 55000.5, 1e-12, 1e12, Number.MIN_VALUE, Number.MAX_VALUE]) {
    assert.equal(isPrice(value), true, String(value));
  }
  fc.assert(
    fc.property(
      fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true }),
      isPrice,
    ),
  );
});

Deno.test("isPrice() takes nothing else", () => {
  const others = [
    0,
    -0,
    -1,
    NaN,
    Infinity,
    -Infinity,
    "55000",
    "",
    null,
    undefined,
    true,
    5n,
    [],
    [5],
    {},
    new Date(),
  ];
  for (const value of others) assert.equal(isPrice(value), false, String(value));
});
