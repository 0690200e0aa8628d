import assert from "node:assert/strict";
import { join } from "node:path";
import { type Json, withApp } from "../program/app_under_test.ts";
import { CHANNEL_TYPE_NAMES } from "@/lib/notify/channels/table.ts";
import { FakeBrowser } from "../notify/push_service.ts";
import { MailServer } from "../servers/mail_server.ts";
import { MqttBroker } from "../servers/mqtt_broker.ts";
import { MessageServer } from "../servers/message_server.ts";

const PLANTED = "pLaNtEd";
const WEBHOOK_SECRET = `whsec_${new TextEncoder().encode(PLANTED.repeat(5)).toBase64()}`;
const PUSHOVER_TOKEN = `${PLANTED}${"x".repeat(30)}`.slice(0, 30);

/** A channel of each type, with a secret that is told from everything else. */
const channels = (url: string, mailPort: number, broker: string): readonly object[] => [
  { type: "telegram", config: { botToken: `1:${PLANTED}`, chatId: "5" } },
  { type: "ntfy", config: { server: url, topic: "alarms", token: `tk_${PLANTED}` } },
  { type: "webhook", config: { url, secret: WEBHOOK_SECRET } },
  { type: "discord", config: { url: `${url}/${PLANTED}` } },
  { type: "slack", config: { url: `${url}/${PLANTED}` } },
  { type: "gotify", config: { server: url, token: PLANTED } },
  {
    type: "email",
    config: {
      ...{ host: "127.0.0.1", port: mailPort, security: "none" },
      ...{ user: "anna", password: PLANTED, from: "a@example.com", to: "b@example.com" },
    },
  },
  { type: "matrix", config: { server: url, roomId: "!a:example.org", accessToken: PLANTED } },
  { type: "webPush", config: new FakeBrowser().subscription(`${url}/push/${PLANTED}`) },
  { type: "apprise", config: { server: url, key: PLANTED } },
  { type: "pushover", config: { token: PUSHOVER_TOKEN, user: "u".repeat(30) } },
  {
    type: "mqtt",
    config: { url: `mqtt://${broker}`, username: "anna", password: PLANTED },
  },
  {
    type: "twilio",
    config: {
      ...{ accountSid: `AC${"0".repeat(32)}`, authToken: PLANTED, kind: "sms" },
      ...{ from: "+15551234567", to: "+491701234567" },
    },
  },
];

const ANSWERS = [
  ...["/api/channels", "/api/deliveries", "/api/settings", "/api/audit", "/api/audit?format=csv"],
  ...["/api/fires", "/api/status", "/api/alarms/export", "/channels", "/log", "/settings"],
  // Errors, and what only tells that something is not there.
  ...[
    "/nowhere",
    "/api/nowhere",
    "/api/channels/nobody",
    `/a/${"x".repeat(22)}`,
    "/api/fires?limit=x",
  ],
  ...["/api/openapi.json", "/metrics", "/healthz"],
];

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    // A socket keeps nothing.
    if (isDirectory || isFile) found.push(...isDirectory ? await filesBelow(path) : [path]);
  }
  return found;
}

Deno.test("Secrets of channels stand in no file, page or answer, also when services repeat them", async () => {
  await using server = new MessageServer();
  // It also says which password it refuses.
  await using mail = await MailServer.open({ login: true });
  [mail.user, mail.password] = ["anna", PLANTED];
  const mood = { connack: 0 };
  await using broker = await MqttBroker.open(mood);
  // A service that answers with all it was sent, and refuses it.
  server.answer = ({ path, body, headers }) =>
    Response.json(
      // Twilio's refusals have a code; without it, it would be a proxy's word, and tried again.
      { ok: false, code: 21211, description: path + body + JSON.stringify([...headers]) },
      { status: 400 },
    );
  await withApp(async ({ program, request, json }) => {
    program.start();
    const add = async (channel: object) => {
      const { status, body } = await json("/api/channels", "POST", channel);
      assert.ok(!JSON.stringify(body).includes(PLANTED), JSON.stringify(body));
      return { status, body };
    };
    const all = channels(server.url, mail.port, broker.host);
    const added: Json[] = [];
    for (const channel of all) {
      const { status, body } = await add(channel);
      assert.equal(status, 201, JSON.stringify(body));
      added.push(body.channel);
    }
    // From now on nobody is let in: where one asks before a channel is kept, and when something is sent.
    mood.connack = 5;
    mail.password = "another";
    const refused = await Promise.all(all.map(add));
    const problems = refused.filter(({ status }) => status !== 201).map(({ body }) => body.field);
    assert.deepEqual(problems, ["config.password", "config.password"]);
    for (const { id } of added) await json(`/api/channels/${id}/test`, "POST");
    const states = async () =>
      (await json("/api/deliveries")).body.deliveries.map((each: Json) => each.state);
    while ((await states()).includes("due")) await new Promise((done) => setTimeout(done, 5));
    assert.equal((await states()).length, CHANNEL_TYPE_NAMES.length);
    const secrets = [PLANTED, WEBHOOK_SECRET.slice(6)];
    const assertClean = (text: string, where: string) => {
      for (const secret of secrets) assert.ok(!text.includes(secret), `${where}: ${text}`);
    };
    for (const path of ANSWERS) assertClean(await (await request(path)).text(), path);
    const { DATA_DIR, LOG_DIR } = program.config;
    for (const path of [...await filesBelow(DATA_DIR), ...await filesBelow(LOG_DIR)]) {
      assertClean(await Deno.readTextFile(path), path);
    }
  }, {
    ALLOW_PRIVATE_TARGETS: `${server.host},${mail.host},${broker.host}`,
    TELEGRAM_API_URL: server.url,
    PUSHOVER_API_URL: server.url,
    TWILIO_API_URL: server.url,
  });
});
