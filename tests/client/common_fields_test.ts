import assert from "node:assert/strict";
import { type CommonFields, commonFields } from "@/lib/client/alarms/bulk_draft.ts";
import { anAlarm } from "./samples.ts";

const DIFFERS = { isSame: false } as const;
const same = <T>(value: T) => ({ isSame: true, value }) as const;

const ROWS: readonly (readonly [
  says: string,
  alarms: readonly Record<string, unknown>[],
  expected: Partial<CommonFields>,
])[] = [
  ["one alarm has all in common with itself", [{ note: "dip", tags: ["b", "a"] }], {
    ...{ note: same("dip"), mode: same("once"), paused: same(false), tags: ["a", "b"] },
  }],
  ["what is left out is the default", [{}, { priority: "normal", tell: "default", policy: null }], {
    ...{ priority: same("normal"), tell: same("default"), policy: same(null) },
  }],
  ["values that differ", [{ mode: "once", note: "a" }, { mode: "repeat", note: "b" }], {
    ...{ mode: DIFFERS, note: DIFFERS, cooldownSeconds: same(300) },
  }],
  ["one without an expiry", [{ expiresAt: "2030-01-01T00:00:00Z" }, {}], { expiresAt: DIFFERS }],
  ["lists of channels are compared by what is in them", [{ tell: ["c"] }, { tell: ["c"] }], {
    tell: same(["c"]),
  }],
  ["a tag is one however it is written", [{ tags: ["Dip"] }, { tags: ["dip", "low"] }], {
    tags: ["Dip", "low"],
  }],
  ["paused ones among others", [{ paused: true }, {}], { paused: DIFFERS }],
];

for (const [says, alarms, expected] of ROWS) {
  Deno.test(`commonFields(): ${says}`, () => {
    const found = commonFields(alarms.map((fields) => anAlarm(fields)));
    for (const [field, value] of Object.entries(expected)) {
      assert.deepEqual(found[field as keyof CommonFields], value, field);
    }
  });
}
