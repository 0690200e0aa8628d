import assert from "node:assert/strict";
import { SHEETS } from "@/components/page/Document.tsx";
import { plainColours } from "@/tools/build_styles.ts";
import { stylesheets } from "./stylesheets.ts";

Deno.test("SHEETS: name every file of static/css and no other", () => {
  const used = new Set<string>(Object.values(SHEETS).flat());
  assert.deepEqual([...used].sort(), stylesheets().map(({ area }) => area).sort());
});

Deno.test("plainColours() says every colour of the theme without light-dark()", () => {
  const css = `:root { --a: light-dark(#fff, #000); --b: 1px; --c: 0 1px light-dark(#ddd, #0006); }
    :root[data-theme="dark"] { color-scheme: dark; }
    @media (prefers-contrast: more) { :root { --a: light-dark(#eee, #111); } }`;
  const text = plainColours(css).replaceAll(/\s+/g, "");
  const light = ":root{--a:#fff;--c:01px#ddd}";
  const dark = "{--a:#000;--c:01px#0006}";
  const expected = [
    "@supportsnot(color:light-dark(red,red)){",
    light,
    `:root[data-theme="dark"]${dark}`,
    `@media(prefers-color-scheme:dark){:root:not([data-theme="light"])${dark}}`,
    "@media(prefers-contrast:more){:root{--a:#eee}",
    ':root[data-theme="dark"]{--a:#111}',
    '@media(prefers-color-scheme:dark){:root:not([data-theme="light"]){--a:#111}}}}',
  ];
  assert.equal(text, expected.join(""));
});

Deno.test("plainColours() covers every light-dark() of the design system", () => {
  const tokens = stylesheets().find(({ area }) => area === "tokens")?.text ?? "";
  const plain = plainColours(tokens);
  assert.doesNotMatch(plain.slice(plain.indexOf("{")), /light-dark/);
  const names = [...tokens.matchAll(/(--[\w-]+):[^;]*light-dark/g)].map(([, name = ""]) => name);
  assert.ok(names.length > 30);
  for (const name of names) assert.ok(plain.includes(`${name}:`), name);
  for (const { area, text } of stylesheets()) {
    assert.ok(area === "tokens" || !text.includes("light-dark("), `${area}: colours are tokens`);
  }
});
