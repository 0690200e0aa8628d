import assert from "node:assert/strict";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { AlarmPatch, explainIssues } from "@/lib/alarms/alarm_input.ts";
import { editAlarm } from "@/lib/alarms/life_cycle.ts";
import { iso, NO_HISTORY, percent, sinceStart, START, target, timeframe } from "./build.ts";
import { Story } from "./story.ts";

const pair = { currentPrice: 54000, maxPrice: 60000, minPrice: 50000 };
const context = { now: START, pair, history: NO_HISTORY };

function edited(alarm: Alarm, patch: unknown) {
  const result = editAlarm(alarm, AlarmPatch.parse(patch), context);
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(Alarm.parse(result.alarm), result.alarm, "it can be stored");
  return result;
}

const fired = target({
  triggered: true,
  triggeredAt: iso(START),
  triggeredPrice: 55000,
  fireCount: 1,
  conditionMet: true,
  clearedSinceFire: true,
});

Deno.test("editAlarm() arms an alarm afresh when its condition changes", () => {
  const { alarm, alreadyTrue } = edited(fired, { targetPrice: 56000 });
  const watchedFrom = iso(START);
  const armed = { triggered: false, clearedSinceFire: false, conditionMet: false, watchedFrom };
  assert.deepEqual(alarm, { ...fired, ...armed, targetPrice: 56000 });
  assert.equal(alreadyTrue, false);
});

Deno.test("editAlarm() says when the new condition holds already", () => {
  const { alarm, alreadyTrue } = edited(target(), { targetPrice: 53000 });
  assert.equal(alreadyTrue, true);
  assert.equal(alarm.conditionMet, true);
});

Deno.test("editAlarm() leaves a fired alarm fired when its condition stays the same", () => {
  const patch = { note: "later", mode: "repeat", cooldownSeconds: 60, targetPrice: 55000 };
  const { alarm } = edited(fired, patch);
  assert.deepEqual(alarm, { ...fired, note: "later", mode: "repeat", cooldownSeconds: 60 });
});

Deno.test("editAlarm() changes nothing for an empty patch", () => {
  assert.deepEqual(edited(fired, {}).alarm, fired);
});

Deno.test("editAlarm() does not fire an alarm whose condition came true while it was expired", () => {
  const story = new Story(percent({ expiresAt: iso(START + 60_000) }), 60_000);
  assert.equal(story.see(50_000, { after: 120 }), "expired");
  const result = editAlarm(story.alarm, { expiresAt: null }, story.present);
  assert.ok(result.ok && result.alreadyTrue);
  story.alarm = result.alarm;
  assert.equal(story.see(49_000), "stillMet");
  assert.equal(story.see(59_000), "notReached");
  assert.equal(story.see(50_000), "fired");
});

Deno.test("editAlarm() keeps the start of sinceStart when only the percentage changes", () => {
  const alarm = sinceStart({ startTime: iso(START - 5000) });
  assert.deepEqual(edited(alarm, { percentage: 7 }).alarm, {
    ...alarm,
    percentage: 7,
    conditionMet: true,
    watchedFrom: iso(START),
  });
});

Deno.test("editAlarm() starts a former window from the current price", () => {
  const { alarm } = edited(timeframe(), { timeUnit: "sinceStart" });
  assert.ok(alarm.type === "timeframe");
  const { timeValue, startPrice, startTime } = alarm;
  assert.deepEqual({ timeValue, startPrice, startTime }, {
    timeValue: null,
    startPrice: 54000,
    startTime: iso(START),
  });
});

Deno.test("editAlarm() forgets the start when sinceStart becomes a window", () => {
  const { alarm } = edited(sinceStart(), { timeUnit: "hours", timeValue: 2 });
  assert.ok(alarm.type === "timeframe");
  const { timeValue, startPrice, startTime } = alarm;
  assert.deepEqual({ timeValue, startPrice, startTime }, {
    timeValue: 2,
    startPrice: null,
    startTime: null,
  });
});

Deno.test("editAlarm() restarts sinceStart from the current price when the start is set to null", () => {
  const { alarm } = edited(sinceStart(), { startPrice: null });
  assert.ok(alarm.type === "timeframe");
  assert.equal(alarm.startPrice, 54000);
});

Deno.test("editAlarm() leaves an expiry that has passed as it is while the note is edited", () => {
  const alarm = target({ expiresAt: "2026-01-01T00:00:00Z" });
  assert.equal(edited(alarm, { note: "x", expiresAt: "2026-01-01T00:00:00Z" }).ok, true);
  assert.equal(edited(alarm, { expiresAt: null }).alarm.expiresAt, null);
});

