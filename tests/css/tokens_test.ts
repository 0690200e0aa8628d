import assert from "node:assert/strict";
import { stylesheets } from "./stylesheets.ts";

const named = (text: string, pattern: RegExp) =>
  new Set([...text.matchAll(pattern)].map(([, name = ""]) => name));

const sheets = stylesheets();
const TOKENS = named(
  sheets.find(({ area }) => area === "tokens")?.text ?? "",
  /(--[\w-]+):/g,
);

Deno.test("tokens.css is where every custom property that is used comes from", () => {
  for (const { area, text } of sheets) {
    const own = named(text, /(--[\w-]+):/g);
    const unknown = named(text, /var\((--[\w-]+)/g).difference(TOKENS).difference(own);
    assert.deepEqual([...unknown], [], area);
  }
});

Deno.test("static/css names no colour outside of tokens.css", () => {
  const colour = /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|light-dark)\(|:\s*(?:white|black)\b/i;
  for (const { area, text } of sheets) {
    if (area !== "tokens") assert.equal(colour.exec(text)?.[0], undefined, area);
  }
});
