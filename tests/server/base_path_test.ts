import assert from "node:assert/strict";
import { ConfigError, readConfig } from "@/lib/settings/config.ts";
import { linkBase } from "@/lib/program/access.ts";
import { atBase, withoutBase } from "@/lib/text/address.ts";
import { PASSWORD, withPeople } from "../accounts/people_app.ts";
import { withApp } from "../program/app_under_test.ts";
import { MessageServer } from "../servers/message_server.ts";

const BELOW = { BASE_PATH: "/alarm" };

Deno.test("atBase() puts each path of ours below the base path once", () => {
  for (
    const [path, base, expected] of [
      ["/alarms?x=1#y", "/alarm", "/alarm/alarms?x=1#y"],
      ["/", "/alarm", "/alarm/"],
      ["/alarm/alarms", "/alarm", "/alarm/alarms"],
      ["/alarm", "/alarm", "/alarm"],
      ["//evil.com/", "/alarm", "//evil.com/"],
      ["https://x.com/", "/alarm", "https://x.com/"],
      ["#main", "/alarm", "#main"],
      ["/alarms", "", "/alarms"],
    ] as const
  ) assert.equal(atBase(path, base), expected);
});

Deno.test("withoutBase() is null for what does not stand below", () => {
  assert.equal(withoutBase("/alarm/api/pairs", "/alarm"), "/api/pairs");
  assert.equal(withoutBase("/alarm/", "/alarm"), "/");
  assert.equal(withoutBase("/alarm", "/alarm"), "/");
  assert.equal(withoutBase("/alarms", "/alarm"), null);
  assert.equal(withoutBase("/alarms", ""), "/alarms");
});

for (
  const path of ["/alarms", "/api", "/ws/x", "alarm", "/a b", "/../x", "/x//y", "/LOG", "/sw.js"]
) {
  Deno.test(`readConfig() refuses BASE_PATH ${path}`, () => {
    assert.throws(() => readConfig({ BASE_PATH: path }), ConfigError);
  });
}

