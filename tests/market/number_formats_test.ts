import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatChange,
  formatExactPrice,
  formatPrice,
  NUMBER_LOCALES,
  type NumberLocale,
  numberText,
} from "@/lib/market/format_price.ts";
import { readTypedNumber } from "@/lib/market/typed_number.ts";
import { withNumbers } from "./with_numbers.ts";

const THIN = "\u202f";
const SHOWN: Readonly<Record<NumberLocale, readonly string[]>> = {
  "en-US": ["67,187.34", "0.00001234", "1,234,567.125", "+5.10 %", "0.00 %"],
  "de-DE": ["67.187,34", "0,00001234", "1.234.567,125", "+5,10 %", "0,00 %"],
  "fr-FR": [`67${THIN}187,34`, "0,00001234", `1${THIN}234${THIN}567,125`, "+5,10 %", "0,00 %"],
  "de-CH": ["67’187.34", "0.00001234", "1’234’567.125", "+5.10 %", "0.00 %"],
};

for (const locale of NUMBER_LOCALES) {
  Deno.test(`Prices and changes are written as in ${locale}`, () => {
    using _ = withNumbers(locale);
    const shown = [
      ...[formatPrice(67_187.341), formatPrice(0.00001234), formatExactPrice(1_234_567.125)],
      ...[formatChange(5.1, 2), formatChange(-0.001, 2)],
    ];
    assert.deepEqual(shown, SHOWN[locale]);
  });

  Deno.test(`A number in a form reads back as it is, in ${locale}`, () => {
    using _ = withNumbers(locale);
    const numbers = fc.oneof(
      fc.double({ min: 1e-12, max: 1e15, noNaN: true }),
      fc.integer({ min: 1, max: 999_999 }).map((digits) => digits / 1000),
    );
    fc.assert(fc.property(numbers, (number) => {
      const read = readTypedNumber(numberText(number), "a number");
      assert.deepEqual(read, { ok: true, value: number }, numberText(number));
    }));
  });

  Deno.test(`What is shown in ${locale} is read as the same number when it is typed`, () => {
    using _ = withNumbers(locale);
    const numbers = fc.integer({ min: 1, max: 99_999_999 }).map((digits) => digits / 1000);
    fc.assert(fc.property(numbers, (number) => {
      const read = readTypedNumber(formatExactPrice(number), "a number");
      assert.deepEqual(read, { ok: true, value: number }, formatExactPrice(number));
    }));
  });
}
