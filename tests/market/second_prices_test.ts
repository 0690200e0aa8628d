import assert from "node:assert/strict";
import fc from "fast-check";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { SecondPrices } from "@/lib/market/history/fine_prices.ts";

const START = Date.parse("2026-01-15T10:00:00Z");
const MINUTE = 60_000;

const market = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 1, max: 1_500 }), fc.integer({ min: 1, max: 120_000 })),
    price: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 300 },
).map((steps) => {
  let at = START;
  return steps.map(({ after, price }) => ({ at: at += after, price }));
});

Deno.test("SecondPrices.priceAt is the last price up to the end of a second, for half an hour", () => {
  fc.assert(fc.property(market, (points) => {
    const prices = new SecondPrices();
    for (const { at, price } of points) prices.add(at, price);
    const newest = points.at(-1)?.at ?? START;
    for (let at = newest - 30 * MINUTE; at <= newest + 2_000; at += 1_000) {
      const end = Math.floor(at / 1_000) * 1_000 + 999;
      const expected = points.findLast((point) => point.at <= end)?.price ?? null;
      assert.equal(prices.priceAt(end), expected);
    }
  }));
});

Deno.test("SecondPrices takes 16 bytes for a second in which the price changed, and none for the others", () => {
  const quiet = new SecondPrices();
  for (let second = 0; second < 7_200; second++) quiet.add(START + second * 1_000, 100);
  assert.equal(quiet.bytes, 512);
  const busy = new SecondPrices();
  for (let tick = 0; tick < 7_200 * 4; tick++) busy.add(START + tick * 250, 100 + tick % 7);
  assert.ok(busy.bytes < 48 * 1024, `${busy.bytes} bytes for half an hour of changes`);
});

Deno.test("PriceHistory.priceAt is exact to the slot for a day and to the minute beyond", () => {
  const history = new PriceHistory({ rawHours: 1 });
  for (let second = 0; second < 3 * 3_600; second++) {
    history.append(START + second * 1_000 + 999, second + 1);
  }
  const ages = [[20, 1], [29, 1], [45, 15], [59, 15], [100, 60], [179, 60]] as const;
  for (const [minutes, known] of ages) {
    const second = 3 * 3_600 - minutes * 60 + 7;
    const price = history.priceAt(START + second * 1_000 + 999) ?? NaN;
    assert.ok(Math.abs(price - (second + 1)) < known, `${price} ${minutes} minutes ago`);
  }
  assert.equal(history.priceAt(START), 1);
  assert.equal(history.priceAt(START - MINUTE), null);
});
