import assert from "node:assert/strict";
import { type Delivery, isGivenUp, isOpen, newDelivery } from "@/lib/alarms/delivery.ts";
import { apply } from "@/lib/store/apply.ts";
import type { Event } from "@/lib/store/events.ts";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import { alarmOf, channelOf, fireOf } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { channel, fired, open, PAIR, START } from "./outbox_scene.ts";

/** So many deliveries of a channel, the oldest first. */
function deliveriesOf(
  channelId: string,
  count: number,
  fields: Partial<Delivery> = {},
): Delivery[] {
  return Array.from(
    { length: count },
    (_, nth) => ({ ...newDelivery(`fire_${nth}`, channelId, START), ...fields }),
  );
}

/** What becomes of an outbox when one more fire comes, which no channel hears of by itself. */
function outboxAfterFire(outbox: readonly Delivery[]): readonly Delivery[] {
  const ids = new Set(outbox.map(({ fireId }) => fireId));
  const fires = [...ids].map((id) => fireOf(id, alarmOf("alarm_1")));
  const channels = [...new Set(outbox.map(({ channelId }) => channelId))]
    .map((id) => channelOf({ id, type: "scripted", isDefault: false, config: {} }));
  const pairs = new Map([["BTCUSDT", PAIR.pair]]);
  const state = { ...EMPTY_STATE, pairs, fires, channels, outbox };
  const fire = fireOf("new", alarmOf("alarm_1"));
  return apply(state, [{ type: "alarmTested", symbol: "BTCUSDT", fire }]).outbox;
}

Deno.test("The outbox gives up the oldest messages of channels over their share, and keeps them to be sent again", () => {
  const many = deliveriesOf("silent", 12_000);
  const few = deliveriesOf("works", 10);
  const outbox = outboxAfterFire([...many, ...few]);
  const own = (id: string) => outbox.filter(({ channelId }) => channelId === id);
  assert.equal(outbox.length, 12_010);
  assert.equal(outbox.filter(isOpen).length, 10_000);
  assert.ok(own("works").every(isOpen));
  assert.deepEqual(own("silent").slice(0, 2010).filter(isGivenUp).length, 2010);
  assert.match(own("silent")[0]?.lastError ?? "", /^Given up: over 10000 messages waited/);
  assert.equal(outboxAfterFire(outbox), outbox, "what is within the limits stays as it is");
});

Deno.test("The outbox gives up steps that lie ahead before what is due, the last steps and newest fires first", () => {
  const fires = Array.from({ length: 6000 }, (_, nth) => `fire_${nth}`);
  const steps = fires.flatMap((id) => [0, 1].map((step) => newDelivery(id, "phone", START, step)));
  const tried = { ...newDelivery("fire_0", "phone", START, 2), attempts: 1 };
  const outbox = outboxAfterFire([tried, ...steps, newDelivery("fire_1", "phone", START, 2)]);
  const givenUp = outbox.filter(isGivenUp);
  assert.equal(givenUp.length, 2002);
  assert.deepEqual([...new Set(givenUp.map(({ step }) => step))].sort(), [1, 2]);
  assert.deepEqual(givenUp.filter(({ step }) => step === 2).map(({ fireId }) => fireId), [
    "fire_1",
  ]);
  assert.ok(outbox.find(({ key }) => key === "fire_0:phone:1")?.state === "due");
});

Deno.test("The outbox forgets the oldest of those that are over, never one that waits", () => {
  const waiting = deliveriesOf("silent", 100);
  const over = deliveriesOf("works", 31_000, { state: "accepted", nextAttemptAt: null });
  const outbox = outboxAfterFire([...waiting, ...over]);
  assert.equal(outbox.filter(isOpen).length, 100);
  const left = outbox.filter((delivery) => !isOpen(delivery));
  assert.deepEqual([left.length, left[0]?.fireId], [30_000, "fire_1000"]);
});

Deno.test("Outbox says in the log that messages were given up, once", async () => {
  await using scene = await open();
  scene.service.answer = () => new Promise(() => {});
  await scene.change(PAIR, channel("a"));
  const events = Array.from({ length: 10_002 }, (_, nth): Event => fired(`fire_${nth}`));
  await scene.change(...events);
  await scene.change(fired("one_more"));
  assert.deepEqual(scene.warnings(), [
    "2 messages were given up, because over 10000 waited; the page Channels shows them and sends them again",
    "1 messages were given up, because over 10000 waited; the page Channels shows them and sends them again",
  ]);
});

Deno.test("Outbox wakes no channel for what another one sent", async () => {
  await using scene = await open();
  scene.service.answer = (to) =>
    to === "rests" ? { kind: "retry", why: "Busy", afterMs: 600_000 } : { kind: "sent" };
  const resting = channelOf({ id: "rests", type: "scripted", config: { to: "rests" } });
  await scene.change(PAIR, { type: "channelAdded", channel: resting }, channel("works"));
  await scene.change(fired("first"));
  await scene.pass(0);
  const off = { ...scene.store.state.channels[0] ?? resting, isDefault: false };
  await scene.change({ type: "channelUpdated", channel: off, by: "program" });
  await scene.pass(0);
  const { after } = scene.clock;
  let sleeps = 0;
  scene.clock.after = (ms, signal) => {
    sleeps++;
    return after.call(scene.clock, ms, signal);
  };
  // With the first one, as many as go out singly: more would wait for each other.
  for (let nth = 0; nth < 4; nth++) await scene.change(fired(`fire_${nth}`));
  await scene.pass(0);
  assert.equal(scene.states().filter((state) => state === "accepted").length, 5);
  assert.equal(sleeps, 0, "the one that rests is not woken to fall asleep again");
});

Deno.test("Outbox has attempts of several channels that end together in one commit", async () => {
  const disk = new SimulatedDisk();
  let commits = 0;
  const { rename } = disk;
  disk.rename = (from, to) => {
    commits++;
    return rename.call(disk, from, to);
  };
  await using scene = await open(disk);
  const names = Array.from({ length: 10 }, (_, nth) => `channel_${nth}`);
  const answer = Promise.withResolvers<{ kind: "sent" }>();
  scene.service.answer = () => answer.promise;
  await scene.change(PAIR, ...names.map((name) => channel(name)));
  await scene.change(fired("fire_1"));
  await scene.pass(0);
  const before = commits;
  answer.resolve({ kind: "sent" });
  await scene.pass(0);
  assert.ok(scene.states().every((state) => state === "accepted"));
  assert.ok(commits - before <= 2, `${commits - before} commits for ten channels`);
});
