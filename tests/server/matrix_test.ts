import assert from "node:assert/strict";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { FakeMatrix, MATRIX_TOKEN, ROOM } from "../servers/matrix.ts";
import { until } from "../timeouts.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
const ANNA = "@anna:example.org";

interface Scene extends AppUnderTest {
  readonly matrix: FakeMatrix;
  add(config?: object): Promise<{ status: number; body: Json }>;
  /** Lets an alarm fire as a test, and waits until its message is kept as accepted. */
  fire(): Promise<Json>;
}

async function withMatrix(test: (scene: Scene) => Promise<void>): Promise<void> {
  await using matrix = new FakeMatrix();
  await withApp(async (app) => {
    const { json, program } = app;
    program.start();
    const add = (config = {}) => {
      const whole = { server: matrix.url, roomId: ROOM, accessToken: MATRIX_TOKEN, ...config };
      return json("/api/channels", "POST", { type: "matrix", name: "Desk", config: whole });
    };
    const accepted = () =>
      until(async () => (await json("/api/deliveries")).body.deliveries[0]?.state === "accepted");
    const fire = async () => {
      await json("/api/pairs", "POST", { pair: "BTCUSDT" });
      const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
      const { body } = await json(`/api/alarms/${id}/test`, "POST");
      await accepted();
      return body.fire;
    };
    await test({ ...app, matrix, add, fire });
  }, { ALLOW_PRIVATE_TARGETS: matrix.host });
}

Deno.test("Matrix: a reaction acknowledges, names who, and the message says so", async () => {
  await withMatrix(async ({ matrix, add, fire, json }) => {
    const { body } = await add();
    assert.deepEqual([body.channel.config.accessToken, body.channel.config.userId], [
      { set: true },
      "@alarm:example.org",
    ]);
    const { id } = await fire();
    matrix.react("@alarm:example.org", "👍");
    matrix.react(ANNA, "🎉");
    matrix.react(ANNA, "👍🏽");
    await matrix.when(() => matrix.sent.length === 2);
    const known = (await json("/api/fires")).body.fires.find((each: Json) => each.id === id);
    assert.equal(known.acknowledgedBy, `${ANNA} (Matrix)`);
    const { content } = matrix.sent[1] ?? assert.fail();
    assert.deepEqual(content["m.relates_to"], { rel_type: "m.replace", event_id: "$1" });
    assert.match(JSON.stringify(content["m.new_content"]), /Acknowledged by @anna/);
  });
});

Deno.test("Matrix: a reaction snoozes the alarm for 15 minutes", async () => {
  await withMatrix(async ({ matrix, add, fire, json }) => {
    await add();
    const { alarmId } = await fire();
    matrix.react(ANNA, "💤");
    await matrix.when(() => matrix.sent.length === 2);
    const { alarm } = (await json(`/api/alarms/${alarmId}`)).body;
    assert.notEqual(alarm.snoozedUntil, null);
  });
});

Deno.test("Matrix: a reaction to a test proves the way back", async () => {
  await withMatrix(async ({ matrix, add, json }) => {
    const { id } = (await add()).body.channel;
    await json(`/api/channels/${id}/test`, "POST");
    await matrix.when(() => matrix.sent.length === 1);
    const states = async () =>
      (await json("/api/deliveries")).body.deliveries.map(({ state }: Json) => state);
    await until(async () => (await states())[0] === "accepted");
    matrix.react(ANNA, "✅");
    await until(async () => (await states())[0] === "delivered");
  });
});

Deno.test("Matrix: a token that is not known and a room with encryption are refused by their fields", async () => {
  await withMatrix(async ({ matrix, add }) => {
    const unknown = await add({ accessToken: "wrong" });
    assert.deepEqual([unknown.status, unknown.body.field], [422, "config.accessToken"]);
    matrix.isEncrypted = true;
    const sealed = await add();
    assert.deepEqual([sealed.status, sealed.body.field], [422, "config.roomId"]);
    assert.match(sealed.body.detail, /without encryption/);
  });
});
