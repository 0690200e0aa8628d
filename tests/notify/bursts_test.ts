import assert from "node:assert/strict";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { channel, fired, open, PAIR, type Scene, ScriptedService, START } from "./outbox_scene.ts";

const later = (ms: number) => new Date(Date.parse(START) + ms).toISOString();

/** The fires that were told by messages, each as often as it was. */
function told({ service, store }: Scene): string[] {
  const { outbox } = store.state;
  return service.sent.flatMap(({ key }) => {
    const together = outbox.filter(({ batch }) => batch === key).map(({ fireId }) => fireId);
    return together.length === 0 ? [key.split(":")[0] ?? ""] : together;
  });
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, nth) => `fire_${nth + 1}`);
}

Deno.test("A burst: five fires go out singly, the rest as one message after ten seconds, none is left out", async () => {
  await using scene = await open();
  await scene.change(PAIR, channel("phone"));
  await scene.change(...ids(8).map((id) => fired(id)));
  await scene.pass(9_000);
  assert.equal(scene.service.sent.length, 5);
  await scene.change(fired("fire_9"));
  await scene.pass(2_000);
  assert.equal(scene.service.sent.length, 6);
  const last = scene.service.sent.at(-1);
  assert.equal(last?.text.split("\n").length, 4);
  assert.match(last?.text ?? "", /^BTCUSDT 55,001: .*, 12:00:00\n/);
  assert.deepEqual(told(scene), ids(9));
  assert.deepEqual(new Set(scene.states()), new Set(["accepted"]));
  // Later ones are no burst.
  await scene.pass(10_000);
  await scene.change(fired("fire_10"));
  await scene.pass(0);
  assert.equal(scene.service.sent.at(-1)?.key, "fire_10:phone:0");
});

Deno.test("A burst that no single message holds is told by several, none of them too long", async () => {
  await using scene = await open();
  await scene.change(PAIR, channel("phone"));
  await scene.change(...ids(60).map((id) => fired(id)));
  await scene.pass(11_000);
  assert.deepEqual(told(scene), ids(60));
  const lengths = scene.service.sent.map(({ text }) => text.length);
  assert.ok(Math.max(...lengths) <= 950, String(lengths));
});

Deno.test("A burst that fails is tried again with its key, without what was acknowledged meanwhile, also over a restart", async () => {
  const [disk, service] = [new SimulatedDisk(), new ScriptedService()];
  {
    await using scene = await open(disk, service);
    await scene.change(PAIR, channel("phone"));
    await scene.change(...ids(8).map((id) => fired(id)));
    await scene.pass(9_000);
    service.answer = () => ({ kind: "retry", why: "It answered with status 503" });
    await scene.pass(1_500);
  }
  service.answer = () => ({ kind: "sent" });
  await using scene = await open(disk, service, later(10_600));
  const acknowledged = { fireId: "fire_7", at: later(10_600), by: "Anna" };
  await scene.change({ type: "fireAcknowledged", ...acknowledged });
  await scene.pass(60_000);
  const [last, before] = [service.sent.at(-1), service.sent.at(-2)];
  assert.equal(last?.key, before?.key);
  assert.deepEqual([before, last].map((each) => each?.text.split("\n").length), [3, 2]);
  const states = scene.deliveries().slice(5).map(({ state }) => state);
  assert.deepEqual(states, ["accepted", "cancelled", "accepted"]);
});

Deno.test("A burst's button acknowledges all that its message lists, and nothing else", async () => {
  await using scene = await open();
  await scene.change(PAIR, channel("phone"));
  await scene.change(...ids(8).map((id) => fired(id)));
  await scene.pass(11_000);
  const [{ token } = assert.fail()] = scene.service.sent.at(-1)?.buttons ?? [];
  assert.equal((await scene.press(token)).outcome, "done");
  const ringing = scene.store.state.fires.filter((fire) => fire.acknowledgedAt === null);
  assert.deepEqual(ringing.map(({ id }) => id), ids(5));
  assert.deepEqual(await scene.press(token), {
    outcome: "already",
    text: "Already acknowledged by Anna",
  });
});