const REFUSED: [says: string, alarm: Alarm, patch: unknown, field: string, message: RegExp][] = [
  [
    "another type's field",
    target(),
    { percentage: 5 },
    "percentage",
    /^percentage is no field of a target alarm$/,
  ],
  [
    "another type's direction",
    target(),
    { direction: "up" },
    "direction",
    /must be one of any, fromBelow/,
  ],
  ["a fall of 100 %", percent(), { percentage: 100 }, "percentage", /below 100/],
  [
    "a rise of 150 % turned into a fall",
    percent({ changeType: "upFromMin", percentage: 150 }),
    { changeType: "downFromMax" },
    "percentage",
    /below 100/,
  ],
  [
    "a window over 30 days",
    timeframe(),
    { timeUnit: "days", timeValue: 31 },
    "timeValue",
    /at most 30 days/,
  ],
  ["a window that lost its length", timeframe(), { timeValue: null }, "timeValue", /is missing/],
  [
    "a window made of sinceStart without length",
    sinceStart(),
    { timeUnit: "hours" },
    "timeValue",
    /is missing/,
  ],
  ["a start price for a window", timeframe(), { startPrice: 5 }, "startPrice", /left out/],
  ["an expiry that has passed", target(), { expiresAt: iso(START - 1) }, "expiresAt", /future/],
];

for (const [says, alarm, patch, field, message] of REFUSED) {
  Deno.test(`editAlarm() refuses ${says}`, () => {
    const result = editAlarm(alarm, AlarmPatch.parse(patch), context);
    assert.ok(!result.ok, "it was taken");
    assert.equal(result.field, field);
    assert.match(result.message, message);
  });
}

Deno.test("editAlarm() refuses sinceStart while there is no price to start from", () => {
  const noPrice = { currentPrice: null, maxPrice: null, minPrice: null };
  const result = editAlarm(timeframe(), { timeUnit: "sinceStart" }, { ...context, pair: noPrice });
  assert.ok(!result.ok);
  assert.equal(result.reason, "noPriceYet");
});

Deno.test("editAlarm() makes an alarm one of another kind: it starts anew and keeps the rest", () => {
  const before = {
    ...timeframe(),
    ...{ note: "dip", tags: ["swing"], mode: "repeat" as const, paused: true, owner: "user_1" },
    ...{ fireCount: 3, triggered: true, triggeredAt: "2024-01-15T11:00:00.000Z" },
  };
  const condition = { targetPrice: 1, direction: "fromAbove" } as const;
  const edited = editAlarm(before, { type: "target", ...condition }, context);
  assert.ok(edited.ok, JSON.stringify(edited));
  const { alarm } = edited;
  const { id, createdAt, note, tags, mode, paused, owner, fireCount } = before;
  assert.deepEqual({ ...alarm }, {
    ...alarm,
    ...{ id, createdAt, note, tags, mode, paused, owner, fireCount, ...condition },
    ...{ type: "target", triggered: false, watchedFrom: new Date(context.now).toISOString() },
  });
  assert.equal("percentage" in alarm, false);
  const lacking = editAlarm(before, { type: "percentChange" }, context);
  assert.deepEqual(!lacking.ok && lacking.field, "percentage");
  const foreign = editAlarm(before, { type: "target", ...condition, percentage: 5 }, context);
  assert.deepEqual(!foreign.ok && foreign.field, "percentage");
});

const UNREADABLE: [says: string, patch: unknown, field: string, message: RegExp][] = [
  ["an unknown type", { type: "moon" }, "type", /^type must be one of target, percentChange/],
  ["the id", { id: "alarm_2" }, "id", /not known here/],
  ["what the program keeps", { fireCount: 0 }, "fireCount", /not known here/],
  ["a price of 0", { targetPrice: 0 }, "targetPrice", /above 0/],
  ["weeks", { timeUnit: "weeks" }, "timeUnit", /must be one of/],
  ["a note of 501 characters", { note: "x".repeat(501) }, "note", /500/],
];

for (const [says, patch, field, message] of UNREADABLE) {
  Deno.test(`AlarmPatch refuses ${says}`, () => {
    const parsed = AlarmPatch.safeParse(patch);
    assert.ok(parsed.error, "it was taken");
    const problem = explainIssues(parsed.error);
    assert.equal(problem.field, field);
    assert.match(problem.message, message);
  });
}
