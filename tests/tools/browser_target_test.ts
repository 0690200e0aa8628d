import assert from "node:assert/strict";
import { BROWSER_TARGET, OLD_BROWSER_SCRIPT } from "@/components/page/Document.tsx";
import { newFeatures, newInScript } from "@/tools/browser_target/check_script.ts";
import { newInSheet } from "@/tools/browser_target/check_target.ts";
import { withApp } from "../program/app_under_test.ts";

const FEATURES = newFeatures(BROWSER_TARGET);

Deno.test("newInScript() finds syntax, built-ins and patterns that Safari 16 lacks", () => {
  const cases: readonly (readonly [code: string, found: string | RegExp | null])[] = [
    ["Promise.withResolvers()", "Promise.withResolvers"],
    ["const p = Promise; p.withResolvers()", ".withResolvers"],
    ["const { withResolvers } = Promise", "Promise.withResolvers"],
    ["const { groupBy: by } = Map", "Map.groupBy"],
    ["const { a } = b, [c] = d", null],
    ["Object.groupBy(a, f)", "Object.groupBy"],
    ["Map.groupBy(a, f)", "Map.groupBy"],
    ["a.isWellFormed()", ".isWellFormed"],
    ["Array.fromAsync(a)", "Array.fromAsync"],
    ["AbortSignal.any([])", "AbortSignal.any"],
    ["URL.parse(a)", "URL.parse"],
    ["bytes.toBase64()", ".toBase64"],
    ["a.isSubsetOf(b)", ".isSubsetOf"],
    ["map.values().filter(f)", "Iterator.filter"],
    ["[...text.matchAll(p).map(f)]", "Iterator.map"],
    ["element.checkVisibility()", ".checkVisibility()"],
    ["dialog.showPopover()", ".showPopover()"],
    ["requestIdleCallback(f)", "requestIdleCallback"],
    ["navigation.navigate(u)", "navigation"],
    ["class A { static { f() } }", "static block of a class"],
    ["new WebTransport(u)", "WebTransport"],
    ["Temporal.Now.instant()", "Temporal.Now"],
    ["/(?<=a)b/", /^lookbehind/],
    ["/a(?<!b)/g", /^lookbehind/],
    ['new RegExp("(?<=a)b")', /^lookbehind/],
    ["/[a--b]/v", /^syntax: Invalid regular expression flag/],
    ["/(?i:a)/", /^syntax: Invalid regular expression/],
    ["using a = b;", /^syntax/],
    ["a.toSorted().at(-1); [1].findLast(f); structuredClone(a)", null],
    ["Object.values(a).filter(f); a.map(f); text.matchAll(p)", null],
    ["/(?<name>a)\\k<name>(?:b)(?=c)/u", null],
    ["/\\(?<=a/", null],
    ["class A { #a = 1; static b = 2; has(o) { return #a in o } }", null],
  ];
  for (const [code, expected] of cases) {
    const found = newInScript(code, FEATURES, true);
    if (expected === null) assert.deepEqual(found, [], code);
    else if (typeof expected === "string") assert.ok(found.includes(expected), `${code}: ${found}`);
    else assert.match(found[0] ?? "", expected, code);
  }
});

/** Every way to name a member, with what it must be told as. */
const FORMS: readonly (readonly [code: string, found: string])[] = [
  // As a member of something unknown, and of its owner.
  ...["a.union(b)", "a?.union(b)", "a.union?.(b)", '["x", a["union"](b)]', "a[`union`](b)"].map(
    (code) => [code, ".union"] as const,
  ),
  ...['a["un" + "ion"](b)', "const { union } = a", "let f; ({ union: f } = a)"].map(
    (code) => [code, ".union"] as const,
  ),
  ...["({ union }) => 1", "function f({ union = g }) {}", 'const { a: [{ "union": x }] } = b'].map(
    (code) => [code, ".union"] as const,
  ),
  ...["Array.fromAsync(a)", "Array?.fromAsync(a)", 'Array["fromAsync"]', "Array[`fromAsync`]"].map(
    (code) => [code, "Array.fromAsync"] as const,
  ),
  ["const { fromAsync } = Array", "Array.fromAsync"],
  ["let f; ({ fromAsync: f } = Array)", "Array.fromAsync"],
  ["function f({ fromAsync } = Array) {}", "Array.fromAsync"],
  ["const { Promise: { withResolvers } } = globalThis", "Promise.withResolvers"],
  ["globalThis.Promise.withResolvers()", "Promise.withResolvers"],
  ['self?.["Promise"]["withResolvers"]()', "Promise.withResolvers"],
  ["Object.groupBy(a, f)", "Object.groupBy"],
  ["const { groupBy } = Object", "Object.groupBy"],
  // Iterators, whose methods have the names of those of lists.
  ...["m.values().map(f)", "m?.values().map(f)", "m.values?.()?.map(f)", "(m?.values()).map(f)"]
    .map(
      (code) => [code, "Iterator.map"] as const,
    ),
  ...['m["values"]()["map"](f)', "m[`entries`]()[`map`](f)", "const { map } = m.keys()"].map(
    (code) => [code, "Iterator.map"] as const,
  ),
  ["a[Symbol.iterator]().map(f)", "Iterator.map"],
  ["Iterator.from(a)", "Iterator.from"],
  ["Iterator.prototype", "Iterator"],
  ["globalThis.Iterator", "Iterator"],
  ["class A extends Iterator {}", "Iterator"],
];

