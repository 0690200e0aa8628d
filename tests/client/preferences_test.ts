import assert from "node:assert/strict";
import { FIRST_PREFERENCES, readPreferences, zoneOf } from "@/lib/client/preferences.ts";

const ROWS: readonly (readonly [
  says: string,
  theme: string | null,
  others: string | null,
  expected: Partial<typeof FIRST_PREFERENCES>,
])[] = [
  ["nothing", null, null, {}],
  ["a theme", "dark", null, { theme: "dark" }],
  ["a theme that is none", "pink", null, {}],
  [
    "all others",
    null,
    '{"zone":"Asia/Tokyo","numbers":"de-DE","volume":0.2}',
    { zone: "Asia/Tokyo", numbers: "de-DE", volume: 0.2 },
  ],
  ["numbers as usual", null, '{"numbers":null}', { numbers: null }],
  ["UTC", null, '{"zone":"UTC"}', { zone: "UTC" }],
  ["shortcuts that are off", null, '{"shortcuts":false}', { shortcuts: false }],
  ["that the tour is over", null, '{"hasToured":true}', { hasToured: true }],
  ["silence", null, '{"volume":0}', { volume: 0 }],
  ["values that are not possible", null, '{"zone":"Mars/Base","numbers":"xx","volume":7}', {}],
  ["values of the wrong kind", null, '{"zone":1,"numbers":{},"volume":"loud"}', {}],
  ["no JSON", null, "{", {}],
  ["another JSON", null, "null", {}],
];

for (const [says, theme, others, expected] of ROWS) {
  Deno.test(`readPreferences() takes ${says} in a browser's storage`, () => {
    assert.deepEqual(readPreferences(theme, others), { ...FIRST_PREFERENCES, ...expected });
  });
}

Deno.test("zoneOf() is undefined for the browser's own zone", () => {
  assert.equal(zoneOf({ zone: "own" }), undefined);
  assert.equal(zoneOf({ zone: "Asia/Tokyo" }), "Asia/Tokyo");
});
