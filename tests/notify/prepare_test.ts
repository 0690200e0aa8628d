import assert from "node:assert/strict";
import { CHANNEL_TYPES, type ChannelTypeName } from "@/lib/notify/channels/table.ts";
import { MAIL_PASSWORD, MAIL_USER, MailServer } from "../servers/mail_server.ts";
import { FakeMatrix, MATRIX_TOKEN, ROOM } from "../servers/matrix.ts";
import { MessageServer } from "../servers/message_server.ts";
import { MqttBroker } from "../servers/mqtt_broker.ts";
import { prepare } from "./channel_fixtures.ts";
import { HTTP_RIGS } from "./rigs.ts";

/** What a service is asked before a channel is kept, how it says no, and the field that is at fault. */
const REFUSALS: readonly [
  name: keyof typeof HTTP_RIGS,
  asked: string,
  status: number,
  says: string | null,
  field: string,
][] = [
  ["telegram", "/getMe", 401, '{"ok":false,"description":"Unauthorized"}', "botToken"],
  ["telegram", "/getMe", 404, '{"ok":false,"description":"Not Found"}', "botToken"],
  ["ntfy", "/v1/account", 401, '{"code":40101,"http":401,"error":"unauthorized"}', "token"],
  ["discord", "/api/webhooks/1/secret", 404, '{"message":"Unknown","code":10015}', "url"],
  ["discord", "/api/webhooks/1/secret", 401, '{"message":"Invalid","code":50027}', "url"],
  ["slack", "/services/T/B/secret", 404, "no_service", "url"],
  ["slack", "/services/T/B/secret", 403, "invalid_token", "url"],
  ["gotify", "/message", 401, '{"error":"Unauthorized","errorCode":401}', "token"],
  ["pushover", "/1/users/validate.json", 400, '{"status":0,"user":"invalid"}', "user"],
  ["pushover", "/1/users/validate.json", 400, '{"status":0,"token":"invalid"}', "token"],
  ["twilio", "/2010-04-01/Accounts/", 401, '{"code":20003,"status":401}', "authToken"],
  ["matrix", "account/whoami", 401, '{"errcode":"M_UNKNOWN_TOKEN"}', "accessToken"],
  ["apprise", "/json/urls/apprise-key-1", 204, null, "key"],
];

for (const [name, asked, status, says, field] of REFUSALS) {
  const type = CHANNEL_TYPES[name];

  Deno.test(`A channel of type ${name} is not kept where ${asked} answers ${status} ${says}`, async () => {
    await using server = new MessageServer();
    server.answer = () => new Response(says, { status });
    const prepared = await prepare(type, HTTP_RIGS[name].config(server.url), server);
    assert.equal(prepared?.ok === false && prepared.field, field);
    const [{ path, body } = assert.fail()] = server.received;
    assert.ok(path.includes(asked), path);
    // Nobody is to get a message by it.
    assert.doesNotMatch(body, /text|title|body/);
  });
}

for (const name of new Set(REFUSALS.map(([name]) => name))) {
  const type = CHANNEL_TYPES[name];

  Deno.test(`A channel of type ${name} is kept where something else than the service says no, or nobody does`, async () => {
    const config = (url: string) => HTTP_RIGS[name].config(url);
    for (const status of [200, 307, 400, 401, 403, 404, 429, 500, 503]) {
      await using server = new MessageServer();
      server.answer = () => new Response("<html>no</html>", { status });
      const prepared = await prepare(type, config(server.url), server);
      assert.equal(prepared?.ok, true, `${status}: ${JSON.stringify(prepared)}`);
    }
    const nobody = { host: "127.0.0.1:9", url: "http://127.0.0.1:9" };
    assert.equal((await prepare(type, config(nobody.url), nobody))?.ok, true);
  });

  // Matrix is asked twice: below.
  if (name === "matrix") continue;
  Deno.test(`A channel of type ${name} is kept where the service knows what was entered`, async () => {
    await using server = new MessageServer();
    server.answer = HTTP_RIGS[name].accepts;
    assert.equal((await prepare(type, HTTP_RIGS[name].config(server.url), server))?.ok, true);
  });
}

Deno.test("A Matrix channel is not kept where the account is not in the room", async () => {
  await using server = new FakeMatrix();
  const config = { server: server.url, roomId: ROOM, accessToken: MATRIX_TOKEN };
  assert.equal((await prepare(CHANNEL_TYPES.matrix, config, server))?.ok, true);
  const elsewhere = { ...config, roomId: "!other:example.org" };
  const prepared = await prepare(CHANNEL_TYPES.matrix, elsewhere, server);
  assert.ok(prepared?.ok === false && prepared.field === "roomId" && /invite/.test(prepared.rule));
});

for (const isRight of [true, false]) {
  const says = isRight ? "kept" : "not kept";

  Deno.test(`A mailbox is ${says} where user and password are ${isRight ? "right" : "wrong"}, and gets no mail`, async () => {
    await using server = await MailServer.open({ login: true });
    const [user, password] = [MAIL_USER, isRight ? MAIL_PASSWORD : "wrong-one"];
    const mailbox = { from: "alarm@example.com", to: "anna@example.com", user, password };
    const { host, port } = server;
    const config = { host: "127.0.0.1", port, security: "none", ...mailbox };
    const prepared = await prepare(CHANNEL_TYPES.email, config, { host, url: "" });
    assert.equal(prepared?.ok, isRight, JSON.stringify(prepared));
    if (prepared?.ok === false) {
      assert.equal(prepared.field, "password");
      assert.match(prepared.rule, /535.*enter them again/);
      assert.doesNotMatch(prepared.rule, /wrong-one/);
    }
    assert.deepEqual(server.received, []);
  });

  Deno.test(`A broker is ${says} where it lets the user ${isRight ? "" : "not "}in, and gets no message`, async () => {
    await using broker = await MqttBroker.open({ connack: isRight ? 0 : 5 });
    const { host } = broker;
    const login = { username: "anna", password: "secret-1", prefix: "alarms" };
    const config = { url: `mqtt://${host}`, ...login };
    const prepared = await prepare(CHANNEL_TYPES.mqtt, config, { host, url: "" });
    assert.equal(prepared?.ok, isRight, JSON.stringify(prepared));
    if (prepared?.ok === false) assert.equal(prepared.field, "password");
    assert.deepEqual(broker.received, []);
  });
}

/** Those that can be asked nothing without a message. */
const UNASKED: readonly ChannelTypeName[] = ["webhook"];

Deno.test("Every type that can asks its service about what was entered", () => {
  const silent = Object.entries(CHANNEL_TYPES).filter(([, { prepare }]) => prepare === undefined)
    .map(([name]) => name);
  assert.deepEqual(silent, UNASKED);
});
