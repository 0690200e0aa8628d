import assert from "node:assert/strict";
import { lookOf, warmUpMs, windowStart } from "@/lib/client/alarms/alarm_look.ts";
import { applyToLog, withFires } from "@/lib/client/log/follow_log.ts";
import { answerNotice } from "@/lib/client/ask_server.ts";
import { quietedWords } from "@/lib/client/ringing/ringing.ts";
import { ageText, clockText, momentText } from "@/lib/text/times.ts";
import { aFire, anAlarm, aPair, moment, START } from "./samples.ts";

const MINUTE = 60_000;
const DAYS = { type: "timeframe", percentage: 20, direction: "up", timeUnit: "days", timeValue: 3 };

Deno.test("ageText counts in the largest unit that says something", () => {
  const ages = [-5, 0, 59_999, 60_000, 3_599_999, 7_200_000, 90_000_000].map(ageText);
  assert.deepEqual(ages, ["0 s", "0 s", "59 s", "1 min", "59 min", "2 h", "1 d"]);
});

Deno.test("clockText() names the zone, and the day when it is another one", () => {
  assert.equal(clockText(moment(0), START, "UTC"), "12:00:00 UTC");
  assert.equal(clockText(moment(-86_400), START, "UTC"), "14 Jan 2026 12:00:00 UTC");
  assert.equal(momentText(moment(0), "UTC"), "15 Jan 2026 12:00:00 UTC");
});

Deno.test("lookOf() tells that a window is longer than the history", () => {
  const alarm = anAlarm(DAYS);
  const pair = aPair();
  assert.equal(lookOf(alarm, pair, START + MINUTE), "warmingUp");
  assert.equal(warmUpMs(alarm, pair, START + MINUTE), 3 * 24 * 60 * MINUTE - MINUTE);
  assert.equal(lookOf(alarm, pair, START + 3 * 24 * 60 * MINUTE), "armed");
});

Deno.test("lookOf() tells a snooze and an expiry even of a window that warms up", () => {
  const soon = moment(60);
  assert.equal(lookOf(anAlarm({ ...DAYS, snoozedUntil: soon }), aPair(), START), "snoozed");
  assert.equal(lookOf(anAlarm({ ...DAYS, expiresAt: soon }), aPair(), START + MINUTE), "expired");
});

Deno.test("lookOf() tells that nobody watches the alarm of a pair that is not traded, unless it is at rest anyway", () => {
  const trouble = { kind: "halted" as const, since: moment(0), reason: "Halted" };
  const pair = aPair({ trouble });
  assert.equal(lookOf(anAlarm(), pair, START), "unwatched");
  assert.equal(lookOf(anAlarm(DAYS), pair, START), "unwatched");
  assert.equal(lookOf(anAlarm({ triggered: true }), pair, START), "triggered");
});

Deno.test("lookOf() tells an alarm that fired too often from one that a person snoozed", () => {
  const snoozed = anAlarm({ snoozedUntil: moment(60) });
  assert.equal(lookOf(snoozed, aPair(), START), "snoozed");
  assert.equal(lookOf({ ...snoozed, pausedReason: "Suppressed" }, aPair(), START), "suppressed");
  assert.equal(
    lookOf({ ...snoozed, pausedReason: "Suppressed" }, aPair(), START + MINUTE),
    "armed",
  );
});

Deno.test("windowStart() finds the price in force at the start of a window that the page knows whole", () => {
  const priceHistory = [0, 15, 30, 45, 60].map((second) => ({
    price: 100 + second,
    timestamp: moment(second),
  }));
  const pair = aPair({ priceHistory });
  const minute = anAlarm({ ...DAYS, timeUnit: "minutes", timeValue: 0.5 });
  assert.equal(windowStart(minute, pair, START + 70_000), 130);
  assert.equal(windowStart(anAlarm(DAYS), pair, START + 70_000), null);
  assert.equal(windowStart(anAlarm(), pair, START + 70_000), null);
});

Deno.test("answerNotice() says plainly that a condition holds already", () => {
  const data = { success: true, pair: "BTCUSDT", alarm: anAlarm(), alreadyTrue: true } as const;
  const words = "BTC/USDT crosses above 55,000: already true now; it will ring when it " +
    "happens again.";
  assert.equal(answerNotice({ event: "alarm_added", seq: 1, data }), words);
  const quiet = { ...data, alreadyTrue: false };
  assert.equal(answerNotice({ event: "alarm_added", seq: 1, data: quiet }), null);
});

Deno.test("quietedWords() confirms a snooze and a re-arm, and no acknowledgement", () => {
  const updated = (snoozedUntil: string | null) => {
    const data = { pair: "BTCUSDT", alarm: anAlarm({ snoozedUntil }) };
    return quietedWords({ event: "alarm_updated", seq: 1, data }, "UTC");
  };
  assert.equal(updated(moment(3_600)), "BTC/USDT is snoozed until 15 Jan, 13:00 UTC");
  assert.equal(updated(null), "BTC/USDT is armed again");
  const data = { fireIds: ["fire_1"], acknowledgedAt: moment(1), by: "::1" };
  assert.equal(quietedWords({ event: "fire_acknowledged", seq: 1, data }, "UTC"), null);
});

Deno.test("applyToLog() adds a fire on top, once, and notes who was acknowledged", () => {
  const older = aFire({ id: "fire_0", detectedAt: moment(1) });
  const fire = aFire();
  const data = { pair: "BTCUSDT", alarm: anAlarm(), price: 1, fire };
  const triggered = { event: "alarm_triggered", seq: 1, data } as const;
  const log = applyToLog(applyToLog([older], triggered), triggered);
  assert.deepEqual(log.map(({ id }) => id), [fire.id, "fire_0"]);
  const acknowledgedAt = moment(90);
  const acknowledged = applyToLog(log, {
    event: "fire_acknowledged",
    seq: 2,
    data: { fireIds: [fire.id], acknowledgedAt, by: "::1" },
  });
  assert.deepEqual(acknowledged.map((entry) => entry.acknowledgedAt), [acknowledgedAt, null]);
});

Deno.test("withFires() brings known fires up to date and keeps the newest first", () => {
  const known = aFire();
  const fresh = { ...known, acknowledgedAt: moment(99) };
  const newest = aFire({ id: "fire_2", detectedAt: moment(70) });
  const sameMoment = aFire({ id: "fire_3" });
  const log = withFires([known], [newest, sameMoment, fresh]);
  assert.deepEqual(log, [newest, sameMoment, fresh]);
});
