import assert from "node:assert/strict";
import { join } from "node:path";
import { type Delivery, newDelivery } from "@/lib/alarms/delivery.ts";
import { pageDeliveries } from "@/lib/server/api/channels.ts";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { MessageServer } from "../servers/message_server.ts";

const SECRET = `whsec_${new Uint8Array(32).fill(7).toBase64()}`;
const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };

interface Scene extends AppUnderTest {
  readonly server: MessageServer;
  /** Adds a webhook at the server. */
  add(more?: object): Promise<Json>;
}

/** Runs a test on an app whose outbox works, and a server that it may reach. */
async function withServer(test: (scene: Scene) => Promise<void>, env = {}): Promise<void> {
  await using server = new MessageServer();
  await withApp(async (app) => {
    app.program.start();
    const add = async (more = {}) => {
      const config = { url: `${server.url}/in`, secret: SECRET };
      const added = await app.json("/api/channels", "POST", { type: "webhook", config, ...more });
      assert.equal(added.status, 201, JSON.stringify(added.body));
      return added.body.channel;
    };
    await test({ ...app, server, add });
  }, { ALLOW_PRIVATE_TARGETS: server.host, ...env });
}

/** Asks until the deliveries are as wanted. */
async function deliveries({ json }: AppUnderTest, query: string, state: string): Promise<Json[]> {
  for (;;) {
    const { body } = await json(`/api/deliveries${query}`);
    const done = body.deliveries.filter((each: Json) => each.state === state);
    if (done.length > 0 && done.length === body.deliveries.length) return done;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

Deno.test("/api/channels adds, shows, changes, tests and removes a webhook, and never tells its secret", async () => {
  await withServer(async (scene) => {
    const { json, server, add } = scene;
    const channel = await add({ name: "Hook" });
    assert.deepEqual(channel.config, { url: `${server.url}/in`, secret: { set: true } });
    const path = `/api/channels/${channel.id}`;
    assert.deepEqual((await json(path)).body.channel, channel);
    assert.deepEqual((await json("/api/channels")).body.channels, [channel]);

    const tested = await json(`${path}/test`, "POST");
    assert.equal(tested.body.delivery.state, "due");
    const [request] = await server.until(1);
    assert.equal(request?.headers.get("webhook-id"), tested.body.delivery.key);
    assert.match(request?.headers.get("webhook-signature") ?? "", /^v1,/);
    assert.match(request?.body ?? "", /"test\.ping".*“Hook”/);
    await deliveries(scene, `?channel=${channel.id}`, "accepted");

    // What is read may be sent back: a secret that is shown as set stays.
    const changed = await json(path, "PATCH", { name: "New", config: channel.config });
    assert.deepEqual([changed.status, changed.body.channel.name], [200, "New"]);
    await json(`${path}/test`, "POST");
    const [, second] = await server.until(2);
    assert.match(second?.headers.get("webhook-signature") ?? "", /^v1,/);
    const unsigned = await json(path, "PATCH", { config: { secret: null } });
    assert.deepEqual(unsigned.body.channel.config, { url: `${server.url}/in` });

    assert.equal((await json(path, "DELETE")).body.id, channel.id);
    assert.equal((await json(path)).body.code, "channel_not_found");
    assert.deepEqual((await json("/api/deliveries")).body.deliveries, []);
  });
});

Deno.test("/api/fires tells who is told of a fire; acknowledging cancels what waits", async () => {
  await withServer(async (scene) => {
    const { json, server, add } = scene;
    const channel = await add();
    server.answer = () => new Response("busy", { status: 503 });
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
    const { fire } = (await json(`/api/alarms/${id}/test`, "POST")).body;
    await server.until(1);
    const told = (await json("/api/fires")).body.fires[0].deliveries;
    assert.deepEqual(told.map((each: Json) => [each.key, each.state]), [
      [`${fire.id}:${channel.id}:0`, "due"],
    ]);
    await json(`/api/fires/${fire.id}/acknowledge`, "POST");
    const [cancelled] = await deliveries(scene, `?fire=${fire.id}`, "cancelled");
    assert.equal(cancelled.nextAttemptAt, null);
  });
});

Deno.test("/api/deliveries/resend sends a dead delivery again, with its key", async () => {
  await withServer(async (scene) => {
    const { json, server, add } = scene;
    const channel = await add();
    server.answer = () => new Response("no", { status: 400 });
    const { key } = (await json(`/api/channels/${channel.id}/test`, "POST")).body.delivery;
    const [dead] = await deliveries(scene, "", "dead");
    assert.equal(dead.lastError, "It answered with status 400");
    server.answer = () => new Response("ok");
    assert.equal((await json("/api/deliveries/resend", "POST", { key })).status, 200);
    await deliveries(scene, "", "accepted");
    const keys = server.received.map(({ headers }) => headers.get("webhook-id"));
    assert.deepEqual(keys, [key, key]);
    const again = await json("/api/deliveries/resend", "POST", { key });
    assert.deepEqual([again.status, again.body.code], [409, "not_dead"]);
    const unknown = await json("/api/deliveries/resend", "POST", { key: "nope" });
    assert.deepEqual([unknown.status, unknown.body.field], [404, "key"]);
  });
});

const URL_FIELD = "config.url";
const REFUSED: readonly [says: string, input: object, field: string, why: RegExp][] = [
  ["an unknown type", { type: "pigeon", config: {} }, "type", /one of .*webhook/],
  ["no config", { type: "webhook" }, "config", /object/],
  ["a config that is no object", { type: "webhook", config: "x" }, "config", /object/],
  ["no address", { type: "webhook", config: {} }, URL_FIELD, /missing|begins with/],
  ["file:", { type: "webhook", config: { url: "file:///etc/passwd" } }, URL_FIELD, /https/],
  [
    "the metadata address",
    { type: "webhook", config: { url: "http://169.254.169.254/" } },
    URL_FIELD,
    /credentials/,
  ],
  [
    "loopback in disguise",
    { type: "webhook", config: { url: "http://[::ffff:127.0.0.1]" } },
    URL_FIELD,
    /ALLOW_PRIVATE_TARGETS/,
  ],
  [
    "a line break",
    { type: "webhook", config: { url: "https://a.example/\r\nx" } },
    URL_FIELD,
    /line breaks/,
  ],
  [
    "an unknown field",
    { type: "webhook", config: { url: "https://a.example", tokn: "x" } },
    "config.tokn",
    /not known/,
  ],
  [
    "an unknown name in a template",
    { type: "webhook", config: { url: "https://a.example", body: '{"a":"{nope}"}' } },
    "config.body",
    /\{nope\}/,
  ],
  [
    "Discord without TLS",
    { type: "discord", config: { url: "http://discord.com/api/webhooks/1/x" } },
    URL_FIELD,
    /https:\/\/ address at discord\.com/,
  ],
  [
    "Slack without TLS",
    { type: "slack", config: { url: "http://hooks.slack.com/services/T/B/x" } },
    URL_FIELD,
    /https:\/\/ address at hooks\.slack\.com/,
  ],
  [
    "Discord elsewhere",
    { type: "discord", config: { url: "https://discord.example/api/webhooks/1/x" } },
    URL_FIELD,
    /https:\/\/ address at discord\.com/,
  ],
  ...[" ", "\u200b", "a\nb", "a\u2028b", "a\u0000", "\u202egnirts", "\ud800", "x".repeat(61)].map((
    name,
  ): typeof REFUSED[number] => [
    `the name ${JSON.stringify(name)}`,
    { type: "webhook", name, config: {} },
    "name",
    /1 to 60 characters in one line/,
  ]),
];

Deno.test("/api/channels keeps names as people write them, and a hundred channels of a thousand", async () => {
  await withServer(async ({ json, server }) => {
    const names = [
      "Дача 🏡",
      "👩‍👩‍👧 home",
      "<b>&amp;</b>",
      "a/b?c#d",
      "${x} {pair}",
      "__proto__",
      "ประเทศ",
    ];
    const config = { url: server.url };
    const add = (name: string) => json("/api/channels", "POST", { type: "webhook", name, config });
    for (const name of names) assert.equal((await add(name)).body.channel.name, name);
    const more = await Promise.all(Array.from({ length: 993 }, (_, nth) => add(`Hook ${nth}`)));
    const refused = more.filter(({ status }) => status === 409);
    assert.equal(refused.length, 900);
    assert.equal(refused[0]?.body.code, "too_many_channels");
    assert.match(refused[0]?.body.detail, /100 channels; remove one first/);
    assert.equal((await json("/api/channels")).body.channels.length, 100);
  });
});

Deno.test("/api/channels refuses what is wrong, with the field and the remedy", async (t) => {
  await withServer(async ({ json }) => {
    for (const [says, input, field, why] of REFUSED) {
      await t.step(says, async () => {
        const { status, body } = await json("/api/channels", "POST", input);
        assert.deepEqual([status, body.field], [422, field], JSON.stringify(body));
        assert.match(body.detail, why);
      });
    }
    assert.deepEqual((await json("/api/channels")).body.channels, []);
    const off = await json("/api/channels/channel_nope/test", "POST");
    assert.deepEqual([off.status, off.body.field], [404, "id"]);
  });
});

const MOVED: readonly [says: string, config: object, isTaken: boolean][] = [
  ["no secret", {}, false],
  ["the secret as it is shown", { secret: { set: true } }, false],
  ["the secret entered again", { secret: SECRET }, true],
  ["the secret taken away", { secret: null }, true],
];

for (const [says, config, isTaken] of MOVED) {
  const verb = isTaken ? "takes" : "refuses";
  Deno.test(`/api/channels ${verb} another server for a channel with ${says}`, async () => {
    await using other = new MessageServer();
    await withServer(async ({ json, server, add }) => {
      const path = `/api/channels/${(await add()).id}`;
      const elsewhere = { ...config, url: `${other.url}/in` };
      const { status, body } = await json(path, "PATCH", { config: elsewhere });
      if (isTaken) return assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual([status, body.field], [422, "config.secret"]);
      assert.match(body.detail, /config\.secret must be entered again: the url changed/);
      assert.equal((await json(path)).body.channel.config.url, `${server.url}/in`);
    }, { ALLOW_PRIVATE_TARGETS: "127.0.0.1" });
  });
}

Deno.test("/api/channels keeps the secret where another path of the same server is entered", async () => {
  await withServer(async ({ json, server, add }) => {
    const path = `/api/channels/${(await add()).id}`;
    const { body } = await json(path, "PATCH", { config: { url: `${server.url}/other` } });
    assert.deepEqual(body.channel.config, { url: `${server.url}/other`, secret: { set: true } });
  });
});

Deno.test("Channels start without the key that sealed them, and say what to enter again", async () => {
  const folder = await Deno.makeTempDir();
  const env = { DATA_DIR: join(folder, "data"), LOG_DIR: join(folder, "logs") };
  let id = "";
  await withServer(async ({ add }) => {
    id = (await add()).id;
    const file = await Deno.readTextFile(join(env.DATA_DIR, "crypto_data_binance.json"));
    assert.ok(file.includes('"sealed"') && !file.includes(SECRET.slice(6)));
  }, env);
  await Deno.remove(join(env.DATA_DIR, "secret.key"));
  await withServer(async (scene) => {
    const { json, server } = scene;
    const path = `/api/channels/${id}`;
    assert.deepEqual((await json(path)).body.channel.missing, ["secret"]);
    await json(`${path}/test`, "POST");
    // Nobody knows the key any more, but it may be found again: the secret stays with its server.
    const url = `${server.url}/in`;
    const moved = await json(path, "PATCH", { config: { url } });
    assert.deepEqual([moved.status, moved.body.field], [422, "config.secret"]);
    assert.deepEqual((await json(path)).body.channel.missing, ["secret"]);
    assert.deepEqual(server.received, []);
    const entered = await json(path, "PATCH", { config: { url, secret: SECRET } });
    assert.deepEqual(entered.body.channel.missing, []);
    await deliveries(scene, "", "accepted");
  }, env);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("pageDeliveries() holds what was given up, however much came after it", () => {
  const delivery = (nth: number): Delivery => ({
    ...newDelivery(`fire_${nth}`, "phone", "2026-01-15T12:00:00Z"),
    state: nth === 1 ? "dead" : "accepted",
  });
  const outbox = Array.from({ length: 300 }, (_, nth) => delivery(nth));
  const shown = pageDeliveries(outbox);
  assert.equal(shown.length, 201);
  assert.deepEqual([shown[0], shown.at(-1)], [outbox[1], outbox[299]]);
});
