import assert from "node:assert/strict";
import { movedFarthest } from "@/lib/audit/audit_entries.ts";

const ROWS: readonly (readonly [before: string, after: string, moved: string | null])[] = [
  ["abcd", "dabc", "d"],
  ["abcd", "bcda", "a"],
  ["abcd", "bacd", "b"],
  ["abcd", "abcd", null],
  ["abcd", "dbca", "d"],
  ["", "", null],
];

for (const [before, after, moved] of ROWS) {
  Deno.test(`movedFarthest() from "${before}" to "${after}" is ${moved}`, () => {
    assert.equal(movedFarthest([...before], [...after]), moved);
  });
}
