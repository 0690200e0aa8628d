import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { signWebhook, WEBHOOK } from "@/lib/notify/channels/webhook/webhook.ts";
import { MessageServer } from "../servers/message_server.ts";
import { messageOf, NOW, send, testOf } from "./channel_fixtures.ts";

const KEY = new Uint8Array(32).map((_, at) => at * 7);
const SECRET = `whsec_${KEY.toBase64()}`;

Deno.test("signWebhook() signs as standardwebhooks does", async () => {
  const signed = { id: "fire_1:channel_1:0", timestamp: 1_800_000_000, body: '{"a":"ä€𝄞"}' };
  const theirs = new Webhook(SECRET)
    .sign(signed.id, new Date(signed.timestamp * 1000), signed.body);
  assert.equal(await signWebhook(KEY, signed), theirs);
});

Deno.test("WEBHOOK sends a fire that standardwebhooks verifies", async () => {
  await using server = new MessageServer();
  const outcome = await send(WEBHOOK, { url: `${server.url}/in`, secret: SECRET }, server);
  assert.deepEqual(outcome, { kind: "sent" });
  const [{ headers, body, path } = assert.fail()] = server.received;
  assert.equal(path, "/in");
  assert.equal(headers.get("webhook-id"), "fire_1:channel_1:0");
  assert.equal(headers.get("webhook-timestamp"), String(NOW / 1000));
  // The package refuses moments that are far from its own clock, which it has no other way to be told.
  const timestamp = Math.floor(Date.now() / 1000);
  const fresh = { id: headers.get("webhook-id") ?? "", timestamp, body };
  assert.equal(
    headers.get("webhook-signature"),
    await signWebhook(KEY, { ...fresh, timestamp: NOW / 1000 }),
  );
  const seen = new Webhook(SECRET).verify(body, {
    "webhook-id": fresh.id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": await signWebhook(KEY, fresh),
  }) as { type: string; data: Record<string, unknown> };
  assert.equal(seen.type, "alarm.fired");
  const { fireId, pair, price, link, isLate } = seen.data;
  assert.deepEqual({ fireId, pair, price, isLate, link }, {
    ...{ fireId: "fire_1", pair: "BTCUSDT", price: "55001", isLate: false },
    link: "https://alarm.example.com/alarms/alarm_1",
  });
});

Deno.test("WEBHOOK signs nothing without a secret", async () => {
  await using server = new MessageServer();
  await send(WEBHOOK, { url: server.url }, server);
  assert.equal(server.received[0]?.headers.get("webhook-signature"), null);
});

Deno.test("WEBHOOK says of a test that it is one", async () => {
  await using server = new MessageServer();
  await send(WEBHOOK, { url: server.url }, server, testOf());
  assert.equal(JSON.parse(server.received[0]?.body ?? "").type, "test.ping");
});

Deno.test("WEBHOOK fills a template, whatever is in the note", async () => {
  await using server = new MessageServer();
  const body = '{"text": "{pair} {symbol} {note}", "price": {price}, "none": "{unclosed"}';
  await send(WEBHOOK, { url: server.url, body }, server, messageOf('a "b" \\ {price}\n'));
  assert.deepEqual(JSON.parse(server.received[0]?.body ?? ""), {
    ...{ text: 'BTC/USDT BTCUSDT a "b" \\ {price}\n', price: 55001, none: "{unclosed" },
  });
});

const REFUSED: readonly [config: object, field: string, why: RegExp][] = [
  [{}, "url", /received undefined|begins with https/],
  [{ url: 5 }, "url", /begins with https/],
  [{ url: "https://a.example", secret: "short" }, "secret", /24 to 64 bytes/],
  [
    { url: "https://a.example", body: '{"a": "{nope}"}' },
    "body",
    /\{nope\}.*\{pair\}, \{symbol\}, \{price\}/,
  ],
  [{ url: "https://a.example", body: '{"a": {note}}' }, "body", /stand in quotes/],
  [{ url: "https://a.example", body: "" }, "body", /1|text/],
  [{ url: "https://a.example", method: "GET" }, "", /method/],
];

for (const [config, field, why] of REFUSED) {
  Deno.test(`WEBHOOK refuses ${JSON.stringify(config)}`, () => {
    const [issue] = WEBHOOK.config.safeParse(config).error?.issues ?? [];
    assert.equal(issue?.path.join(), field);
    assert.match(issue.message, why);
  });
}
