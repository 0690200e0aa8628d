import assert from "node:assert/strict";
import fc from "fast-check";
import { EMPTY_DRAFT, readCondition } from "@/lib/client/alarms/draft.ts";
import { readAlarmLine } from "@/lib/client/line/read_line.ts";
import {
  formatExactPrice,
  formatPrice,
  NUMBER_LOCALES,
  type NumberLocale,
} from "@/lib/market/format_price.ts";
import { readTypedNumber, readTypedPrice, type TypedNumber } from "@/lib/market/typed_number.ts";
import { withNumbers } from "../market/with_numbers.ts";

const NUMBERS: readonly (readonly [string, number])[] = [
  ["67000", 67_000],
  ["67,000.5", 67_000.5],
  ["67.000,5", 67_000.5],
  ["1,234,567", 1_234_567],
  ["1.234.567", 1_234_567],
  ["1.234.567,25", 1_234_567.25],
  ["67 000.5", 67_000.5],
  ["67\u202f000,5", 67_000.5],
  ["67'000", 67_000],
  [" 0,25 ", 0.25],
  ["0,123", 0.123],
  ["67,5", 67.5],
  ["12,3456", 12.3456],
  ["67.000", 67],
  ["67,000", 67_000],
  [".5", 0.5],
  ["5.", 5],
  ["1e-7", 1e-7],
  ["1.5E+3", 1_500],
];

for (const [text, value] of NUMBERS) {
  Deno.test(`readTypedNumber() reads "${text}" as ${value}`, () => {
    assert.deepEqual(readTypedNumber(text, "a price"), { ok: true, value });
  });
}

const REFUSED = ["", "  ", ".", ",", "e5", "abc", "1,2,3", "12,34.5", "1.2.3", "0x10", "Infinity"];
const NOT_POSITIVE = ["0", "-5", "0,0", "1e-999"];

for (const text of [...REFUSED, ...NOT_POSITIVE, "NaN", "1e400", "70k", "$5"]) {
  Deno.test(`readTypedNumber() refuses "${text}" with a reason`, () => {
    const read = readTypedNumber(text, "a price");
    assert.equal(read.ok, false);
    assert.ok(!read.ok && read.message.length > 5);
  });
}

Deno.test("readTypedNumber() tells what to type into an empty field", () => {
  assert.deepEqual(readTypedNumber(" ", "a price"), {
    ok: false,
    reason: "missing",
    message: "Type a price",
  });
});

type Row = readonly [text: string, near: number | null, read: number | string];

/** What is typed near which price, and the number that is meant or the two that it may be. */
const PRICES: Readonly<Record<NumberLocale, readonly Row[]>> = {
  "en-US": [
    ["70,000", 66_000, 70_000],
    ["70.000", 66_000, 70_000],
    ["70.000", 66, 70],
    ["70.000", null, 70],
    ["70,000", null, 70_000],
    ["70,000", 66, 70],
    ["1.500", 66_000, "1500 or 1.5"],
    ["67.125", 2_000_000, "67125 or 67.1250"],
    ["70,000.5", 66_000, 70_000.5],
    ["70.000,5", 66_000, 70_000.5],
    ["70k", 66_000, 70_000],
    ["70K", null, 70_000],
    ["1.005k", 900, 1_005],
    ["1,250k", null, 1_250_000],
    ["1.2m", null, 1_200_000],
    ["$70000", 66_000, 70_000],
    ["70 000 €", 66_000, 70_000],
    ["£0.5", null, 0.5],
    ["0.125", 100, 0.125],
  ],
  "de-DE": [
    ["70.000", 66_000, 70_000],
    ["70.000", null, 70_000],
    ["70,000", 66_000, 70_000],
    ["70,000", null, 70],
    ["67.187,34", 66_000, 67_187.34],
    ["67,187.34", 66_000, 67_187.34],
    ["1,500", 66_000, "1500 or 1,5"],
    ["70k", 66_000, 70_000],
    ["1,2m", null, 1_200_000],
    ["0,125", 100, 0.125],
  ],
  "fr-FR": [
    ["70\u202f000", null, 70_000],
    ["70.000", 66_000, 70_000],
    ["70.000", null, "70000 or 70"],
    ["70,125", null, 70.125],
    ["70,000", 66_000, 70_000],
    ["70k", null, 70_000],
  ],
  "de-CH": [
    ["67’187.34", null, 67_187.34],
    ["70,000", 66_000, 70_000],
    ["70,000", null, "70000 or 70"],
    ["70.125", null, 70.125],
    ["70’000 $", 66_000, 70_000],
  ],
};

for (const locale of NUMBER_LOCALES) {
  for (const [text, near, wanted] of PRICES[locale]) {
    Deno.test(`readTypedPrice() reads "${text}" near ${near} in ${locale} as ${wanted}`, () => {
      using _ = withNumbers(locale);
      const read = readTypedPrice(text, "a price", near);
      if (typeof wanted === "number") assert.deepEqual(read, { ok: true, value: wanted });
      else assert.match(read.ok ? `${read.value}` : read.message, new RegExp(`may be ${wanted}:`));
    });
  }

  Deno.test(`What readTypedPrice advises in ${locale} is read as what it says`, () => {
    using _ = withNumbers(locale);
    const typed = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom(".", ","), THREE)
      .map((parts) => parts.join(""));
    fc.assert(fc.property(typed, fc.option(PRICE), (text, near) => {
      const [first, second] = advice(readTypedPrice(text, "a price", near));
      if (first === undefined || second === undefined) return;
      const values = [first, second].map((each) => readTypedPrice(each, "a price", near));
      const digits = text.replace(/[.,]/, "");
      const meant = [Number(digits), Number(text.replace(",", "."))];
      assert.deepEqual(values, meant.map((value) => ({ ok: true, value })), text);
    }));
  });

  Deno.test(`What pages write in ${locale} is read back by form and line as that price`, () => {
    using _ = withNumbers(locale);
    const near = fc.option(fc.double({ min: 1 / 30, max: 30, noNaN: true }));
    fc.assert(fc.property(PRICE, near, (price, factor) => {
      const currentPrice = factor === null ? null : price * factor;
      for (const text of [formatExactPrice(price), formatPrice(price)]) {
        for (const value of [inForm(text, currentPrice), inLine(text, currentPrice)]) {
          if (text === formatExactPrice(price)) assert.equal(value, price, text);
          else assert.equal(formatPrice(value), text);
        }
      }
    }));
  });
}

const THREE = fc.integer({ min: 0, max: 999 }).map((digits) => `${digits}`.padStart(3, "0"));
const PRICE = fc.oneof(
  fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  fc.integer({ min: 1, max: 9_999_999 }).map((digits) => digits / 1000),
);

function advice(read: TypedNumber): readonly string[] {
  return read.ok ? [] : /may be (\S+) or (\S+): type/.exec(read.message)?.slice(1) ?? [];
}

function inForm(targetPrice: string, currentPrice: number | null): number {
  const read = readCondition({ ...EMPTY_DRAFT, targetPrice }, currentPrice);
  assert.ok(read.ok, JSON.stringify(read));
  return read.condition.type === "target" ? read.condition.targetPrice : NaN;
}

function inLine(price: string, currentPrice: number | null): number {
  const name = { symbol: "BTCUSDT", base: "BTC", quote: "USDT" };
  const watched = [{ ...name, currentPrice, maxPrice: null, minPrice: null }];
  const read = readAlarmLine(`btc any ${price} once`, { watched, now: 0, zone: "UTC" });
  assert.ok(read.kind === "alarm" && read.alarm.type === "target", JSON.stringify(read));
  return read.alarm.targetPrice;
}
