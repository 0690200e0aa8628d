import assert from "node:assert/strict";
import fc from "fast-check";
import {
  fittingPrice,
  formatExactPrice,
  formatNumbersBy,
  formatPrice,
  NUMBER_LOCALES,
  shortPrice,
} from "@/lib/market/format_price.ts";
import { PriceUnit } from "@/lib/client/chart/axes.ts";
import { axisPrice, niceStep, roundToStep, tickOf } from "@/lib/client/chart/levels.ts";
import { withNumbers } from "../../market/with_numbers.ts";

const TICKS = [
  [[67_187.34, 67_000], 0.01],
  [[67_187.341234, 67_000], 0.01],
  [[67_000, 68_000], 1],
  [[0.00001234, 0.000012], 0.00000001],
  [[0.052266344979927326], 0.0000001],
  [[1.5, 1.25], 0.01],
  [[3_531.7, 3_500], 0.1],
  [[1e-9, 2.5e-9], 1e-10],
  [[], 0.01],
] as const;

for (const [prices, tick] of TICKS) {
  Deno.test(`tickOf() is ${tick} for ${prices.join(" and ") || "no prices"}`, () => {
    assert.equal(tickOf(prices), tick);
  });
}

const STEPS = [
  [3.7, 0.01, 2],
  [7, 0.01, 5],
  [1, 0.01, 1],
  [0.0999, 0.01, 0.05],
  [0.002, 0.01, 0.01],
  [0.000000037, 1e-9, 0.00000002],
  [250, 0.01, 200],
  [0, 0.01, 0.01],
  [NaN, 0.01, 0.01],
] as const;

for (const [size, tick, step] of STEPS) {
  Deno.test(`niceStep() of ${size} with ticks of ${tick} is ${step}`, () => {
    assert.equal(niceStep(size, tick), step);
  });
}

const ROUNDED = [
  [67_183.2819, 5, 67_185],
  [67_183.2819, 0.1, 67_183.3],
  [0.30000000000000004, 0.1, 0.3],
  [0.000012345678, 0.00000002, 0.00001234],
  [1.005, 0.01, 1],
  [0.4, 1, 1],
] as const;

for (const [price, step, rounded] of ROUNDED) {
  Deno.test(`roundToStep() takes ${price} to ${rounded} in steps of ${step}`, () => {
    assert.equal(roundToStep(price, step), rounded);
  });
}

Deno.test("axisPrice() writes as many decimals as the tick has", () => {
  assert.equal(axisPrice(0.01)(67_187), "67,187.00");
  assert.equal(axisPrice(1)(67_187), "67,187");
  assert.equal(axisPrice(1e-6)(0.001234), "0.001234");
});

Deno.test("axisPrice() writes the zeros of tiny prices as their number", () => {
  assert.equal(axisPrice(1e-10)(0.0000122), "0.0₄122");
  assert.equal(axisPrice(1e-10)(0.00001221534), "0.0₄122153");
  assert.equal(axisPrice(1e-10)(0), "0.0000000000");
});

Deno.test("axisPrice() writes numbers as the viewer likes them", () => {
  try {
    formatNumbersBy(() => "de-DE");
    assert.equal(axisPrice(0.01)(67_187), "67.187,00");
  } finally {
    formatNumbersBy(() => null);
  }
});

/** From the smallest price that a token has to the largest number of coins that anybody prices in another. */
const anyPrice = fc.tuple(
  fc.integer({ min: 1, max: 999_999_999 }),
  fc.integer({ min: -26, max: 8 }),
)
  .map(([digits, power]) => Number(`${digits}e${power}`));

Deno.test("axisPrice(), formatPrice() and the like write no price as nothing, zero or no number", () => {
  const property = fc.property(fc.array(anyPrice, { minLength: 1, maxLength: 4 }), (prices) => {
    const unit = PriceUnit.of(Math.max(...prices));
    const tick = tickOf(prices);
    assert.ok(tick > 0 && unit.minMove(tick) > 0, `tick ${tick}, ${unit.minMove(tick)}`);
    const axis = axisPrice(tick);
    const writers = [axis, formatPrice, shortPrice, fittingPrice, formatExactPrice];
    for (const price of prices) {
      const texts = writers.map((write) => write(price));
      // What the chart's library gives back of it.
      texts.push(axis(unit.fromChart(unit.toChart(price))));
      for (const text of texts) assert.match(text, /^[^a-z]*[1-9][^a-z]*$/i, `${price}: ${texts}`);
    }
  });
  const edges = [1e-14, 1.22e-14, 1e-18, 1.000000000000000001, 1e15, 9e15, 0.003, 5_000];
  const examples: [number[]][] = [...edges.map((price): [number[]] => [[price]]), [[0.003, 5_000]]];
  for (const locale of NUMBER_LOCALES) {
    using _numbers = withNumbers(locale);
    fc.assert(property, { numRuns: 300, examples });
  }
});
