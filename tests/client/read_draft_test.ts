import assert from "node:assert/strict";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { draftOf, EMPTY_DRAFT, readCondition, readDraft } from "@/lib/client/alarms/draft.ts";
import { anAlarm, moment } from "./samples.ts";

function fieldsOf(draft: Parameters<typeof readDraft>[0]) {
  const read = readDraft(draft, null);
  assert.ok(read.ok, JSON.stringify(read));
  return read.fields;
}

function problemsOf(draft: Parameters<typeof readDraft>[0]) {
  const read = readDraft(draft, null);
  assert.ok(!read.ok);
  return read.problems;
}

const PERCENT = { type: "percentChange", percentage: 5, changeType: "upFromMin" } as const;
const WINDOW = { type: "timeframe", percentage: 2.5, direction: "down" } as const;

for (
  const condition of [
    { type: "target", targetPrice: 1e-7, direction: "fromAbove" },
    PERCENT,
    { ...WINDOW, timeUnit: "days", timeValue: 3 },
    { ...WINDOW, timeUnit: "sinceStart", startPrice: 100, startTime: moment(0) },
  ] as const
) {
  Deno.test(`readDraft() gives back a ${condition.type} alarm that the server takes`, () => {
    const alarm = anAlarm({
      ...condition,
      mode: "repeat",
      cooldownSeconds: 90,
      note: "why",
      sound: "bell",
      priority: "critical",
      policy: "policy_1",
      tell: ["channel_1", "channel_2"],
      tags: ["dip", "two words"],
    });
    const fields = fieldsOf(draftOf(alarm));
    const taken = NewAlarm.parse(fields);
    for (const [field, value] of Object.entries(fields)) {
      assert.deepEqual(value, alarm[field as keyof typeof alarm], field);
    }
    assert.equal(taken.type, condition.type);
  });
}

Deno.test("readDraft() keeps an expiry to the minute", () => {
  const expiresAt = "2026-02-01T18:30:00.000Z";
  assert.equal(fieldsOf(draftOf(anAlarm({ expiresAt })))["expiresAt"], expiresAt);
});

Deno.test("readDraft() reads the price as it is typed", () => {
  const fields = fieldsOf({ ...EMPTY_DRAFT, targetPrice: "67,000.5", note: "  soon " });
  const { type, targetPrice, direction, mode, note, expiresAt } = fields;
  assert.deepEqual([type, targetPrice, direction], ["target", 67_000.5, "any"]);
  assert.deepEqual([mode, note, expiresAt], ["once", "soon", null]);
});

Deno.test("readDraft() tells all that is missing, by the server's names of the fields", () => {
  const draft = { ...EMPTY_DRAFT, type: "timeframe", percentage: "", timeValue: "0" } as const;
  assert.deepEqual(Object.keys(problemsOf(draft)), ["percentage", "timeValue"]);
  assert.deepEqual(Object.keys(problemsOf(EMPTY_DRAFT)), ["targetPrice"]);
});

Deno.test("readDraft() refuses a cooldown that is no number, but takes none at all", () => {
  const draft = { ...EMPTY_DRAFT, targetPrice: "1", mode: "repeat" } as const;
  assert.equal(fieldsOf({ ...draft, cooldownMinutes: "0" })["cooldownSeconds"], 0);
  assert.equal(fieldsOf({ ...draft, cooldownMinutes: "1.5" })["cooldownSeconds"], 90);
  assert.ok(problemsOf({ ...draft, cooldownMinutes: "soon" })["cooldownSeconds"]);
});

Deno.test("readDraft() takes a price by the current one, and no other number", () => {
  const draft = { ...EMPTY_DRAFT, targetPrice: "70.000" };
  const read = readDraft(draft, 66_000);
  assert.equal(read.ok && read.fields["targetPrice"], 70_000);
  const percent = { ...EMPTY_DRAFT, type: "percentChange", percentage: "5.000 %" } as const;
  const condition = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
  assert.deepEqual(readCondition(percent, 4_000), { ok: true, condition });
});

Deno.test("readDraft() takes suffixes and signs of currencies for prices only", () => {
  assert.equal(fieldsOf({ ...EMPTY_DRAFT, targetPrice: "$70k" })["targetPrice"], 70_000);
  const draft = { ...EMPTY_DRAFT, type: "timeframe", percentage: "5k", timeValue: "15m" } as const;
  assert.deepEqual(Object.keys(problemsOf(draft)), ["percentage", "timeValue"]);
});

Deno.test("readCondition() reads what a form waits for while the rest is not filled in", () => {
  const draft = { ...EMPTY_DRAFT, targetPrice: "70,000", expiresAt: "soon" };
  const condition = { type: "target", targetPrice: 70_000, direction: "any" };
  assert.deepEqual(readCondition(draft, null), { ok: true, condition });
});
