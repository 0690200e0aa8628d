import assert from "node:assert/strict";
import type { Outcome } from "@/lib/notify/retries.ts";
import { FILE } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { channel, fired, HOUR, open, PAIR, ScriptedService, START } from "./outbox_scene.ts";

const FAILED: Outcome = { kind: "retry", why: "It answered with status 503" };

Deno.test("Outbox sends each fire to each default channel once", async () => {
  await using scene = await open();
  const others = [channel("off", { enabled: false }), channel("named", { isDefault: false })];
  await scene.change(PAIR, channel("a"), channel("b"), ...others);
  await scene.change(fired("fire_1"), fired("fire_2"));
  await scene.pass(0);
  const keys = scene.service.sent.map(({ key }) => key).sort();
  assert.deepEqual(keys, ["fire_1:a:0", "fire_1:b:0", "fire_2:a:0", "fire_2:b:0"]);
  assert.deepEqual(scene.states(), ["accepted", "accepted", "accepted", "accepted"]);
  assert.equal(scene.store.state.channels[0]?.state.lastAcceptedAt, START);
});

Deno.test("Outbox has a fire's deliveries on disk in the fire's own commit", async () => {
  const disk = new SimulatedDisk();
  await using scene = await open(disk);
  scene.service.answer = () => new Promise(() => {});
  await scene.change(PAIR, channel("a"));
  await scene.change(fired("fire_1"));
  const file = JSON.parse(new TextDecoder().decode(disk.get(FILE)));
  assert.deepEqual(file.fires.map(({ id }: { id: string }) => id), ["fire_1"]);
  assert.deepEqual(file.outbox.map(({ key }: { key: string }) => key), ["fire_1:a:0"]);
});

Deno.test("Outbox: a channel that hangs delays no other", async () => {
  await using scene = await open();
  scene.service.answer = (to) => to === "hangs" ? new Promise(() => {}) : { kind: "sent" };
  await scene.change(PAIR, channel("hangs"), channel("works"));
  await scene.change(fired("fire_1"));
  await scene.change(fired("fire_2"));
  await scene.pass(0);
  assert.deepEqual(
    scene.deliveries().map(({ key, state }) => `${key} ${state}`),
    [
      "fire_1:hangs:0 due",
      "fire_1:works:0 accepted",
      "fire_2:hangs:0 due",
      "fire_2:works:0 accepted",
    ],
  );
});

Deno.test("Outbox tries again at 1, 6, 21, 81, 381 s, every ten minutes, and gives up after a day", async () => {
  await using scene = await open();
  const at: number[] = [];
  scene.service.answer = () => {
    at.push((scene.clock.now() - Date.parse(START)) / 1000);
    return FAILED;
  };
  await scene.change(PAIR, channel("a"));
  await scene.change(fired("fire_1"));
  await scene.pass(HOUR);
  assert.deepEqual(at.slice(0, 8), [0, 1, 6, 21, 81, 381, 981, 1581]);
  const [{ state } = assert.fail()] = scene.store.state.channels;
  assert.deepEqual([state.failingSince, state.lastError], [START, "It answered with status 503"]);
  await scene.pass(24 * HOUR);
  assert.deepEqual(scene.states(), ["dead"]);
  assert.equal(new Set(scene.service.sent.map(({ key }) => key)).size, 1);
  assert.equal(scene.store.state.channels[0]?.enabled, true);
});

Deno.test("Outbox leaves a service alone that asks for it, with all messages", async () => {
  await using scene = await open();
  scene.service.answer = () => ({ ...FAILED, afterMs: 60_000 });
  await scene.change(PAIR, channel("a"));
  await scene.change(fired("fire_1"), fired("fire_2"), fired("fire_3"));
  await scene.pass(59_000);
  assert.equal(scene.service.sent.length, 1);
  scene.service.answer = () => ({ kind: "sent" });
  await scene.pass(2_000);
  assert.deepEqual(scene.states(), ["accepted", "accepted", "accepted"]);
});

Deno.test("Outbox sends nothing that was acknowledged", async () => {
  await using scene = await open();
  scene.service.answer = () => FAILED;
  await scene.change(PAIR, channel("a"));
  await scene.change(fired("fire_1"));
  await scene.pass(10_000);
  const tries = scene.service.sent.length;
  await scene.change({ type: "fireAcknowledged", fireId: "fire_1", at: START, by: "::1" });
  await scene.pass(HOUR);
  assert.equal(scene.service.sent.length, tries);
  assert.deepEqual(scene.states(), ["cancelled"]);
});

Deno.test("Outbox goes on after a restart, with the same key, and says how late it is", async () => {
  const disk = new SimulatedDisk();
  const service = new ScriptedService();
  service.answer = () => FAILED;
  {
    await using scene = await open(disk, service);
    await scene.change(PAIR, channel("a"));
    await scene.change(fired("fire_1"));
    await scene.pass(1000);
  }
  service.answer = () => ({ kind: "sent" });
  await using scene = await open(disk, service, "2026-01-15T12:31:00.000Z");
  await scene.pass(0);
  assert.deepEqual(scene.states(), ["accepted"]);
  assert.equal(new Set(service.sent.map(({ key }) => key)).size, 1);
  assert.match(
    service.sent.at(-1)?.text ?? "",
    /Fired 2026-01-15 12:00:00, delivered 2026-01-15 12:31:00 UTC/,
  );
});

