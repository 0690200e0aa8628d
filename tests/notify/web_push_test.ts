import assert from "node:assert/strict";
import { encryptPush, pushIdentity, WEB_PUSH } from "@/lib/notify/channels/web_push/web_push.ts";
import { firesMessage } from "@/lib/notify/message.ts";
import { MessageServer } from "../servers/message_server.ts";
import { BUTTONS, closeWith, DELIVERY, messageOf, NOW, send, testOf } from "./channel_fixtures.ts";
import { FakeBrowser, pushService } from "./push_service.ts";

/** A record of 4,096 bytes without salt, size, length of the key and key; the mark of the last record and the tag. */
const LONGEST_PUSH = 4096 - (16 + 4 + 1 + 65) - (1 + 16);

const bytes = (text: string) => Uint8Array.fromBase64(text, { alphabet: "base64url" });
const base64 = (value: Uint8Array) => value.toBase64({ alphabet: "base64url", omitPadding: true });

Deno.test("encryptPush() makes the message of RFC 8291", async () => {
  const point = bytes(
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
  );
  const jwk = {
    ...{ kty: "EC", crv: "P-256", d: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw" },
    ...{ x: base64(point.subarray(1, 33)), y: base64(point.subarray(33)) },
  };
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const privateKey = await crypto.subtle.importKey("jwk", jwk, curve, true, ["deriveBits"]);
  const publicKey = await crypto.subtle.importKey("raw", point, curve, true, []);
  const receiver = {
    p256dh: bytes(
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    ),
    auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
  };
  const text = new TextEncoder().encode("When I grow up, I want to be a watermelon");
  const seal = {
    keys: Promise.resolve({ privateKey, publicKey }),
    salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
  };
  assert.equal(
    base64(await encryptPush(text, receiver, seal)),
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_" +
      "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

Deno.test("encryptPush() is read by http_ece, up to the longest text", async () => {
  const browser = new FakeBrowser();
  const { keys } = browser.subscription("https://push.example/1");
  const receiver = { p256dh: bytes(keys.p256dh), auth: bytes(keys.auth) };
  for (const length of [1, 100, LONGEST_PUSH - 2]) {
    const text = "x".repeat(length);
    const sealed = await encryptPush(new TextEncoder().encode(JSON.stringify(text)), receiver);
    const headers = new Headers({ "content-encoding": "aes128gcm" });
    assert.equal(browser.read({ bytes: sealed, headers }) as unknown, text);
    assert.equal(sealed.length, length + 2 + 103);
  }
});

Deno.test("pushIdentity() is the same for the same server's key, and signs for the push service alone", async () => {
  const endpoint = "https://fcm.googleapis.com/fcm/send/abc";
  const [first, second, other] = ["key", "key", "another"].map((key) =>
    pushIdentity(key, "https://alarm.example.com")
  );
  assert.ok(first && second && other);
  assert.equal(first.publicKey, second.publicKey);
  assert.notEqual(first.publicKey, other.publicKey);
  const [, header = "", claims = "", signature = ""] =
    /^vapid t=([-\w]+)\.([-\w]+)\.([-\w]+), k=/.exec(await first.authorization(endpoint, NOW)) ??
      [];
  const told = JSON.parse(new TextDecoder().decode(bytes(claims)));
  assert.deepEqual(told, {
    aud: "https://fcm.googleapis.com",
    exp: NOW / 1000 + 12 * 3600,
    sub: "https://alarm.example.com",
  });
  const how = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(first.publicKey), how, false, ["verify"]);
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  assert.ok(await crypto.subtle.verify(how, key, bytes(signature), signed));
});

/** Runs a test with a browser that subscribed at a push service. */
async function withPush(
  test: (server: MessageServer, browser: FakeBrowser, config: object) => Promise<void>,
): Promise<void> {
  await using server = new MessageServer();
  server.answer = pushService;
  const browser = new FakeBrowser();
  const { endpoint, keys } = browser.subscription(`${server.url}/push/1`);
  await test(server, browser, { endpoint, ...keys });
}

Deno.test("WEB_PUSH sends what the service worker shows, with the buttons' tokens, and the same topic again", async () => {
  await withPush(async (server, browser, config) => {
    const message = messageOf();
    const outcome = await send(WEB_PUSH, config, server, message);
    assert.equal(outcome.kind, "sent", JSON.stringify(outcome));
    await send(WEB_PUSH, config, server, message);
    const [first, second] = server.received;
    assert.ok(first && second && message.fire);
    const { title, body, tag, path, tokens } = browser.read(first);
    assert.deepEqual([title, body, tag], [message.title, message.text, message.fire.id]);
    assert.equal(path, `/alarms/${message.fire.alarmId}`);
    assert.deepEqual(tokens, { acknowledge: BUTTONS[0].token, snooze: BUTTONS[1].token });
    assert.equal(first.headers.get("topic"), second.headers.get("topic"));
    assert.notDeepEqual(first.bytes, second.bytes, "a key or salt was used twice");
    assert.equal(first.headers.get("urgency"), "high");
    await send(WEB_PUSH, config, server, testOf());
    const [, , test] = server.received;
    assert.ok(test && browser.read(test).tag !== tag);
    assert.equal(test.headers.get("urgency"), "normal");
  });
});

Deno.test("WEB_PUSH replaces a message whose fire was acknowledged, also where it waits for the phone", async () => {
  await withPush(async (server, browser, config) => {
    const message = messageOf();
    await send(WEB_PUSH, config, server, message);
    await closeWith(WEB_PUSH, config, server, message, "Acknowledged by anna");
    const [first, over] = server.received;
    assert.ok(first && over);
    assert.equal(over.headers.get("topic"), first.headers.get("topic"));
    const { tag, body, isOver, tokens } = browser.read(over);
    assert.deepEqual([tag, body, isOver, tokens], [
      message.fire?.id,
      "Acknowledged by anna",
      true,
      undefined,
    ]);
  });
});

Deno.test("WEB_PUSH cuts a long text to what bridges to phones take", async () => {
  await withPush(async (server, browser, config) => {
    const outcome = await send(WEB_PUSH, config, server, messageOf("€🚀".repeat(2000)));
    assert.equal(outcome.kind, "sent", JSON.stringify(outcome));
    const [request = assert.fail()] = server.received;
    assert.ok(request.bytes.length < 2744, `${request.bytes.length}`);
    assert.ok(browser.read(request).body.isWellFormed());
  });
});

const P256DH = new FakeBrowser().subscription("").keys.p256dh;
const WRONG: readonly (readonly [says: string, change: Record<string, string>, field: string])[] = [
  ["a compressed key", { p256dh: `A${P256DH.slice(1, 44)}` }, "p256dh"],
  ["no Base64url", { p256dh: `${P256DH.slice(0, -2)}!!` }, "p256dh"],
  ["a short secret", { auth: "AAAA" }, "auth"],
];

for (const [says, change, field] of WRONG) {
  Deno.test(`WEB_PUSH refuses ${says} by its field`, () => {
    const { endpoint, keys } = new FakeBrowser().subscription("https://push.example/1");
    const { error } = WEB_PUSH.config.safeParse({ endpoint, ...keys, ...change });
    assert.deepEqual(error?.issues.map(({ path }) => path.join()), [field]);
  });
}

Deno.test("WEB_PUSH shows many fires in one notification, and opens the log", async () => {
  await withPush(async (server, browser, config) => {
    const { key, fire } = messageOf();
    assert.ok(fire);
    const low = { ...fire, alarm: { ...fire.alarm, priority: "low" as const } };
    const context = { now: NOW, publicUrl: undefined, pairs: new Map() };
    await send(WEB_PUSH, config, server, firesMessage({ ...DELIVERY, key }, [low, low], context));
    const [request = assert.fail()] = server.received;
    const { tag, path, body } = browser.read(request);
    assert.deepEqual([tag, path, body.split("\n").length], [key, "/log", 2]);
    assert.equal(request.headers.get("urgency"), "low");
  });
});
