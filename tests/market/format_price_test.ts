import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatChange,
  formatExactPrice,
  formatPercent,
  formatPrice,
  formatSize,
  percentChange,
} from "@/lib/market/format_price.ts";

const PRICES: [price: number, shown: string][] = [
  [67187.3358936566, "67,187.34"],
  [55000, "55,000"],
  [55012.5, "55,012.5"],
  [1234567.891, "1,234,567.89"],
  [1000, "1,000"],
  [999.98765, "999.9877"],
  [1.2345, "1.2345"],
  [1, "1"],
  [0.98765432, "0.987654"],
  [0.0612, "0.0612"],
  [0.00001234, "0.00001234"],
  [1.2e-6, "0.0000012"],
  [1e-7, "0.0000001"],
  [1e-12, "0.000000000001"],
  [1e21, "1,000,000,000,000,000,000,000"],
];

for (const [price, shown] of PRICES) {
  Deno.test(`formatPrice() shows ${price} as ${shown}`, () =>
    assert.equal(formatPrice(price), shown));
}

const price = fc.double({ min: 1e-12, max: 1e12, noNaN: true });

Deno.test("formatPrice() never shows 0, an exponent, or another price", () => {
  fc.assert(fc.property(price, (value) => {
    const text = formatPrice(value);
    assert.match(text, /^\d{1,3}(,\d{3})*(\.\d+)?$/);
    const shown = Number(text.replaceAll(",", ""));
    assert.ok(Math.abs(shown - value) <= value * 1e-4, `${value} was shown as ${text}`);
  }));
});

Deno.test("formatExactPrice() shows every digit", () => {
  assert.equal(formatExactPrice(55000.001), "55,000.001");
  assert.equal(formatExactPrice(1e-7), "0.0000001");
  assert.equal(formatExactPrice(1234567.1234567), "1,234,567.1234567");
  assert.equal(formatExactPrice(999), "999");
  fc.assert(fc.property(price, (value) => {
    assert.equal(Number(formatExactPrice(value).replaceAll(",", "")), value);
  }));
});

Deno.test("formatPercent() shows a percentage as somebody asked for it", () => {
  assert.equal(formatPercent(5), "5 %");
  assert.equal(formatPercent(0.001), "0.001 %");
  assert.equal(formatPercent(-2.5), "\u22122.5 %");
  assert.equal(formatPercent(1500), "1,500 %");
});

Deno.test("formatSize() rounds a move and drops its sign", () => {
  assert.equal(formatSize(-5.2123), "5.21 %");
  assert.equal(formatSize(0.00012345), "0.00012 %");
  assert.equal(formatSize(0), "0 %");
});

Deno.test("formatChange() shows a move with its sign", () => {
  assert.equal(formatChange(5.1), "+5.1 %");
  assert.equal(formatChange(-0.25), "\u22120.25 %");
  assert.equal(formatChange(0), "0 %");
  assert.equal(formatChange(-0.0001), "\u22120.0001 %");
});

Deno.test("formatChange() keeps two decimals for columns", () => {
  assert.equal(formatChange(5.1, 2), "+5.10 %");
  assert.equal(formatChange(-12, 2), "\u221212.00 %");
  assert.equal(formatChange(1234.5, 2), "+1,234.50 %");
  assert.equal(formatChange(0.001, 2), "0.00 %");
  assert.equal(formatChange(-0.001, 2), "0.00 %");
});

Deno.test("percentChange() is the distance in percent of the reference", () => {
  assert.equal(percentChange(110, 100), 10);
  assert.equal(percentChange(50, 200), -75);
});
