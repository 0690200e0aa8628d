import assert from "node:assert/strict";
import {
  type BulkDraft,
  commonFields,
  EMPTY_BULK,
  keptWords,
  readBulk,
} from "@/lib/client/alarms/bulk_draft.ts";
import { anAlarm } from "./samples.ts";

const READ: readonly (readonly [Partial<BulkDraft>, Readonly<Record<string, unknown>>])[] = [
  [{ priority: "high" }, { priority: "high" }],
  [{ cooldownMinutes: "2.5" }, { cooldownSeconds: 150 }],
  [{ cooldownMinutes: " 0 " }, { cooldownSeconds: 0 }],
  [{ tell: "me" }, { tell: "me" }],
  [{ tell: "channel_1" }, { tell: ["channel_1"] }],
  [{ policy: "none" }, { policy: null }],
  [{ paused: "resume", snooze: "60" }, { paused: false, snoozeMinutes: 60 }],
  [{ expiry: "never" }, { expiresAt: null }],
  [{ noteIs: "none", note: "left over" }, { note: "" }],
  [{ noteIs: "set", note: " breakout " }, { note: "breakout" }],
  [{ addTags: "#a, b", removeTags: ["old"] }, { addTags: ["a", "b"], removeTags: ["old"] }],
  // What was written before its choice was taken back counts for nothing.
  [{ mode: "once", note: "x", expiresAt: "2030-01-01T10:00" }, { mode: "once" }],
];

for (const [draft, change] of READ) {
  Deno.test(`readBulk() makes ${JSON.stringify(change)} of ${JSON.stringify(draft)}`, () => {
    assert.deepEqual(readBulk({ ...EMPTY_BULK, ...draft }), { change, problem: null });
  });
}

const PROBLEMS: readonly (readonly [Partial<BulkDraft>, RegExp])[] = [
  [{}, /Nothing is changed yet/],
  [{ cooldownMinutes: "soon" }, /“soon”/],
  [{ expiry: "at" }, /Give a date and a time/],
  [{ addTags: "x".repeat(31) }, /at most 10 tags of 30 characters/],
];

for (const [draft, problem] of PROBLEMS) {
  Deno.test(`readBulk() refuses ${JSON.stringify(draft)}`, () => {
    assert.match(readBulk({ ...EMPTY_BULK, ...draft }).problem ?? "", problem);
  });
}

Deno.test("keptWords() says what all have, or that it differs", () => {
  const alarms = [
    anAlarm({ note: "a", priority: "high" }),
    anAlarm({ note: "b", priority: "high" }),
  ];
  const { note, priority, paused } = keptWords(commonFields(alarms));
  assert.deepEqual([note, priority, paused], [
    ...["Leave as it is: differs", "Leave as it is: high", "Leave as it is: none is paused"],
  ]);
});
