import assert from "node:assert/strict";
import { cancelled, type Delivery, newDelivery } from "@/lib/alarms/delivery.ts";
import { afterAttempt, isExpired, type Outcome, resent, unheard } from "@/lib/notify/retries.ts";

const START = Date.parse("2026-01-15T12:00:00.000Z");
const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;
const DUE = newDelivery("fire_1", "channel_1", "2026-01-15T12:00:00.000Z");
const FAILED: Outcome = { kind: "retry", why: "It answered with status 503" };
const HOW = { now: START, random: 0.5, repeatsAreSafe: true };

/** How long after an attempt the next one is, in seconds. */
function waitSeconds(delivery: Delivery, now = START): number {
  return (Date.parse(delivery.nextAttemptAt ?? "") - now) / SECOND;
}

Deno.test("afterAttempt() waits 1, 5, 15, 60, 300 seconds, then ten minutes", () => {
  let delivery = DUE;
  const waits = Array.from({ length: 7 }, () => {
    delivery = afterAttempt(delivery, FAILED, HOW);
    return waitSeconds(delivery);
  });
  assert.deepEqual(waits, [1, 5, 15, 60, 300, 600, 600]);
  assert.deepEqual([delivery.attempts, delivery.state], [7, "due"]);
});

Deno.test("afterAttempt() spreads the waits of ten minutes by a fifth", () => {
  const tried = { ...DUE, attempts: 9 };
  const waits = [0, 1].map((random) =>
    waitSeconds(afterAttempt(tried, FAILED, { ...HOW, random }))
  );
  assert.deepEqual(waits, [480, 720]);
});

const ROWS: readonly {
  says: string;
  delivery?: Delivery;
  outcome: Outcome;
  how?: Partial<typeof HOW>;
  then: Partial<Delivery>;
}[] = [
  {
    says: "keeps what was accepted, and how the service names it",
    outcome: { kind: "sent", reference: "42" },
    then: {
      ...{ state: "accepted", acceptedAt: "2026-01-15T12:00:00.000Z", nextAttemptAt: null },
      ...{ reference: "42", lastError: null, attempts: 1 },
    },
  },
  {
    says: "gives up what can never be sent",
    outcome: { kind: "drop", why: "It answered with status 400" },
    then: { state: "dead", nextAttemptAt: null, lastError: "It answered with status 400" },
  },
  {
    says: "gives up where nobody is there any more",
    outcome: { kind: "gone", why: "It answered with status 410" },
    then: { state: "dead", nextAttemptAt: null },
  },
  {
    says: "obeys what the service asks for",
    outcome: { ...FAILED, afterMs: 90 * SECOND },
    then: { nextAttemptAt: "2026-01-15T12:01:30.000Z" },
  },
  {
    says: "takes what the service asks for as the least",
    delivery: { ...DUE, attempts: 4 },
    outcome: { ...FAILED, afterMs: 2 * SECOND },
    then: { nextAttemptAt: "2026-01-15T12:05:00.000Z" },
  },
  {
    says: "waits an hour at most",
    outcome: { ...FAILED, afterMs: Infinity },
    then: { nextAttemptAt: "2026-01-15T13:00:00.000Z" },
  },
  {
    says: "gives up after a day",
    delivery: { ...DUE, attempts: 150 },
    outcome: FAILED,
    how: { now: START + DAY - 60 * SECOND },
    then: { state: "dead", nextAttemptAt: null, lastError: "It answered with status 503" },
  },
  {
    says: "tries an unclear end once more",
    outcome: { ...FAILED, mayHaveArrived: true },
    how: { repeatsAreSafe: false },
    then: { state: "due", isUnclear: true, nextAttemptAt: "2026-01-15T12:00:01.000Z" },
  },
  {
    says: "tries it no second time",
    delivery: { ...DUE, attempts: 1, isUnclear: true },
    outcome: { ...FAILED, mayHaveArrived: true },
    how: { repeatsAreSafe: false },
    then: { state: "dead" },
  },
  {
    says: "tries it as ever where repeats are heard once",
    delivery: { ...DUE, attempts: 1 },
    outcome: { ...FAILED, mayHaveArrived: true },
    then: { state: "due", isUnclear: undefined },
  },
  {
    says: "leaves what was acknowledged meanwhile",
    delivery: cancelled(DUE),
    outcome: FAILED,
    then: { state: "cancelled", nextAttemptAt: null },
  },
  {
    says: "says of what was acknowledged meanwhile that it was accepted",
    delivery: cancelled(DUE),
    outcome: { kind: "sent" },
    then: { state: "accepted" },
  },
];

for (const { says, delivery = DUE, outcome, how, then } of ROWS) {
  Deno.test(`afterAttempt() ${says}`, () => {
    const after = afterAttempt(delivery, outcome, { ...HOW, ...how });
    const shown = Object.keys(then).map((name) => [name, after[name as keyof Delivery]]);
    assert.deepEqual(Object.fromEntries(shown), then);
    assert.equal(after.key, "fire_1:channel_1:0");
  });
}

Deno.test("resent() starts a day anew, with the same key, by itself", () => {
  const dead = afterAttempt(
    { ...DUE, batch: "fire_0:channel_1:0" },
    { kind: "drop", why: "no" },
    HOW,
  );
  const again = resent(dead, START + 3 * DAY);
  assert.deepEqual([again.state, again.attempts, again.key], ["due", 0, DUE.key]);
  assert.equal(again.batch, undefined);
  assert.equal(isExpired(again, START + 4 * DAY), false);
  assert.equal(isExpired(again, START + 4 * DAY + 1), true);
});

Deno.test("unheard() tells a step three times, a minute apart, and leaves the rest to a step that repeats", () => {
  const at = Date.parse("2026-01-15T12:00:30.000Z");
  const accepted = (key: string, more = {}) => ({
    ...newDelivery("f", "c", "2026-01-15T12:00:00.000Z"),
    ...{ key, state: "accepted" as const, ...more },
  });
  const again = (key: string, more = {}) => unheard(accepted(key, more), "busy", at).again;
  assert.deepEqual(unheard(accepted("f:c:0"), "busy", at).ended.lastError, "busy");
  assert.deepEqual([again("f:c:0")?.key, again("f:c:0")?.nextAttemptAt], [
    ...["f:c:0:2", "2026-01-15T12:01:30.000Z"],
  ]);
  assert.equal(again("f:c:0:2")?.key, "f:c:0:3");
  assert.equal(again("f:c:0:3"), null);
  assert.equal(again("f:c:0", { isTest: true }), null);
  const repeat = { everySeconds: 60, until: "2026-01-15T13:00:00.000Z" };
  assert.equal(again("f:c:0", { repeat }), null);
});
