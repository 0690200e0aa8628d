import assert from "node:assert/strict";
import { fireNotification } from "@/lib/client/ringing/notifications.ts";
import { aFire, anAlarm, moment } from "./samples.ts";

Deno.test("fireNotification() tells pair, price, condition, how far past it and the note", () => {
  const { title, options } = fireNotification(aFire({ alarm: anAlarm({ note: "sell" }) }), true);
  assert.equal(title, "BTC/USDT 55,100");
  assert.equal(options.body, "BTC/USDT crosses above 55,000\n0.18 % past 55,000\nsell");
  assert.deepEqual([options.tag, options.data.fireId], ["fire_1_1", "fire_1_1"]);
  assert.deepEqual([options.silent, options.timestamp], [true, Date.parse(moment(60))]);
  assert.deepEqual(options.actions.map(({ action }) => action), ["acknowledge", "snooze"]);
});

Deno.test("fireNotification() says what is late, and offers no snooze of a rehearsal", () => {
  assert.equal(fireNotification(aFire({ late: true }), false).title, "BTC/USDT 55,100 (late)");
  const { title, options } = fireNotification(aFire({ test: true }), false);
  assert.equal(title, "Test: BTC/USDT 55,100");
  assert.deepEqual(options.actions.map(({ action }) => action), ["acknowledge"]);
});
