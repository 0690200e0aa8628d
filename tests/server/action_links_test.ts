import assert from "node:assert/strict";
import { type AppUnderTest, type Json, withApp } from "../program/app_under_test.ts";
import { MessageServer } from "../servers/message_server.ts";

const TARGET = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
const PUBLIC_URL = "https://alarm.example.com";

interface Scene extends AppUnderTest {
  readonly fire: Json;
  /** Paths of the links in the message. */
  readonly links: { readonly acknowledge: string; readonly snooze: string };
}

/** A fire that a webhook was told of. */
async function withFire(test: (scene: Scene) => Promise<void>): Promise<void> {
  await using server = new MessageServer();
  await withApp(async (app) => {
    const { json, program } = app;
    program.start();
    await json("/api/channels", "POST", { type: "webhook", config: { url: server.url } });
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { id } = (await json("/api/pairs/BTCUSDT/alarms", "POST", TARGET)).body.alarm;
    const { fire } = (await json(`/api/alarms/${id}/test`, "POST")).body;
    const [{ body } = assert.fail()] = await server.until(1);
    const { acknowledgeUrl, snoozeUrl } = JSON.parse(body).data;
    assert.ok(acknowledgeUrl.startsWith(`${PUBLIC_URL}/a/`), acknowledgeUrl);
    const links = {
      acknowledge: new URL(acknowledgeUrl).pathname,
      snooze: new URL(snoozeUrl).pathname,
    };
    await test({ ...app, fire, links });
  }, { ALLOW_PRIVATE_TARGETS: server.host, PUBLIC_URL });
}

const ringing = async ({ json }: AppUnderTest) =>
  (await json("/api/fires")).body.fires[0].acknowledgedAt === null;

Deno.test("GET /a/:token shows one button and acts not, HEAD neither", async () => {
  await withFire(async (scene) => {
    const { request, links } = scene;
    for (const method of ["GET", "HEAD", "GET"]) {
      const response = await request(links.acknowledge, { method });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal(response.headers.get("x-robots-tag"), "noindex");
      const html = await response.text();
      if (method === "GET") assert.match(html, /<form method="post">.*Acknowledge<\/button>/);
    }
    assert.ok(await ringing(scene));
  });
});

Deno.test("POST /a/:token acknowledges, also from another page, and says it again the second time", async () => {
  await withFire(async (scene) => {
    const { request, links, fire } = scene;
    const headers = { origin: "null", "sec-fetch-site": "cross-site" };
    const first = await request(links.acknowledge, { method: "POST", headers });
    assert.equal(first.status, 200);
    assert.equal(first.headers.get("access-control-allow-origin"), "*");
    assert.match(await first.text(), /<h1[^>]*>Acknowledged</);
    assert.equal(await ringing(scene), false);
    const again = await request(links.snooze, { method: "POST" });
    assert.equal(again.status, 200);
    assert.match(await again.text(), /Already acknowledged by 127\.0\.0\.1 \(link\)/);
    const known = (await scene.json("/api/fires")).body.fires[0];
    assert.deepEqual([known.id, known.acknowledgedBy], [fire.id, "127.0.0.1 (link)"]);
  });
});

Deno.test("POST /a/:token acknowledges once, also when two press at the same moment", async () => {
  await withFire(async (scene) => {
    const press = () => scene.request(scene.links.acknowledge, { method: "POST" });
    const pages = await Promise.all([press(), press()].map(async (answer) => {
      const { status } = await answer;
      return [status, /Acknowledged|Already/.test(await (await answer).text())];
    }));
    assert.deepEqual(pages, [[200, true], [200, true]]);
    const { entries } = (await scene.json("/api/audit")).body;
    const told = entries.filter(({ kind }: Json) => kind === "fireAcknowledged");
    assert.equal(told.length, 1);
  });
});

Deno.test("/a/:token is over once the channel of its message was removed", async () => {
  await withFire(async (scene) => {
    const { body: { channels: [channel] } } = await scene.json("/api/channels");
    assert.equal((await scene.json(`/api/channels/${channel.id}`, "DELETE")).status, 200);
    for (const link of Object.values(scene.links)) {
      for (const method of ["GET", "POST"]) {
        assert.equal((await scene.request(link, { method })).status, 410);
      }
    }
    assert.ok(await ringing(scene));
  });
});

Deno.test("POST /a/:token snoozes the alarm for 15 minutes", async () => {
  await withFire(async (scene) => {
    assert.equal((await scene.request(scene.links.snooze, { method: "POST" })).status, 200);
    const { alarm } = (await scene.json(`/api/alarms/${scene.fire.alarmId}`)).body;
    assert.notEqual(alarm.snoozedUntil, null);
    assert.equal(await ringing(scene), false);
  });
});

Deno.test("/a/:token lets an address that named 30 unknown tokens wait, and its known ones through", async () => {
  await withFire(async (scene) => {
    const { request, links } = scene;
    for (let nth = 0; nth < 30; nth++) {
      const token = `${"x".repeat(20)}${String(nth).padStart(2, "0")}`;
      assert.equal((await request(`/a/${token}`, { method: "POST" })).status, 410);
    }
    assert.equal((await request(`/a/${"y".repeat(22)}`)).status, 429);
    assert.equal((await request(links.acknowledge)).status, 200);
    assert.ok(await ringing(scene));
  });
});

Deno.test("/a/:token answers 410 to what cannot be a token", async () => {
  await withFire(async ({ request }) => {
    for (const text of ["x", "%C3%A9".repeat(22), "%F0%9F%98%80".repeat(11), "x".repeat(5000)]) {
      assert.equal((await request(`/a/${text}`)).status, 410, text);
    }
  });
});

Deno.test("OPTIONS /a/:token lets buttons of other pages ask", async () => {
  await withFire(async ({ request, links }) => {
    const response = await request(links.acknowledge, { method: "OPTIONS" });
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
  });
});
