import assert from "node:assert/strict";
import { existsInProject, projectFile } from "./project_file.ts";

/** The rows of the table, as their name, and what shows that the weakness is not here. */
const ROWS = projectFile("docs/security.md").split("\n")
  .flatMap((line) => {
    const [, name = "", shown = ""] = /^\|\s*([AT]\d+)\s*\|[^|]*\|([^|]*)\|$/.exec(line) ?? [];
    return name === "" ? [] : [{ name, shown: shown.trim() }];
  });
/** First and last number of each list. */
const KNOWN = { A: [1, 44], T: [23, 42] } as const;

for (const [list, [first, last]] of Object.entries(KNOWN)) {
  Deno.test(`docs/security.md: tells of ${list}${first} to ${list}${last}, each once`, () => {
    const names = Array.from({ length: last - first + 1 }, (_, nth) => `${list}${first + nth}`);
    assert.deepEqual(ROWS.map(({ name }) => name).filter((name) => name.startsWith(list)), names);
  });
}

const OTHERS = ROWS.filter(({ shown }) => shown.startsWith("does not apply"));

Deno.test(`docs/security.md: ${ROWS.length - OTHERS.length} of ${ROWS.length} name tests that are there, the others say why not`, () => {
  for (const { name, shown } of ROWS) {
    const files = [...shown.matchAll(/`(tests\/[^`]+)`/g)].map(([, path = ""]) => path);
    const isShown = files.length > 0 && files.every(existsInProject);
    const isOther = files.length === 0 && /^does not apply: .{20}/.test(shown);
    assert.ok(isShown || isOther, `${name}: ${shown}`);
  }
});
