import assert from "node:assert/strict";
import fc from "fast-check";
import { numberFormats } from "@/lib/market/format_price.ts";
import { speak } from "@/lib/language/texts.ts";
import { withNumbers } from "./with_numbers.ts";

const OPTIONS = {
  large: { maximumFractionDigits: 2 },
  middle: { maximumFractionDigits: 4 },
  small: { maximumSignificantDigits: 6 },
  tiny: { maximumSignificantDigits: 2 },
  column: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
} as const;

/** Prices and moves of all sizes, and numbers whose last digit is on the edge of being rounded. */
const NUMBERS = fc.oneof(
  fc.double({ min: -1e16, max: 1e16, noNaN: true }),
  fc.tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.integer({ min: -20, max: 6 }))
    .map(([digits, power]) => Number(`${digits}e${power}`)),
  fc.constantFrom(0, -0, 0.005, 1.005, 0.5, 999_999.5, 999_999.95, 0.000099999999, 1e-90, 5e-324),
);

for (const locale of ["en-US", "de-DE"] as const) {
  for (const [name, options] of Object.entries(OPTIONS)) {
    const formatter = new Intl.NumberFormat(locale, options);
    Deno.test(`numberFormats() writes ${name} numbers of ${locale} as its formatter does`, () => {
      using _ = withNumbers(locale);
      const { format } = numberFormats()[name as keyof typeof OPTIONS];
      fc.assert(
        fc.property(NUMBERS, (value) => assert.equal(format(value), formatter.format(value))),
        { numRuns: 3000 },
      );
    });
  }
}

Deno.test("numberFormats() follows the language where nobody has chosen", () => {
  speak("de");
  try {
    assert.equal(numberFormats().large.format(67187.34), "67.187,34");
    using _ = withNumbers("en-US");
    assert.equal(numberFormats().large.format(67187.34), "67,187.34");
  } finally {
    speak("en");
  }
  assert.equal(numberFormats().large.format(67187.34), "67,187.34");
});
