import assert from "node:assert/strict";
import { readTypedNumber } from "@/lib/live/typed_number.ts";

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
  [".5", 0.5],
  ["5.", 5],
  ["1e-7", 1e-7],
  ["1.5E+3", 1_500],
];

for (const [text, value] of NUMBERS) {
  Deno.test(`readTypedNumber reads "${text}" as ${value}`, () => {
    assert.deepEqual(readTypedNumber(text, "a price"), { ok: true, value });
  });
}

const REFUSED = ["", "  ", ".", ",", "e5", "abc", "1,2,3", "12,34.5", "1.2.3", "0x10", "Infinity"];
const NOT_POSITIVE = ["0", "-5", "0,0", "1e-999"];

for (const text of [...REFUSED, ...NOT_POSITIVE, "NaN", "1e400", "67,000"]) {
  Deno.test(`readTypedNumber refuses "${text}" with a reason`, () => {
    const read = readTypedNumber(text, "a price");
    assert.equal(read.ok, false);
    assert.ok(!read.ok && read.message.length > 5);
  });
}

Deno.test("readTypedNumber tells what to type into an empty field", () => {
  assert.deepEqual(readTypedNumber(" ", "a price"), { ok: false, message: "Type a price" });
});

Deno.test("readTypedNumber offers both readings of a comma that may be either", () => {
  const read = readTypedNumber("67,000", "a price");
  assert.ok(!read.ok && /67000 or 67\.000/.test(read.message));
});