Deno.test("readConfig() refuses a BASE_PATH that is a route or a folder of files", () => {
  const names = ["routes", "static"].flatMap((folder) =>
    Array.from(Deno.readDirSync(new URL(`../../${folder}`, import.meta.url)), ({ name }) => name)
  );
  // What begins so is no route, and stylesheets are built into /styles.
  const own = names.filter((name) => !/^[_(]|^index\.|^css$/.test(name));
  for (const name of own) {
    const path = `/${name.replace(/\.tsx?$/, "")}`;
    assert.throws(() => readConfig({ BASE_PATH: path }), ConfigError, path);
  }
});

Deno.test("linkBase() is where browsers find the program", () => {
  const { PORT } = readConfig({});
  const base = (PUBLIC_URL: string | undefined) =>
    linkBase({ PUBLIC_URL, PORT, BASE_PATH: "/alarm" });
  assert.equal(base(undefined), "http://localhost:8000/alarm");
  assert.equal(base("https://x.com/alarm"), "https://x.com/alarm");
});

Deno.test("readConfig() wants PUBLIC_URL to end in BASE_PATH where there is one", () => {
  const read = (PUBLIC_URL: string, BASE_PATH: string) => () =>
    readConfig({ PUBLIC_URL, BASE_PATH });
  assert.equal(read("https://x.com/alarm", "/alarm/")().BASE_PATH, "/alarm");
  assert.throws(
    read("https://x.com", "/alarm"),
    /PUBLIC_URL must be https:\/\/x\.com\/alarm where/,
  );
  // A proxy that takes a path away: links and callbacks come in below it, as ever.
  assert.equal(read("https://x.com/alarm", "")().PUBLIC_URL, "https://x.com/alarm");
});

Deno.test("BASE_PATH: pages, files, API and what leads elsewhere stand below it", () =>
  withApp(async ({ request }) => {
    const ask = async (path: string, init?: RequestInit) => {
      const response = await request(path, { redirect: "manual", ...init });
      const { status, headers } = response;
      return { status, location: headers.get("location"), text: await response.text() };
    };
    const page = await ask("/alarm/");
    assert.equal(page.status, 200);
    const named = addressesIn(page.text);
    assert.ok(named.length > 20);
    assert.deepEqual(named.filter((path) => !path.startsWith("/alarm/")), []);
    assert.match(page.text, /<html[^>]* data-base="\/alarm"/);
    for (const path of ["/alarm", "/"]) {
      assert.deepEqual((await ask(path)).location, "/alarm/", path);
    }
    for (const path of ["/alarms", "/api/pairs", "/favicon.svg", "/healthz", "/alarmed"]) {
      assert.equal((await ask(path)).status, 404, path);
    }
    for (const path of ["favicon.svg", "healthz", "api/status", "sw.js", "metrics", "offline"]) {
      assert.equal((await ask(`/alarm/${path}`)).status, 200, path);
    }
    const body = JSON.stringify({ pair: "BTCUSDT" });
    const added = await ask("/alarm/api/pairs", { method: "POST", body });
    assert.deepEqual([added.status, added.location], [201, "/alarm/api/pairs/BTCUSDT"]);
    const moved = await ask("/alarm/pairs/btc%2Fusdt");
    assert.deepEqual([moved.status, moved.location], [308, "/alarm/pairs/BTCUSDT"]);
    assert.equal((await ask("/alarm/favicon.svg?__frsh_c=old")).location, "/alarm/favicon.svg");
    const { servers } = JSON.parse((await ask("/alarm/api/openapi.json")).text);
    assert.deepEqual(servers, [{ url: "/alarm" }]);
  }, BELOW));

Deno.test("BASE_PATH: logins, cookies and links stand below it", () =>
  withPeople(async (app) => {
    const { people } = app.program.accounts;
    await people.add({ login: "anna", role: "admin", password: PASSWORD }, "cli");
    const browser = app.browser();
    const led = await browser.ask("/alarm/alarms");
    assert.deepEqual([led.status, led.headers.get("location")], [
      303,
      "/alarm/login?next=%2Falarms",
    ]);
    assert.equal((await browser.ask("/alarm/api/pairs")).status, 401);
    const body = { login: "anna", password: PASSWORD };
    const { headers } = await browser.ask("/alarm/api/session", "POST", body);
    for (const cookie of headers.getSetCookie()) assert.match(cookie, /; Path=\/alarm\/;/);
    assert.equal((await browser.ask("/alarm/alarms")).status, 200);
    const invited = await browser.ask("/alarm/api/invites", "POST", { role: "viewer" });
    assert.match(invited.body.path, /^\/alarm\/setup#invite=/);
    const secure = {
      ...{ host: "alarm.example.com", origin: "https://alarm.example.com" },
    };
    const over = await app.browser().ask("/alarm/api/session", "POST", body, secure);
    const names = over.headers.getSetCookie().map((cookie) => cookie.split("=")[0]);
    const { cookieTag: tag } = app.program.accounts;
    assert.deepEqual(names, [`__Secure-sid-${tag}`, `__Secure-device-${tag}`]);
    assert.equal((await app.browser().ask("/alarm/metrics")).status, 401);
  }, { ...BELOW, ALLOWED_ORIGINS: "https://alarm.example.com" }));

Deno.test("BASE_PATH: what a trusted proxy says of people counts below it", () =>
  withPeople(async (app) => {
    const { people } = app.program.accounts;
    await people.add({ login: "anna", role: "admin", password: PASSWORD }, "cli");
    const proxy = app.browser();
    const ask = (path: string, login: string) =>
      proxy.ask(path, "GET", undefined, { "remote-user": login });
    assert.equal((await ask("/alarm/people", "anna")).status, 200);
    assert.equal((await ask("/alarm/metrics", "anna")).status, 200);
    const { status, body } = await ask("/alarm/", "carol");
    assert.equal(status, 403);
    assert.match(body, /Nobody here is named carol/);
    assert.deepEqual(addressesIn(body).filter((path) => !path.startsWith("/alarm/")), []);
  }, { ...BELOW, AUTH_PROXY_HEADER: "Remote-User", TRUSTED_PROXIES: "127.0.0.1" }));

Deno.test("BASE_PATH: a message's links and what they lead to stand below it", async () => {
  await using server = new MessageServer();
  const env = {
    ...BELOW,
    ALLOW_PRIVATE_TARGETS: server.host,
    PUBLIC_URL: "https://alarm.example.com/alarm",
  };
  await withApp(async ({ json, request, program }) => {
    program.start();
    await json("/alarm/api/channels", "POST", { type: "webhook", config: { url: server.url } });
    await json("/alarm/api/pairs", "POST", { pair: "BTCUSDT" });
    const alarm = { type: "target", targetPrice: 1_000_000, direction: "fromBelow" };
    const { body } = await json("/alarm/api/pairs/BTCUSDT/alarms", "POST", alarm);
    await json(`/alarm/api/alarms/${body.alarm.id}/test`, "POST");
    const [message = assert.fail()] = await server.until(1);
    const { acknowledgeUrl } = JSON.parse(message.body).data;
    const { origin, pathname } = new URL(acknowledgeUrl);
    assert.equal(origin, "https://alarm.example.com");
    assert.match(pathname, /^\/alarm\/a\//);
    const page = await request(pathname);
    assert.equal(page.status, 200);
    const named = addressesIn(await page.text());
    assert.deepEqual(named.filter((path) => !path.startsWith("/alarm/")), []);
    const pressed = await request(pathname, { method: "POST" });
    await pressed.body?.cancel();
    assert.equal(pressed.status, 200);
    const { fires } = (await json("/alarm/api/fires")).body;
    assert.notEqual(fires[0].acknowledgedAt, null);
  }, env);
});

/** Addresses on this host that a page names, in markup and scripts. */
function addressesIn(html: string): string[] {
  return [...html.matchAll(/(?:href|src|action)="(\/[^"]*)"|from"(\/[^"]+)"/g)]
    .map(([, address, script]) => address ?? script ?? "");
}
