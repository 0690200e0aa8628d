import assert from "node:assert/strict";
import type { Who } from "@/lib/accounts/rights.ts";
import { shownPhone } from "@/lib/server/phone.ts";
import { setUpDemo } from "@/lib/program/demo.ts";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { untilFits } from "../timeouts.ts";

/** Runs a test on the demo, with its pairs, alarms and phone. */
function withDemo(test: (app: AppUnderTest) => Promise<void>): Promise<void> {
  return withApp(
    async (app) => {
      await setUpDemo(app.program);
      app.program.start();
      await test(app);
    },
    {},
    { isDemo: true },
  );
}

const PHONE = "/phone/messages";

function use({ json }: AppUnderTest, deed: object): Promise<Json> {
  return json(PHONE, "POST", deed);
}

/** What the phone shows once it fits. */
async function shown({ json }: AppUnderTest, fits: (messages: Json[]) => boolean): Promise<Json[]> {
  const { body } = await untilFits(() => json(PHONE), ({ body }) => fits(body.messages));
  return body.messages;
}

Deno.test("The demo phone gets a fire over the outbox, acknowledges it, and says who has it", async () => {
  await withDemo(async (app) => {
    await use(app, { ring: true });
    const [message] = await shown(app, ({ length }) => length === 1);
    const { body: { fires } } = await app.json("/api/fires");
    const [delivery] = fires[0].deliveries;
    assert.deepEqual([message.key, message.alarmId], [delivery.key, fires[0].alarmId]);
    assert.deepEqual(message.buttons.map(({ label }: Json) => label), [
      "Acknowledge",
      "Snooze 15 min",
    ]);
    const [{ token }] = message.buttons;
    assert.equal((await use(app, { press: token })).body.said, "Acknowledged");
    const [edited] = await shown(app, ([first]) => first.edit !== null);
    assert.deepEqual([edited.edit, edited.buttons], ["Demo phone has it", []]);
    const again = await use(app, { press: token });
    assert.equal(again.body.said, "Already acknowledged by Demo phone");
    const after = (await app.json("/api/fires")).body.fires[0];
    assert.equal(after.acknowledgedBy, "Demo phone");
  });
});

Deno.test("The demo phone that is switched off gets the message once it is on, with its key", async () => {
  await withDemo(async (app) => {
    await use(app, { isOn: false });
    await use(app, { ring: true });
    const { body } = await untilFits(
      () => app.json("/api/deliveries"),
      ({ body }) => body.deliveries.some(isRefused),
    );
    const { key, lastError, state } = body.deliveries.find(isRefused);
    assert.deepEqual([state, lastError], ["due", "The phone is switched off"]);
    await use(app, { isOn: true });
    // The demo's market may have rung another alarm meanwhile.
    const isOfKey = (message: Json) => message.key === key;
    const messages = await shown(app, (all) => all.some(isOfKey));
    assert.equal(messages.filter(isOfKey).length, 1);
  });
});

function isRefused(delivery: Json): boolean {
  return delivery.lastError !== null;
}

Deno.test("A test of the demo phone is answered by its button, and it can be renamed as any channel", async () => {
  await withDemo(async (app) => {
    const [{ id }] = (await app.json("/api/channels")).body.channels;
    await app.json(`/api/channels/${id}/test`, "POST");
    const [{ buttons: [{ token }] }] = await shown(app, ({ length }) => length === 1);
    await use(app, { press: token });
    const [message] = await shown(app, ([first]) => first.edit !== null);
    assert.match(message.edit, /^It works/);
    const renamed = await app.json(`/api/channels/${id}`, "PATCH", { name: "Mine", config: {} });
    assert.deepEqual([renamed.status, renamed.body.channel?.name], [200, "Mine"]);
  });
});

Deno.test("The demo phone refuses what it does not understand, and is set up once", async () => {
  await withDemo(async (app) => {
    const refused = await use(app, { shake: true });
    assert.deepEqual([refused.status, refused.body.code], [422, "invalid_request"]);
    await setUpDemo(app.program);
    assert.equal((await app.json("/api/channels")).body.channels.length, 1);
  });
});

Deno.test("Outside the demo there is no phone, and no channel of its type", async () => {
  await withApp(async ({ request, json }) => {
    for (const path of ["/phone", PHONE]) {
      const response = await request(path);
      assert.equal(response.status, 404, path);
      await response.body?.cancel();
    }
    const refused = await json("/api/channels", "POST", { type: "demoPhone", config: {} });
    assert.deepEqual([refused.status, refused.body.field], [422, "type"]);
  });
});

Deno.test("GET /phone/messages gives buttons to those only who may acknowledge", async () => {
  await withDemo(async (app) => {
    await use(app, { ring: true });
    await shown(app, ({ length }) => length === 1);
    const look = (who: Who) =>
      shownPhone({ services: app.program, who } as Parameters<typeof shownPhone>[0]);
    const viewer = { id: "user_1", login: "vera", name: "Vera", role: "viewer" } as const;
    const counts = [
      look({ kind: "everybody" }),
      look({ kind: "person", person: viewer, sessionId: "s" }),
    ].map(({ messages }) => messages.map(({ buttons }) => buttons.length));
    assert.deepEqual(counts, [[2], [0]]);
  });
});
