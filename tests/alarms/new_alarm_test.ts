import assert from "node:assert/strict";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { explainIssues } from "@/lib/alarms/explain_issues.ts";
import { makeAlarm, NewAlarm } from "@/lib/alarms/new_alarm.ts";
import { historyOf, ID, iso, NO_HISTORY, START } from "./build.ts";

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

const prices = { currentPrice: 54000, maxPrice: 60000, minPrice: 50000 };
const context = { id: ID, now: START, pair: prices, history: NO_HISTORY };

function made(input: unknown, over: Partial<typeof context> = {}) {
  const result = makeAlarm(NewAlarm.parse(input), { ...context, ...over });
  assert.ok(result.ok, "it was refused");
  assert.deepEqual(Alarm.parse(result.alarm), result.alarm, "it can be stored");
  return result;
}

Deno.test("makeAlarm() makes an armed alarm with the defaults", () => {
  const { alarm, alreadyTrue } = made(target);
  assert.equal(alreadyTrue, false);
  assert.deepEqual(alarm, {
    id: ID,
    type: "target",
    targetPrice: 55000,
    direction: "fromBelow",
    note: "",
    mode: "once",
    cooldownSeconds: 300,
    expiresAt: null,
    snoozedUntil: null,
    createdAt: iso(START),
    triggered: false,
    triggeredAt: null,
    triggeredPrice: null,
    fireCount: 0,
    conditionMet: false,
    clearedSinceFire: false,
  });
});

Deno.test("makeAlarm() keeps a note as it was typed", () => {
  const note = '  <script>alert("x")</script> & more ';
  assert.equal(made({ ...target, note }).alarm.note, note);
});

Deno.test("makeAlarm() keeps an expiry as UTC", () => {
  const expiresAt = "2026-01-16T12:00:00+02:00";
  assert.equal(made({ ...target, expiresAt }).alarm.expiresAt, "2026-01-16T10:00:00.000Z");
});

Deno.test("makeAlarm() refuses an expiry that has passed", () => {
  const input = NewAlarm.parse({ ...target, expiresAt: iso(START) });
  assert.deepEqual(makeAlarm(input, context), {
    ok: false,
    reason: "invalid",
    field: "expiresAt",
    message: "expiresAt must be in the future, or null for an alarm that never expires",
  });
});

Deno.test("makeAlarm() starts sinceStart from the current price", () => {
  const { alarm } = made({ ...start, timeValue: null });
  assert.ok(alarm.type === "timeframe");
  assert.equal(alarm.startPrice, 54000);
  assert.equal(alarm.startTime, iso(START));
});

Deno.test("makeAlarm() starts sinceStart from the price that was named", () => {
  const { alarm, alreadyTrue } = made({ ...start, startPrice: 50000 });
  assert.ok(alarm.type === "timeframe");
  assert.equal(alarm.startPrice, 50000);
  assert.equal(alreadyTrue, true, "54,000 is 8 % above it");
});

Deno.test("makeAlarm() refuses sinceStart while there is no price to start from", () => {
  const pair = { currentPrice: null, maxPrice: null, minPrice: null };
  const result = makeAlarm(NewAlarm.parse(start), { ...context, pair });
  assert.ok(!result.ok);
  assert.equal(result.reason, "noPriceYet");
  assert.equal(result.field, "startPrice");
});

const ALREADY: [says: string, input: unknown, holds: boolean][] = [
  ["a target from below that is above the price", target, false],
  ["a target from below that is under the price", { ...target, targetPrice: 53000 }, true],
  ["a target from above that is over the price", { ...target, direction: "fromAbove" }, true],
  ["a target either way away from the price", { ...target, direction: "any" }, false],
  ["a target either way at the price", { ...target, direction: "any", targetPrice: 54000 }, true],
  ["exactly 10 % below the maximum", { ...percent, percentage: 10 }, true],
  ["more than 10 % below the maximum", { ...percent, percentage: 10.0001 }, false],
  ["exactly 8 % above the minimum", { ...percent, percentage: 8, changeType: "upFromMin" }, true],
  ["a window that is warming up", window, false],
];

for (const [says, input, holds] of ALREADY) {
  Deno.test(`makeAlarm() says alreadyTrue ${holds} for ${says}`, () => {
    const { alarm, alreadyTrue } = made(input);
    assert.equal(alreadyTrue, holds);
    assert.equal(alarm.conditionMet, holds);
  });
}

Deno.test("makeAlarm() says alreadyTrue for a move that happened within the window", () => {
  const past = [{ at: START - 7_200_000, price: 52000 }, { at: START, price: 54000 }];
  assert.equal(made(window, { history: historyOf(past) }).alreadyTrue, true);
  const younger = past.map(({ at, price }) => ({ at: at + 1, price }));
  assert.equal(
    made(window, { history: historyOf(younger) }).alreadyTrue,
    false,
    "still warming up",
  );
});

Deno.test("makeAlarm() knows nothing to be true before the first price", () => {
  const pair = { currentPrice: null, maxPrice: null, minPrice: null };
  assert.equal(made(target, { pair: pair as unknown as typeof prices }).alreadyTrue, false);
});

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
