import assert from "node:assert/strict";
import { isOpen } from "@/lib/alarms/delivery.ts";
import { resent } from "@/lib/notify/retries.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { channel, fired, HOUR, open, PAIR, ScriptedService } from "./outbox_scene.ts";

const FORTY = Array.from({ length: 40 }, (_, nth) => `fire_${nth}`);

/** A channel of a type that sends `mostPerDay` messages a day, `gapMs` apart, and some fires at once. */
async function burst(pace: { mostPerDay: number; gapMs: number }, fires: number) {
  const service = new ScriptedService();
  const paced = { ...service.type, pace: () => pace };
  Object.defineProperty(service, "type", { value: paced });
  const scene = await open(new SimulatedDisk(), service);
  const ids = Array.from({ length: fires }, (_, nth) => `fire_${nth}`);
  await scene.change(PAIR, channel("one"), ...ids.map((id) => fired(id)));
  await scene.pass(0);
  return scene;
}

Deno.test("Outbox sends what is sent again as fast as the service takes it, and is never refused", async () => {
  const service = new ScriptedService();
  const rated = { ...service.type, longestText: 1, rate: () => ({ atOnce: 5, everyMs: 1000 }) };
  Object.defineProperty(service, "type", { value: rated });
  await using scene = await open(new SimulatedDisk(), service);
  service.answer = () => ({ kind: "drop", why: "no" });
  await scene.change(PAIR, channel("one"), ...FORTY.map((id) => fired(id)));
  await scene.pass(HOUR);
  assert.deepEqual(new Set(scene.states()), new Set(["dead"]));
  service.sent.length = 0;
  // The service's own count, as the notes of Telegram tell it: five, and one more a second.
  let [left, since] = [5, scene.clock.now()];
  service.answer = () => {
    const now = scene.clock.now();
    [left, since] = [Math.min(5, left + (now - since) / 1000), now];
    return left < 1 ? { kind: "retry", why: "429" } : (left--, { kind: "sent" });
  };
  const again = scene.deliveries().map((delivery) => resent(delivery, scene.clock.now()));
  await scene.change(
    ...again.map((delivery) => ({ type: "deliveryUpdated", delivery, by: "person" }) as const),
  );
  await scene.pass(0);
  assert.equal(scene.service.sent.length, 5);
  assert.equal(scene.deliveries().filter((each) => isOpen(each) && each.isResent).length, 35);
  await scene.pass(20_000);
  assert.equal(service.sent.length < 40, true);
  await scene.pass(40_000);
  assert.deepEqual(new Set(scene.states()), new Set(["accepted"]));
  assert.equal(service.sent.length, 40);
});

Deno.test("Outbox leaves a line alone for a while after each message, and calls that no failure", async () => {
  await using scene = await burst({ mostPerDay: 100, gapMs: 60_000 }, 1);
  assert.equal(scene.service.sent.length, 1);
  await scene.change(fired("fire_1"));
  await scene.change(fired("fire_2"));
  await scene.pass(59_000);
  assert.equal(scene.service.sent.length, 1);
  await scene.pass(2000);
  // All that waited, at once.
  assert.equal(scene.service.sent.length, 2);
  assert.deepEqual(scene.states(), ["accepted", "accepted", "accepted"]);
  assert.deepEqual(scene.deliveries().map(({ attempts }) => attempts), [1, 1, 1]);
  assert.deepEqual(scene.warnings(), []);
});

Deno.test("Outbox rings a line once for fires that come together, which counts as one message", async () => {
  await using scene = await burst({ mostPerDay: 2, gapMs: 60_000 }, 4);
  assert.equal(scene.service.sent.length, 1);
  await scene.pass(61_000);
  await scene.change(fired("fire_later"));
  await scene.pass(0);
  assert.equal(scene.service.sent.length, 2);
  await scene.pass(61_000);
  await scene.change(fired("fire_last"));
  await scene.pass(1000);
  assert.equal(scene.service.sent.length, 2);
});

Deno.test("Outbox holds what is over a day's messages and says so, until the first is a day old", async () => {
  await using scene = await burst({ mostPerDay: 2, gapMs: 0 }, 2);
  assert.equal(scene.service.sent.length, 2);
  await scene.pass(12 * HOUR);
  await scene.change(fired("fire_later"));
  await scene.pass(0);
  assert.equal(scene.service.sent.length, 2);
  const held = scene.deliveries().find(({ fireId }) => fireId === "fire_later");
  assert.equal(held?.state, "due");
  assert.match(held?.lastError ?? "", /^Held: 2 messages .* 2026-01-16 12:00 UTC$/);
  assert.match(scene.warnings()[0] ?? "", /Held: 2 messages/);
  assert.match(scene.store.state.channels[0]?.state.lastError ?? "", /Held/);
  await scene.pass(11 * HOUR);
  assert.equal(scene.service.sent.length, 2);
  await scene.pass(2 * HOUR);
  assert.equal(scene.service.sent.length, 3);
  assert.equal(scene.store.state.channels[0]?.state.lastError, null);
});

Deno.test("Outbox counts a message that may have arrived against the day", async () => {
  await using scene = await burst({ mostPerDay: 2, gapMs: 0 }, 0);
  const type = { ...scene.service.type, repeatsAreSafe: false };
  Object.defineProperty(scene.service, "type", { value: type });
  scene.service.answer = () => ({ kind: "retry", why: "No answer", mayHaveArrived: true });
  await scene.change(fired("fire_1"));
  await scene.pass(2000);
  assert.deepEqual(scene.states(), ["dead"]);
  scene.service.answer = () => ({ kind: "sent" });
  await scene.change(fired("fire_2"));
  await scene.pass(1000);
  assert.deepEqual(scene.states(), ["dead", "due"]);
  assert.equal(scene.service.sent.length, 2);
});
