import assert from "node:assert/strict";
import { ChannelDesk } from "@/lib/notify/channel_desk.ts";
import { WEB_PUSH } from "@/lib/notify/channels/web_push/web_push.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import { PUSH } from "./channel_fixtures.ts";
import { FakeBrowser } from "./push_service.ts";

const desk = new ChannelDesk({
  ...{ box: new SecretBox("k"), typeOf: () => WEB_PUSH, codeOf: assert.fail },
  guard: {
    check: (text) => Promise.resolve({ url: new URL(text), addresses: ["192.0.2.1"], port: 443 }),
    isListed: (text) => new URL(text).hostname === "push.home.example",
  },
  tools: {
    ...{ ask: assert.fail, askOwn: assert.fail, dial: assert.fail, now: Date.now, push: PUSH },
    services: { telegram: "", pushover: "", twilio: "" },
  },
});

const read = (given: Record<string, unknown>, config = {}) =>
  desk.read(WEB_PUSH, { id: "channel_1", config }, given);

const ENDPOINTS: readonly (readonly [endpoint: string, isTaken: boolean])[] = [
  ["https://fcm.googleapis.com/fcm/send/a:b", true],
  ["https://fcm.googleapis.com/wp/a", true],
  ["https://updates.push.services.mozilla.com/wpush/v2/a", true],
  ["https://web.push.apple.com/a", true],
  ["https://wns2-par02p.notify.windows.com/w/?token=a", true],
  ["https://push.home.example/up", true],
  ["http://fcm.googleapis.com/fcm/send/a", false],
  ["https://fcm.googleapis.com:8443/fcm/send/a", false],
  ["https://fcm.googleapis.com.example/fcm/send/a", false],
  ["https://evil.google.com/fcm/send/a", false],
  ["https://evilpush.apple.com/a", false],
  ["https://push.apple.com.example/a", false],
  ["https://example.com/?https://fcm.googleapis.com/", false],
];

for (const [endpoint, isTaken] of ENDPOINTS) {
  Deno.test(`WEB_PUSH ${isTaken ? "takes" : "refuses"} ${endpoint}`, async () => {
    const result = await read(new FakeBrowser().subscription(endpoint));
    assert.equal(result.ok, isTaken, JSON.stringify(result));
    if (!result.ok) assert.equal(result.field, "config.endpoint");
  });
}

Deno.test("WEB_PUSH keeps a subscription as fields, and seals what names the phone", async () => {
  const { endpoint, keys } = new FakeBrowser().subscription("https://web.push.apple.com/secret");
  const first = await read({ endpoint, keys });
  assert.ok(first.ok);
  assert.deepEqual(Object.keys(first.config).sort(), ["auth", "endpoint", "p256dh"]);
  assert.ok(!JSON.stringify(first.config).includes("web.push.apple.com"));
  assert.deepEqual(desk.open(WEB_PUSH, { id: "channel_1", config: first.config }).config, {
    ...{ endpoint, ...keys },
  });
  // A browser that subscribed anew, perhaps at another service, sends all of it.
  const next = new FakeBrowser().subscription("https://fcm.googleapis.com/wp/new");
  const second = await read(next, first.config);
  assert.ok(second.ok, JSON.stringify(second));
  const stolen = await read({ endpoint: "https://fcm.googleapis.com/wp/else" }, first.config);
  assert.ok(!stolen.ok && stolen.field === "config.auth", JSON.stringify(stolen));
});

Deno.test("WEB_PUSH refuses a key that is no point of the curve, by its field", async () => {
  const { endpoint, keys } = new FakeBrowser().subscription("https://web.push.apple.com/a");
  const p256dh = new Uint8Array(65).fill(4).toBase64({ alphabet: "base64url", omitPadding: true });
  const result = await read({ endpoint, keys: { ...keys, p256dh } });
  assert.ok(!result.ok && result.field === "config.p256dh", JSON.stringify(result));
});
