import assert from "node:assert/strict";
import { fittingPrice, shortPrice } from "@/lib/market/format_price.ts";
import { withNumbers } from "./with_numbers.ts";

const ROWS: readonly (readonly [price: number, text: string])[] = [
  [0.00000778157, "0.0₅778157"],
  [0.000000000366464, "0.0₉366464"],
  [0.0000000000012, "0.0₁₁12"],
  [0.0000241777, "0.0₄241777"],
  [0.000531041, "0.000531041"],
  [0.0521534, "0.0521534"],
  [1.00001, "1"],
  [66_130.5, "66,130.5"],
];

for (const [price, text] of ROWS) {
  Deno.test(`shortPrice() writes ${price} as ${text}`, () => assert.equal(shortPrice(price), text));
}

Deno.test("shortPrice() writes the point as a person chose", () => {
  using _german = withNumbers("de-DE");
  assert.equal(shortPrice(0.00000778157), "0,0₅778157");
});

Deno.test("fittingPrice() writes a price in full where it fits, and its zeros as their number where not", () => {
  assert.equal(fittingPrice(0.00000778157), "0.00000778157");
  assert.equal(fittingPrice(1.22345e-14), "0.0₁₃122345");
  assert.equal(fittingPrice(1_318_719_744_278.34), "1,318,719,744,278.34");
});
