import assert from "node:assert/strict";
import { confirms } from "@/lib/engine/health/cross_check.ts";

const ROWS: readonly [string, number, number, number | null, boolean][] = [
  ["the same price", 180, 180, 100, true],
  ["a price near a jump up", 170, 180, 100, true],
  ["a price near a jump down", 45, 40, 100, true],
  ["the last price, though it is within 50 % of the jump", 100, 180, 100, false],
  ["the last price after a jump down", 100, 40, 100, false],
  ["a price nearer to the last one", 130, 180, 100, false],
  ["a price nearer to the jump", 140, 180, 100, true],
  ["a price over 50 % beyond the jump", 271, 180, 100, false],
  ["any price within 50 % where there was none before", 100, 180, null, true],
];

for (const [sentence, answer, outlier, last, expected] of ROWS) {
  Deno.test(`confirms() says ${expected} to ${sentence}`, () => {
    assert.equal(confirms(answer, outlier, last), expected);
  });
}
