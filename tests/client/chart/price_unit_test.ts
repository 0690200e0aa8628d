import assert from "node:assert/strict";
import { axisPrice, roundToStep, tickOf } from "@/lib/client/chart/levels.ts";
import { PriceUnit } from "@/lib/client/chart/axes.ts";

for (const price of [0.000012, 0.5, 67_187.34, 9e11]) {
  Deno.test(`PriceUnit leaves ${price} as it is`, () => {
    const unit = PriceUnit.of(price);
    assert.deepEqual([unit.toChart(price), unit.fromChart(price)], [price, price]);
    assert.equal(unit.minMove(0.01), 0.01);
  });
}

for (const price of [1.22345e-14, 9.99e-6, 3e-30, 4.2e-100, 1.5e12, 8e18, 1e300]) {
  Deno.test(`PriceUnit draws ${price} where the chart's library tells prices apart, and reads it back`, () => {
    const unit = PriceUnit.of(price);
    const value = unit.toChart(price);
    assert.ok(value >= 1 && value < 1e7, `${value}`);
    const back = unit.fromChart(value);
    assert.ok(Math.abs(back - price) <= price * 1e-15, `${back}`);
    const minMove = unit.minMove(tickOf([price, price * 1.01]));
    assert.ok(minMove >= 1e-8 && minMove < value / 100, `${minMove}`);
    // The library takes the number of steps in one for a power of ten.
    assert.match(String(Math.round(1 / minMove)), /^10*$/);
  });
}

Deno.test("PriceUnit keeps an alarm far above within what the library takes", () => {
  assert.equal(PriceUnit.of(1e-14).toChart(70_000), 9e13);
  assert.equal(PriceUnit.of(0), PriceUnit.ONE);
  assert.equal(PriceUnit.of(NaN), PriceUnit.ONE);
});

Deno.test("axisPrice() tells tiny and huge prices apart", () => {
  const [low, high] = [1.22e-14, 1.23e-14];
  const format = axisPrice(tickOf([low, high]));
  assert.deepEqual([format(low), format(high)], ["0.0₁₃122", "0.0₁₃123"]);
  assert.equal(axisPrice(tickOf([1.5e12]))(1.5e12), "1,500,000,000,000");
});

Deno.test("roundToStep() takes prices of more decimals than a number is written with", () => {
  assert.equal(roundToStep(1.2345e-105, 1e-107), 1.23e-105);
  assert.equal(roundToStep(1.2345e-14, 1e-16), 1.23e-14);
});
