import assert from "node:assert/strict";
import { explainIssues, NewAlarm } from "@/lib/alarms/alarm_input.ts";

const target = { type: "target", targetPrice: 55000, direction: "fromBelow" };
const percent = { type: "percentChange", percentage: 5, changeType: "downFromMax" };
const window = {
  type: "timeframe",
  percentage: 3,
  direction: "any",
  timeUnit: "hours",
  timeValue: 2,
};
const start = { type: "timeframe", percentage: 3, direction: "any", timeUnit: "sinceStart" };

const REFUSED: [says: string, input: unknown, field: string, message: RegExp][] = [
  [
    "a price of 0",
    { ...target, targetPrice: 0 },
    "targetPrice",
    /^targetPrice must be a number above 0, such as 55000$/,
  ],
  ["a price of -1", { ...target, targetPrice: -1 }, "targetPrice", /above 0/],
  ["a price of NaN", { ...target, targetPrice: NaN }, "targetPrice", /above 0/],
  ["a price of 1e400", { ...target, targetPrice: JSON.parse("1e400") }, "targetPrice", /above 0/],
  ['a price of "abc"', { ...target, targetPrice: "abc" }, "targetPrice", /above 0/],
  ['a price of "55000"', { ...target, targetPrice: "55000" }, "targetPrice", /above 0/],
  ["a price of null", { ...target, targetPrice: null }, "targetPrice", /above 0/],
  [
    "no price",
    { type: "target", direction: "any" },
    "targetPrice",
    /^targetPrice is missing: it must be a number above 0/,
  ],
  [
    "no direction",
    { type: "target", targetPrice: 1 },
    "direction",
    /^direction is missing: it must be one of any, fromBelow, fromAbove$/,
  ],
  ["another type's direction", { ...target, direction: "up" }, "direction", /fromBelow/],
  [
    "an unknown field",
    { ...target, colour: "red" },
    "colour",
    /^Field colour is not known here; leave it out$/,
  ],
  ["another type's field", { ...target, percentage: 5 }, "percentage", /not known here/],
  [
    "a field that only the program sets",
    { ...target, triggered: true },
    "triggered",
    /not known here/,
  ],
  ["an id", { ...target, id: "alarm_1" }, "id", /not known here/],
  ["no type", { targetPrice: 1 }, "type", /^type must be one of target, percentChange, timeframe$/],
  ["an unknown type", { ...target, type: "extreme" }, "type", /must be one of target/],
  ["nothing", null, "", /^The request must be an object/],
  ["a text", "target", "", /^The request must be an object/],
  ["a list", [], "", /^The request must be an object/],
  ["a percentage of 0", { ...percent, percentage: 0 }, "percentage", /above 0/],
  ["a percentage below 0", { ...percent, percentage: -5 }, "percentage", /above 0/],
  ["a fall of 100 % from the maximum", { ...percent, percentage: 100 }, "percentage", /below 100/],
  [
    "a fall of 100 % in a window",
    { ...window, direction: "down", percentage: 100 },
    "percentage",
    /below 100/,
  ],
  [
    "an unknown change type",
    { ...percent, changeType: "down" },
    "changeType",
    /downFromMax, upFromMin/,
  ],
  ["a window of 0", { ...window, timeValue: 0 }, "timeValue", /above 0/],
  ["a window below 0", { ...window, timeValue: -1 }, "timeValue", /above 0/],
  [
    "a window of less than a second",
    { ...window, timeUnit: "minutes", timeValue: 0.01 },
    "timeValue",
    /at least 1 second/,
  ],
  [
    "a window of over 30 days",
    { ...window, timeUnit: "days", timeValue: 30.1 },
    "timeValue",
    /at most 30 days/,
  ],
  ["a window of over 720 hours", { ...window, timeValue: 721 }, "timeValue", /at most 30 days/],
  [
    "a window without length",
    { ...window, timeValue: undefined },
    "timeValue",
    /^timeValue is missing/,
  ],
  [
    "a window whose length is null",
    { ...window, timeValue: null },
    "timeValue",
    /^timeValue is missing/,
  ],
  [
    "weeks",
    { ...window, timeUnit: "weeks" },
    "timeUnit",
    /^timeUnit must be one of minutes, hours, days, sinceStart$/,
  ],
  ["a window with a start price", { ...window, startPrice: 100 }, "startPrice", /left out/],
  ["sinceStart with a length", { ...start, timeValue: 5 }, "timeValue", /left out/],
  ["a start price of 0", { ...start, startPrice: 0 }, "startPrice", /above 0/],
  [
    "a note of 501 characters",
    { ...target, note: "x".repeat(501) },
    "note",
    /at most 500 characters/,
  ],
  ["a note with a NUL", { ...target, note: "a\u0000b" }, "note", /without control signs/],
  ["a note with half a character", { ...target, note: "\ud800" }, "note", /half characters$/],
  ["a note that is no text", { ...target, note: 5 }, "note", /text/],
  ["an unknown mode", { ...target, mode: "always" }, "mode", /once, repeat/],
  [
    "a cooldown below 0",
    { ...target, cooldownSeconds: -1 },
    "cooldownSeconds",
    /whole number of seconds/,
  ],
  [
    "a cooldown in fractions",
    { ...target, cooldownSeconds: 1.5 },
    "cooldownSeconds",
    /whole number of seconds/,
  ],
  [
    "a cooldown over 30 days",
    { ...target, cooldownSeconds: 2592001 },
    "cooldownSeconds",
    /30 days/,
  ],
  [
    "an expiry that is no time",
    { ...target, expiresAt: "tomorrow" },
    "expiresAt",
    /time with zone/,
  ],
  [
    "an expiry on February 30",
    { ...target, expiresAt: "2026-02-30T10:00:00Z" },
    "expiresAt",
    /time with zone/,
  ],
  [
    "an expiry without zone",
    { ...target, expiresAt: "2026-02-20T10:00:00" },
    "expiresAt",
    /time with zone/,
  ],
];

for (const [says, input, field, message] of REFUSED) {
  Deno.test(`NewAlarm refuses ${says}`, () => {
    const parsed = NewAlarm.safeParse(input);
    assert.ok(parsed.error, "it was taken");
    const problem = explainIssues(parsed.error);
    assert.equal(problem.field, field);
    assert.match(problem.message, message);
  });
}

Deno.test("explainIssues() puts the path of what was parsed before the field", () => {
  const parsed = NewAlarm.safeParse({ ...target, targetPrice: 0 });
  assert.ok(parsed.error);
  assert.deepEqual(explainIssues(parsed.error, "alarm"), {
    field: "alarm.targetPrice",
    message: "alarm.targetPrice must be a number above 0, such as 55000",
  });
});

Deno.test("explainIssues() does not repeat a field name of a thousand characters", () => {
  const parsed = NewAlarm.safeParse({ ...target, ["x".repeat(1000)]: 1 });
  assert.ok(parsed.error);
  assert.ok(explainIssues(parsed.error).message.length < 120);
});
