import assert from "node:assert/strict";
import { contrast } from "./contrast.ts";
import { colourTokens } from "./stylesheets.ts";

const GROUNDS = ["--page", "--surface", "--raised", "--sunken"];
const ON_GROUNDS = [
  ...["--ink", "--ink-soft", "--accent", "--up", "--down", "--warn", "--danger"],
];

/** Words, what they stand on: 4.5 to 1 is asked for (WCAG 1.4.3). */
const WORDS: readonly (readonly [string, string])[] = [
  ...ON_GROUNDS.flatMap((ink) => GROUNDS.map((ground) => [ink, ground] as const)),
  ["--accent-ink", "--accent"],
  ["--accent", "--accent-wash"],
  ["--ink", "--accent-wash"],
  ["--ink-soft", "--accent-wash"],
  ["--up", "--up-wash"],
  ["--ink", "--up-wash"],
  ["--down", "--down-wash"],
  ["--ink", "--down-wash"],
  ["--warn", "--warn-wash"],
  ["--ink", "--warn-wash"],
  ["--ink-soft", "--warn-wash"],
  ["--danger", "--danger-wash"],
  ["--ink", "--danger-wash"],
  ["--danger-ink", "--danger-fill"],
  ["--ring-ink", "--ring"],
  ["--page", "--ink"],
];

/** Edges and shapes that tell something, what they stand on: 3 to 1 is asked for (WCAG 1.4.11). */
const SHAPES: readonly (readonly [string, string])[] = [
  ...GROUNDS.map((ground) => ["--line-strong", ground] as const),
  ...GROUNDS.map((ground) => ["--ring", ground] as const),
];

Deno.test("contrast() is that of the standard's own examples", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
});

for (const theme of ["light", "dark"] as const) {
  for (const [least, pairs] of [[4.5, WORDS], [3, SHAPES]] as const) {
    Deno.test(`tokens.css has a contrast of ${least} where it is asked for, in ${theme}`, () => {
      const tokens = colourTokens();
      const weak = pairs.flatMap(([ink, ground]) => {
        const [upper, lower] = [tokens.get(ink)?.[theme], tokens.get(ground)?.[theme]];
        assert.ok(upper && lower, `${ink} and ${ground} are colours of tokens.css`);
        const found = contrast(upper, lower);
        return found < least ? [`${ink} on ${ground}: ${found.toFixed(2)}`] : [];
      });
      assert.deepEqual(weak, []);
    });
  }
}