Deno.test("newInScript() finds what is new however it is named", () => {
  for (const [code, expected] of FORMS) {
    const found = newInScript(code, FEATURES, true);
    assert.ok(found.includes(expected), `${code}: ${found}`);
  }
});

Deno.test("newInScript() takes what Safari 16.0 has, and variables of the same name", () => {
  const known = [
    ...["a.findLast(f)", "a.findLastIndex(f)", "a.at(-1)", "a.toSorted()", "a.toReversed()"],
    ...["a.toSpliced(1)", "a.with(0, 1)", "Object.hasOwn(a, b)", "structuredClone(a)"],
    ...["Object.values(a).map(f)", "Object?.entries(a).filter(f)", "[...m.values()].map(f)"],
    ...["Array.from(m.values()).map(f)", "a[map]", "a[withResolvers]", "const { map } = a"],
    ...["class A { map() {} union() {} }", "({ union: 1 })", "const { at, [union]: x } = a"],
  ];
  for (const code of known) assert.deepEqual(newInScript(code, FEATURES, true), [], code);
});

Deno.test("newInSheet() finds rules, selectors and functions that the target lacks", () => {
  const cases: readonly (readonly [css: string, found: string[]])[] = [
    ["a { color: light-dark(#fff, #000) }", ["light-dark()"]],
    ["a { color: color-mix(in srgb, red, blue) }", ["color-mix()"]],
    ["@starting-style { a { color: red } }", ["@starting-style"]],
    ["a { &:hover { color: red } }", ["rule within a rule"]],
    ["a { color: red; @media print { color: blue } }", ["rule within a rule"]],
    ["@media print { a { color: red } } @keyframes b { from { top: 0 } }", []],
    ["a { color: rgb(from red r g b / 50%) }", ["colour made from another one"]],
    ["@scope (a) { b { color: red } }", ["@scope"]],
    ["a:user-invalid { color: red }", [":user-invalid"]],
    ["p:popover-open, a { color: red }", [":popover-open"]],
    ["@supports not (color: light-dark(red, red)) {} a { color: light-dark(red, red) }", []],
    ["a:has(b), c:is(d):focus-visible { width: clamp(1px, min(2px, 3px), 4px) }", []],
    ["@container (width > 1px) { a::before { content: ':user-invalid {' } }", []],
  ];
  for (const [css, expected] of cases) assert.deepEqual(newInSheet(css, FEATURES), expected, css);
});

/** Whether the notice shows in a browser that has all but `lacking`. */
function showsNotice(lacking: string): boolean {
  const shown: string[] = [];
  const document = {
    getElementById: (id: string) => ({ removeAttribute: (name: string) => shown.push(id, name) }),
  };
  const CSS = { supports: (condition: string) => condition !== lacking };
  const Arrays = { prototype: lacking === "toSorted" ? {} : Array.prototype };
  const window = lacking === "CSS" ? {} : { CSS };
  new Function("document", "window", "CSS", "Array", OLD_BROWSER_SCRIPT)(
    ...[document, window, CSS, Arrays],
  );
  assert.ok(shown.length === 0 || shown.join() === "old-browser,hidden");
  return shown.length > 0;
}

Deno.test("OldBrowser's script shows the notice where something that pages need is missing", () => {
  assert.equal(showsNotice("nothing"), false);
  for (
    const lacking of ["toSorted", "selector(:has(a))", "(container-type: inline-size)", "CSS"]
  ) assert.equal(showsNotice(lacking), true, lacking);
  assert.doesNotMatch(
    OLD_BROWSER_SCRIPT,
    /=>|`|\b(let|const|class)\b|\?\.|\?\?/,
    "any browser reads it",
  );
});

Deno.test("Every page holds the notice for old browsers, hidden, with a script that may run", async () => {
  await withApp(async ({ request }) => {
    for (const path of ["/", "/log", "/offline", "/nowhere"]) {
      const response = await request(path);
      const html = await response.text();
      assert.match(html, /<p id="old-browser"[^>]* hidden/);
      const nonce = /<script nonce="([^"]+)">\s*\(function/.exec(html)?.[1];
      const policy = response.headers.get("content-security-policy") ?? "";
      assert.ok(nonce && policy.includes(`'nonce-${nonce}'`), path);
    }
  });
});