Deno.test("Outbox switches a channel off where nobody is there any more, and tells why", async () => {
  await using scene = await open();
  scene.service.answer = () => ({ kind: "gone", why: "It answered with status 410" });
  await scene.change(PAIR, channel("a"));
  await scene.change(fired("fire_1"), fired("fire_2"));
  await scene.pass(0);
  const [gone = assert.fail()] = scene.store.state.channels;
  assert.equal(gone.enabled, false);
  assert.equal(gone.state.disabledReason, "It answered with status 410");
  assert.deepEqual(scene.states(), ["dead", "due"]);

  scene.service.answer = () => ({ kind: "sent" });
  const channelOn = { ...gone, enabled: true };
  await scene.change({ type: "channelUpdated", channel: channelOn, by: "person" });
  await scene.pass(0);
  assert.deepEqual(scene.states(), ["dead", "accepted"]);
});

Deno.test("Outbox does not let a repaired channel wait", async () => {
  await using scene = await open();
  scene.service.answer = () => FAILED;
  await scene.change(PAIR, channel("a"));
  await scene.change(fired("fire_1"));
  await scene.pass(400_000);
  scene.service.answer = () => ({ kind: "sent" });
  const [a = assert.fail()] = scene.store.state.channels;
  await scene.change({ type: "channelUpdated", channel: a, by: "person" });
  await scene.pass(0);
  assert.deepEqual(scene.states(), ["accepted"]);
});

for (const kind of ["gone", "drop"] as const) {
  Deno.test(`Outbox leaves a channel on that was repaired while an attempt ended as ${kind}`, async () => {
    await using scene = await open();
    const old = Promise.withResolvers<Outcome>();
    scene.service.answer = (to) => to === "a" ? old.promise : { kind: "sent" };
    await scene.change(PAIR, channel("a"));
    await scene.change(fired("fire_1"));
    await scene.pass(0);
    const [a = assert.fail()] = scene.store.state.channels;
    const repaired = { ...a, config: { to: "new" } };
    await scene.change({ type: "channelUpdated", channel: repaired, by: "person" });
    old.resolve({ kind, why: "It answered with status 401" });
    await scene.pass(0);
    assert.deepEqual(scene.states(), ["due"]);
    assert.deepEqual(scene.store.state.channels, [repaired]);
    await scene.pass(1000);
    assert.deepEqual(scene.service.sent.map(({ to }) => to), ["a", "new"]);
    assert.deepEqual(scene.states(), ["accepted"]);
  });
}

Deno.test("Outbox sends nothing more of what is acknowledged while its message is under way, however that ends", async () => {
  for (const outcome of [{ kind: "sent" }, { kind: "retry", why: "503" }] as const) {
    await using scene = await open();
    const answered = Promise.withResolvers<Outcome>();
    scene.service.answer = () => answered.promise;
    const steps = [
      { afterSeconds: 0, channels: ["a"], repeatSeconds: 60 },
      { afterSeconds: 120, channels: ["a"] },
    ];
    const policy = { id: "policy_1", name: "Again", steps, stopAfterSeconds: 3600 };
    await scene.change(PAIR, channel("a"), { type: "policyAdded", policy });
    await scene.change(fired("fire_1", { policy: "policy_1" }));
    await scene.pass(0);
    await scene.change({ type: "fireAcknowledged", fireId: "fire_1", at: START, by: "Anna" });
    answered.resolve(outcome);
    await scene.pass(2 * HOUR);
    assert.equal(scene.service.sent.length, 1);
    const first = outcome.kind === "sent" ? "accepted" : "cancelled";
    assert.deepEqual(scene.states(), [first, "cancelled"]);
  }
});

Deno.test("Outbox plans no repeat over a channel that was removed while its message was under way", async () => {
  await using scene = await open();
  const answered = Promise.withResolvers<Outcome>();
  scene.service.answer = () => answered.promise;
  const steps = [{ afterSeconds: 0, channels: ["a"], repeatSeconds: 60 }];
  const policy = { id: "policy_1", name: "Again", steps, stopAfterSeconds: 3600 };
  await scene.change(PAIR, channel("a"), { type: "policyAdded", policy });
  await scene.change(fired("fire_1", { policy: "policy_1" }));
  await scene.pass(0);
  await scene.change({ type: "policyRemoved", id: "policy_1" }, {
    type: "channelRemoved",
    id: "a",
  });
  answered.resolve({ kind: "sent" });
  await scene.pass(HOUR);
  assert.deepEqual(scene.states(), ["accepted"]);
  assert.equal(scene.service.sent.length, 1);
});

Deno.test("Outbox keeps deliveries as long as their fire, and cancels those of a removed channel", async () => {
  await using scene = await open();
  scene.service.answer = (to) => to === "a" ? FAILED : { kind: "sent" };
  await scene.change(PAIR, channel("a"), channel("b"));
  await scene.change(fired("fire_1"));
  await scene.pass(0);
  await scene.change({ type: "channelRemoved", id: "a" });
  assert.deepEqual(scene.states(), ["cancelled", "accepted"]);
});

Deno.test("Outbox: a clock that is set ends no rest that a service asked for, and gives nothing up", async () => {
  await using scene = await open();
  scene.service.answer = () => ({ kind: "retry", why: "Busy", afterMs: 600_000 });
  await scene.change(PAIR, channel("phone"), fired("fire_1"));
  await scene.pass(0);
  scene.clock.set(48 * HOUR);
  await scene.pass(1000);
  await scene.change(fired("fire_2"));
  await scene.pass(500_000);
  assert.equal(scene.service.sent.length, 1);
  assert.deepEqual(scene.states(), ["due", "due"]);
  scene.service.answer = () => ({ kind: "sent" });
  await scene.pass(200_000);
  assert.deepEqual(scene.states(), ["accepted", "accepted"]);
});
