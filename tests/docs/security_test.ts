import assert from "node:assert/strict";
import { existsInProject, projectFile } from "./project_file.ts";

/** The rows of the table, as their number, what they are about, and what shows it. */
const ROWS = projectFile("docs/security.md").split("\n")
  .flatMap((line) => {
    const [, number = "", , shown = ""] = /^\|\s*A(\d+)\s*\|([^|]*)\|([^|]*)\|$/.exec(line) ?? [];
    return number === "" ? [] : [{ number: Number(number), shown: shown.trim() }];
  });
const KNOWN = 44;

Deno.test(`docs/security.md: tells of A1 to A${KNOWN}, each once`, () => {
  const numbers = Array.from({ length: KNOWN }, (_, nth) => nth + 1);
  assert.deepEqual(ROWS.map(({ number }) => number), numbers);
});

Deno.test("docs/security.md: each row names tests that are there, or says why it does not apply", () => {
  for (const { number, shown } of ROWS) {
    const files = [...shown.matchAll(/`(tests\/[^`]+)`/g)].map(([, path = ""]) => path);
    const isShown = files.length > 0 && files.every(existsInProject);
    const isOther = files.length === 0 && /^does not apply: .{20}/.test(shown);
    assert.ok(isShown || isOther, `A${number}: ${shown}`);
  }
});
