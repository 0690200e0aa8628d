import assert from "node:assert/strict";
import plugin, { checkRegex } from "@/tools/lint/plugin.ts";

const UNBOUNDED: readonly [pattern: RegExp, why: RegExp][] = [
  [/(a+)+$/, /share/],
  [/^(\w+\s?)*$/, /share/],
  [/^\d+\d+$/, /share/],
  [/^\s*=?\s*x/, /share/],
  [/^(a|b)*[ab]*$/, /share/],
  [/^(?:x[a-z]*)*y/, /share/],
  [/^.*foo.*bar/, /share/],
  [/^(\d+)\1+$/, /share/],
  [/\s+$/, /begin anew/],
  [/\b[a-z][a-z0-9+.-]*:\/\//, /begin anew/],
  [/"[^x]*x/, /begin anew/],
  [/[?#].*$/, /begin anew/],
  [/[\u{1F600}-\u{1F64F}a]{3,}b/u, /begin anew/],
];

for (const [pattern, why] of UNBOUNDED) {
  Deno.test(`bounded-regex: finds ${pattern}`, () => {
    assert.match(checkRegex(pattern.source, pattern.flags) ?? "", why);
  });
}

const BOUNDED = [
  ...[/^\d+(\.\d+)?(e[+-]?\d+)?$/, /^(?:\.\d+)*$/, /\s+/g, /\d+/, /[a-z]{1,40}:\/\//, /\s{1,20}$/],
  ...[/^[a-z]+:\/\/[^/]+\/$/, /^(\d[\d.,]*|\.\d+)([a-z]+)$/, /^\p{L}+ \p{L}+$/u, /,+;/y],
  ...[/(?<=\d)x+/, /\(\)\[\]\{\}/, /a\/b[\]/]c/],
];

for (const pattern of BOUNDED) {
  Deno.test(`bounded-regex: lets ${pattern} pass`, () => {
    assert.equal(checkRegex(pattern.source, pattern.flags), null);
  });
}

Deno.test("bounded-regex: looks at what runs, not at the workshop", () => {
  const source = "export const pattern = /\\s+$/;";
  const found = (path: string) =>
    Deno.lint.runPlugin(plugin, path, source).filter(({ id }) => id === "app/bounded-regex");
  assert.equal(found("lib/logs/logger.ts").length, 1);
  assert.equal(found("islands/Board.tsx").length, 1);
  assert.equal(found("tests/logs/redact_test.ts").length, 0);
});
