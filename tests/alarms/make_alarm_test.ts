import assert from "node:assert/strict";
import { Alarm } from "@/lib/alarms/alarm.ts";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { makeAlarm, type SettingContext } from "@/lib/alarms/life_cycle.ts";
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

const prices = { currentPrice: 54000, maxPrice: 60000, minPrice: 50000 };
const context: SettingContext & { id: string } = {
  id: ID,
  now: START,
  pair: prices,
  history: NO_HISTORY,
};

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
    watchedFrom: iso(START),
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
  ["a target from below at the price", { ...target, targetPrice: 54000 }, true],
  [
    "a target from above at the price",
    { ...target, targetPrice: 54000, direction: "fromAbove" },
    true,
  ],
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
  assert.equal(made(target, { pair }).alreadyTrue, false);
});
