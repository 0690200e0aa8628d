import assert from "node:assert/strict";
import plugin, { checkRegex } from "@/tools/lint/plugin.ts";

const UNBOUNDED: readonly [pattern: RegExp, why: RegExp][] = [
  [/(a+)+$/, /two ways/],
  [/^(\w+\s?)*$/, /two ways/],
  [/^\d+\d+$/, /share/],
  [/^\s*=?\s*x/, /share/],
  [/^(a|b)*[ab]*$/, /share/],
  [/^(?:x[a-z]*)*y/, /two ways/],
  [/^.*foo.*bar/, /share/],
  [/^(\d+)\1+$/, /share/],
  [/\s+$/, /begin anew/],
  [/\b[a-z][a-z0-9+.-]*:\/\//, /begin anew/],
  [/"[^x]*x/, /begin anew/],
  [/[?#].*$/, /begin anew/],
  [/[\u{1F600}-\u{1F64F}a]{3,}b/u, /begin anew/],
  [/^\s+x/m, /begin anew/],
  [/^(?:a|a)*b$/, /two ways/],
  [/^(?:\w|\d)*;$/, /two ways/],
  [/^(?:a|ab|b)*c$/, /two ways/],
  [/^(?:a?b?)*c/, /two ways/],
  [/^(?:a|a){30}b/, /two ways/],
  [/^(?:a?){30}b/, /may be empty/],
  [/^(?:x{0,400}){0,400}y/, /two ways/],
  [/^(?=(?:a|a)*b)/, /two ways/],
  [/a(?=.*b)/, /look along/],
  [/(?!.*foo)x/, /look along/],
  [/(?<=\w+)b/, /look along/],
];

for (const [pattern, why] of UNBOUNDED) {
  Deno.test(`bounded-regex: finds ${pattern}`, () => {
    assert.match(checkRegex(pattern.source, pattern.flags) ?? "", why);
  });
}

const BOUNDED = [
  ...[/^\d+(\.\d+)?(e[+-]?\d+)?$/, /^(?:\.\d+)*$/, /\s+/g, /\d+/, /[a-z]{1,40}:\/\//, /\s{1,20}$/],
  ...[/^[a-z]+:\/\/[^/]+\/$/, /^(\d[\d.,]*|\.\d+)([a-z]+)$/, /^\p{L}+ \p{L}+$/u, /,+;/y],
  ...[/^(?:ab?)*$/, /^(?:\d{3})+$/, /[;\t](?= *[=+])/g, /^(?=.*x)y/],
  ...[/^(?:[a-z]|\d)*$/, /^\d{1,3}(?:\.\d{3}){1,10}$/, /^(?:ab|ac)*$/],
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
