import assert from "node:assert/strict";
import { APPRISE } from "@/lib/notify/channels/apprise/apprise.ts";
import { WEB_PUSH } from "@/lib/notify/channels/web_push/web_push.ts";
import { WEBHOOK } from "@/lib/notify/channels/webhook/webhook.ts";
import { EMAIL } from "@/lib/notify/channels/email/email.ts";
import { MailServer } from "../servers/mail_server.ts";
import { MessageServer } from "../servers/message_server.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { send } from "./channel_fixtures.ts";
import { FakeBrowser } from "./push_service.ts";
import { channel, fired, open, PAIR, type Scene, ScriptedService, START } from "./outbox_scene.ts";

const ACKNOWLEDGED_FIRES_KEPT = 500;

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
  assert.match(last?.text ?? "", /^BTC\/USDT 55,001: .*, 12:00:00\n/);
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

Deno.test("A burst's button acts on what still rings once its first fire is forgotten", async () => {
  await using scene = await open();
  await scene.change(PAIR, channel("phone"));
  await scene.change(...ids(8).map((id) => fired(id)));
  await scene.pass(11_000);
  const [{ token } = assert.fail()] = scene.service.sent.at(-1)?.buttons ?? [];
  const seen = (fireId: string) =>
    ({ type: "fireAcknowledged", fireId, at: later(0), by: "Bob" }) as const;
  // So many newer ones were acknowledged since.
  const others = Array.from({ length: ACKNOWLEDGED_FIRES_KEPT }, (_, nth) => `other_${nth}`);
  await scene.change(...others.flatMap((id) => [fired(id), seen(id)]));
  scene.store.markAnnounced(scene.store.state.unannounced);
  await scene.change(seen("fire_6"));
  assert.ok(scene.store.state.fires.every(({ id }) => id !== "fire_6"));
  assert.equal((await scene.press(token)).outcome, "done");
  const ringing = scene.store.state.fires.filter((fire) => fire.acknowledgedAt === null);
  assert.deepEqual(ringing.map(({ id }) => id), ids(5));
});

const TEMPLATES = { title: "{pair} now", text: "Look: {price}" };

for (const count of [6, 8]) {
  Deno.test(`A burst of ${count} is an alarm to every type, and one that is alone left is told as any other`, async () => {
    await using scene = await open();
    await scene.change(PAIR, channel("phone", { templates: TEMPLATES }));
    await scene.change(...ids(count).map((id) => fired(id)));
    await scene.pass(11_000);
    const [message = assert.fail(), more] = scene.service.messages.slice(5);
    assert.equal(more, undefined);
    const isAlone = count === 6;
    assert.equal(message.key, "fire_6:phone:0");
    assert.equal(message.title, isAlone ? "BTC/USDT now" : "3 alarms: BTC/USDT");

    await using server = new MessageServer();
    await send(WEBHOOK, { url: `${server.url}/hook` }, server, message);
    await send(APPRISE, { server: server.url, key: "k" }, server, message);
    const [hook, apprise] = server.received.map(({ body }) => JSON.parse(body));
    assert.equal(hook.type, isAlone ? "alarm.fired" : "alarms.fired");
    assert.equal(apprise.type, "warning");

    const browser = new FakeBrowser();
    const { endpoint, keys } = browser.subscription(`${server.url}/push/1`);
    await send(WEB_PUSH, { endpoint, ...keys }, server, message);
    const pushed = server.received[2] ?? assert.fail();
    assert.equal(pushed.headers.get("urgency"), "high");
    assert.equal(browser.read(pushed).path, isAlone ? "/alarms/alarm_1" : "/log");

    await using mail = await MailServer.open();
    const people = { from: "alarm@example.com", to: "anna@example.com" };
    const config = { host: "127.0.0.1", port: mail.port, security: "none", ...people };
    await send(EMAIL, config, { host: mail.host, url: "" }, message);
    assert.match(mail.received[0]?.text ?? "", /^Importance: high/mi);
  });
}

Deno.test("A burst of thousands is put together by changes of at most 500 events, and all of it goes out", async () => {
  await using scene = await open();
  await scene.change(PAIR, channel("phone"));
  await scene.change(...ids(1200).map((id) => fired(id)));
  const sizes: number[] = [];
  scene.store.onCommitted(({ events }) => void sizes.push(events.length), ["deliveryUpdated"]);
  await scene.pass(11_000);
  assert.deepEqual(new Set(scene.states()), new Set(["accepted"]));
  assert.ok(sizes.includes(500));
  assert.ok(Math.max(...sizes) <= 500, String(Math.max(...sizes)));
});
