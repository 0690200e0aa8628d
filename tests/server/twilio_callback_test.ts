import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { untilFits } from "../timeouts.ts";
import { MessageServer } from "../servers/message_server.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
const PUBLIC_URL = "https://alarm.example.com/alarms";
const CONFIG = {
  ...{ accountSid: `AC${"0".repeat(32)}`, authToken: "secret-token", kind: "call" },
  ...{ from: "+15551234567", to: "+491701234567" },
};

interface Scene extends AppUnderTest {
  readonly fire: Json;
  /** Where Twilio asks, as it was told. */
  readonly callback: string;
  /** Presses a key as Twilio tells it; with its signature unless another one is given. */
  press(digits: string, more?: { path?: string; signature?: string }): Promise<Response>;
}

/** A fire that a phone was called for. */
async function withCall(test: (scene: Scene) => Promise<void>): Promise<void> {
  await using server = new MessageServer();
  server.answer = () => Response.json({ sid: "CA1" }, { status: 201 });
  await withApp(async (app) => {
    const { json, program, request } = app;
    program.start();
    await json("/api/channels", "POST", { type: "twilio", name: "Anna", config: CONFIG });
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
    const { fire } = (await json(`/api/alarms/${id}/test`, "POST")).body;
    // The account was looked up before.
    const [, { body } = assert.fail()] = await server.until(2);
    const twiml = new URLSearchParams(body).get("Twiml") ?? "";
    const callback = /action="([^"]+)"/.exec(twiml)?.[1] ?? assert.fail(twiml);
    const path = callback.slice(PUBLIC_URL.length);
    const press: Scene["press"] = (digits, more = {}) =>
      request(more.path ?? path, {
        method: "POST",
        body: new URLSearchParams({ CallSid: "CA1", Digits: digits }),
        headers: { "x-twilio-signature": more.signature ?? signed(callback, digits) },
      });
    await test({ ...app, fire, callback, press });
  }, { TWILIO_API_URL: server.url, PUBLIC_URL });
}

/** Tells, as Twilio does, how the call ended. */
async function end({ request, callback }: Scene, status: string): Promise<void> {
  const text = `${callback}CallSidCA1CallStatus${status}`;
  const signature = createHmac("sha1", CONFIG.authToken).update(text).digest("base64");
  const answer = await request(callback.slice(PUBLIC_URL.length), {
    method: "POST",
    body: new URLSearchParams({ CallSid: "CA1", CallStatus: status }),
    headers: { "x-twilio-signature": signature },
  });
  assert.equal(answer.status, 200);
}

const deliveriesOf = async ({ json }: AppUnderTest): Promise<Json[]> =>
  (await json("/api/deliveries")).body.deliveries;

function signed(url: string, digits: string): string {
  const text = `${url}CallSidCA1Digits${digits}`;
  return createHmac("sha1", CONFIG.authToken).update(text).digest("base64");
}

const newestFire = async ({ json }: AppUnderTest) => (await json("/api/fires")).body.fires[0];

Deno.test("POST /n/twilio/:token acknowledges for a 1, and says so the second time", async () => {
  await withCall(async (scene) => {
    assert.ok(scene.callback.startsWith(`${PUBLIC_URL}/n/twilio/`), scene.callback);
    const first = await scene.press("1");
    assert.equal(first.status, 200);
    assert.equal(first.headers.get("content-type"), "text/xml; charset=utf-8");
    assert.match(await first.text(), /<Say loop="1">Acknowledged\. Goodbye\.<\/Say>/);
    assert.equal((await newestFire(scene)).acknowledgedBy, "Anna (twilio)");
    assert.match(await (await scene.press("1")).text(), /Already acknowledged by Anna \(twilio\)/);
  });
});

Deno.test("POST /n/twilio/:token snoozes for a 2", async () => {
  await withCall(async (scene) => {
    assert.match(await (await scene.press("2")).text(), /Snoozed for 15 minutes/);
    const { alarm } = (await scene.json(`/api/alarms/${scene.fire.alarmId}`)).body;
    assert.notEqual(alarm.snoozedUntil, null);
  });
});

Deno.test("POST /n/twilio/:token asks again for another key, and acts not", async () => {
  await withCall(async (scene) => {
    for (const digits of ["", "3", "12", "#", "constructor"]) {
      const answer = await scene.press(digits);
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /<Gather [^>]*action="https:\/\/alarm[^>]*><Say/);
    }
    assert.equal((await newestFire(scene)).acknowledgedAt, null);
  });
});

Deno.test("POST /n/twilio/:token refuses what Twilio has not signed", async () => {
  await withCall(async (scene) => {
    const { callback, press } = scene;
    for (const signature of ["", "x", signed(callback, "2"), signed(`${callback}x`, "1")]) {
      assert.equal((await press("1", { signature })).status, 403, signature);
    }
    const path = callback.slice(PUBLIC_URL.length);
    // Another type's channel, and a token that nobody gave out.
    for (const other of [path.replace("twilio", "ntfy"), path.replace(/[\w-]{6}$/, "AAAAAA")]) {
      assert.equal((await press("1", { path: other })).status, 410, other);
    }
    assert.equal((await scene.request(path)).status, 405);
    const body = new URLSearchParams({ Digits: "1".repeat(20_000) });
    assert.equal((await scene.request(path, { method: "POST", body })).status, 413);
    assert.equal((await newestFire(scene)).acknowledgedAt, null);
  });
});

Deno.test("POST /n/twilio/:token plans another call where nobody took one, and none once it was taken", async () => {
  await withCall(async (scene) => {
    await untilFits(() => deliveriesOf(scene), ([delivery]) => delivery.state === "accepted");
    await end(scene, "completed");
    assert.deepEqual((await deliveriesOf(scene)).map(({ state }) => state), ["accepted"]);
    await end(scene, "no-answer");
    // Twilio tells twice where it heard no answer.
    await end(scene, "no-answer");
    const [first, again, ...more] = await deliveriesOf(scene);
    assert.deepEqual([first.state, first.lastError], ["dead", "Nobody took the call"]);
    assert.deepEqual([again.key, again.state, more.length], [`${first.key}:2`, "due", 0]);
    assert.ok(Date.parse(again.nextAttemptAt) > Date.now() + 30_000);
  });
});

Deno.test("POST /n/twilio/:token plans no call once somebody has acknowledged", async () => {
  await withCall(async (scene) => {
    await untilFits(() => deliveriesOf(scene), ([delivery]) => delivery.state === "accepted");
    await scene.press("1");
    await end(scene, "no-answer");
    assert.deepEqual((await deliveriesOf(scene)).map(({ state }) => state), ["accepted"]);
  });
});
