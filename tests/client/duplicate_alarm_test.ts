import assert from "node:assert/strict";
import fc from "fast-check";
import { duplicateAlarm, duplicatesOf } from "@/lib/client/alarms/templates.ts";
import { percentChange } from "@/lib/market/format_price.ts";
import { anAlarm, aPair, moment, START } from "./samples.ts";

const PRICES = { from: 50_000, to: 2_000, now: START };
const HANDLING = { mode: "once", cooldownSeconds: 300, expiresAt: null, note: "" };

Deno.test("duplicateAlarm() keeps a target's distance in percent, its direction, mode and note", () => {
  const alarm = anAlarm({ note: "breakout", mode: "repeat", cooldownSeconds: 60 });
  assert.deepEqual(duplicateAlarm(alarm, PRICES), {
    ...{ type: "target", targetPrice: 2_200, direction: "fromBelow" },
    ...{ note: "breakout", mode: "repeat", cooldownSeconds: 60, expiresAt: null },
  });
});

Deno.test("duplicateAlarm() keeps how much an alarm matters, whom it tells and how it escalates", () => {
  const told = { priority: "critical", tell: ["channel_1"], policy: "policy_1" };
  const copy = duplicateAlarm(anAlarm(told), PRICES);
  assert.deepEqual({ ...copy, ...told }, copy);
});

Deno.test("duplicateAlarm() keeps percentages as they are, and forgets a start price", () => {
  const max = { type: "percentChange", percentage: 7, changeType: "downFromMax" };
  assert.deepEqual(duplicateAlarm(anAlarm(max), PRICES), { ...max, ...HANDLING });
  const since = { type: "timeframe", percentage: 7, direction: "any", timeUnit: "sinceStart" };
  assert.deepEqual(duplicateAlarm(anAlarm({ ...since, startPrice: 49_000 }), PRICES), {
    ...since,
    ...{ timeValue: null, startPrice: null },
    ...HANDLING,
  });
});

Deno.test("duplicateAlarm() keeps an expiry that is ahead, and no other", () => {
  const ahead = duplicateAlarm(anAlarm({ expiresAt: moment(60) }), PRICES);
  assert.equal(ahead?.expiresAt, moment(60));
  assert.equal(duplicateAlarm(anAlarm({ expiresAt: moment(-60) }), PRICES)?.expiresAt, null);
});

Deno.test("duplicateAlarm() makes no target without both prices, but any percentage", () => {
  const max = { type: "percentChange", percentage: 7, changeType: "downFromMax" };
  assert.equal(duplicateAlarm(anAlarm(), { ...PRICES, to: null }), null);
  assert.equal(duplicateAlarm(anAlarm(), { ...PRICES, from: null }), null);
  assert.notEqual(duplicateAlarm(anAlarm(max), { ...PRICES, from: null, to: null }), null);
});

Deno.test("duplicateAlarm() moves a distance by at most what five digits round off", () => {
  const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
  const property = fc.property(price, price, factor, (from, to, times) => {
    const alarm = anAlarm({ targetPrice: from * times });
    const copy = duplicateAlarm(alarm, { from, to, now: START });
    assert.equal(copy?.type, "target");
    const moved = copy?.type === "target" ? percentChange(copy.targetPrice, to) : NaN;
    const wanted = percentChange(from * times, from);
    assert.ok(Math.abs(moved - wanted) <= 0.006 * times, `${moved} and ${wanted}`);
  });
  fc.assert(property);
});

Deno.test("duplicatesOf() takes the first ten other pairs of the board that have a price", () => {
  const names = ["BTCUSDT", "NONE", ...Array.from({ length: 12 }, (_, nth) => `C${nth}USDT`)];
  const watched = names.map((symbol) => ({
    ...aPair({ symbol }),
    currentPrice: symbol === "NONE" ? null : 100,
  }));
  const from = { ...aPair({ symbol: "BTCUSDT" }), currentPrice: 50_000 };
  const copies = duplicatesOf(
    { pair: from, alarm: anAlarm({ targetPrice: 55_000 }) },
    watched,
    START,
  );
  assert.deepEqual(copies.map(({ pair }) => pair), names.slice(2, 12));
  assert.ok(copies.every(({ alarm }) => "targetPrice" in alarm && alarm.targetPrice === 110));
});
