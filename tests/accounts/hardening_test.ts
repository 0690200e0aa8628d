import assert from "node:assert/strict";
import { join } from "node:path";
import { can, rightOfRequest, type Who } from "@/lib/accounts/rights.ts";
import { placeOf } from "@/lib/accounts/limits.ts";
import { Passwords } from "@/lib/accounts/secrets.ts";
import { AccountRefusal } from "@/lib/accounts/state.ts";
import { ownInfo } from "@/lib/server/guards.ts";
import { safeNext } from "@/lib/server/who.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { type Json, withApp } from "../program/app_under_test.ts";
import { type Asker, CHEAP, PASSWORD, setupTokenOf, withPeople } from "./people_app.ts";
import { routesOfApp } from "./routes_of_app.ts";

const NEXT: readonly [given: string | null, leads: string][] = [
  [null, "/"],
  ["/pairs/BTCUSDT?range=day", "/pairs/BTCUSDT?range=day"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["\\\\evil.example", "/"],
  ["/a\\b", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["/\t/evil.example", "/"],
  ["/\n/evil.example", "/"],
  ["/..//evil.example", "/"],
  ["evil", "/"],
  [`/${"x".repeat(600)}`, "/"],
];

for (const [given, leads] of NEXT) {
  Deno.test(`safeNext() leads from ${JSON.stringify(given)?.slice(0, 40)} to ${leads}`, () => {
    assert.equal(safeNext(given), leads);
  });
}

Deno.test("safeNext() leads nowhere else when dots make another site's address of a path", () => {
  for (const path of ["/..//evil.example", "/x/..//evil.example", "/.//evil.example"]) {
    const { origin } = new URL(safeNext(path), "https://alarm.example.com");
    assert.equal(origin, "https://alarm.example.com", path);
  }
});

Deno.test("Passwords work out a hash for a name that nobody has, and no more than 22 at once", async () => {
  const passwords = new Passwords({ ln: 12, r: 8, p: 1 });
  const asked = Array.from({ length: 50 }, () => passwords.matches(PASSWORD, null));
  const answers = await Promise.allSettled(asked);
  const refused = answers.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  assert.equal(refused.length, 28);
  for (const { reason } of refused) {
    assert.ok(reason instanceof AccountRefusal);
    assert.deepEqual([reason.code, reason.more.retryAfter], ["busy", 5]);
  }
});

Deno.test("A login that would wait too long is told so at once, and nothing is written for it", () =>
  withPeople(async (app) => {
    await app.as("admin", "anna");
    const { book, logins } = app.program.accounts;
    const asked = Array.from(
      { length: 22 },
      () => book.options.passwords.matches(PASSWORD, null),
    );
    const before = book.state;
    const place = { address: "192.0.2.1", agent: "" };
    const refused = logins.logIn({ login: "anna", password: PASSWORD }, place, null);
    assert.equal(book.state, before);
    await assert.rejects(refused, { code: "busy" });
    await Promise.all(asked);
    assert.equal((await logIn(app.browser(), "anna")).status, 200);
  }));

Deno.test("Passwords refuse a stored hash that would take gigabytes, without working it out", async () => {
  const passwords = new Passwords(CHEAP);
  const [salt, hash] = ["A".repeat(22), "A".repeat(43)];
  for (const cost of ["ln=30,r=8,p=3", "ln=15,r=99,p=3", "ln=15,r=8,p=99", "ln=0,r=8,p=1"]) {
    // None is worked out, so that all are answered however many there are.
    const asked = Array.from(
      { length: 40 },
      () => passwords.matches(PASSWORD, `$scrypt$${cost}$${salt}$${hash}`),
    );
    assert.ok((await Promise.all(asked)).every((isRight) => !isRight), cost);
  }
});

Deno.test("placeOf() counts a network of IPv6 addresses as one place", () => {
  assert.equal(placeOf("2001:db8:0:1:a::1"), placeOf("2001:0db8:0000:0001:ffff::9"));
  assert.notEqual(placeOf("2001:db8:0:1::1"), placeOf("2001:db8:0:2::1"));
  assert.equal(placeOf("192.0.2.1"), "192.0.2.1");
});

const logIn = (asker: Asker, login: string, password = PASSWORD) =>
  asker.ask("/api/session", "POST", { login, password });

Deno.test("A login is counted as one account however it is written", () =>
  withPeople(async (app) => {
    await app.as("admin", "anna");
    for (const login of ["anna", "ANNA", " anna ", "Ａｎｎａ", "aNNa"]) {
      assert.equal((await logIn(app.browser(), login, "wrong words here")).status, 401, login);
    }
    const { status, headers } = await logIn(app.browser(), "anna");
    assert.equal(status, 429);
    assert.ok(Number(headers.get("retry-after")) > 0);
  }));

const STRANGE: readonly [what: string, password: string][] = [
  ["a NUL", "four quiet\0words"],
  ["half a character", "four quiet words \ud800"],
  ["60,000 characters", "x".repeat(60_000)],
];

for (const [what, password] of STRANGE) {
  Deno.test(`POST /api/session answers a password with ${what} like a wrong one`, () =>
    withPeople(async (app) => {
      await app.as("admin", "anna");
      assert.equal((await logIn(app.browser(), "anna", password)).status, 401);
    }));
}

Deno.test("POST /api/session refuses a body of a megabyte unread", () =>
  withPeople(async (app) => {
    await app.as("admin", "anna");
    assert.equal((await logIn(app.browser(), "anna", "x".repeat(1024 * 1024))).status, 413);
  }));

Deno.test("A login keeps no cookie that was there before it", () =>
  withPeople(async (app) => {
    await app.as("admin", "anna");
    const browser = app.browser();
    const name = `sid-http-${app.program.accounts.cookieTag}`;
    browser.cookies.set(name, "chosen-by-somebody-else");
    assert.equal((await logIn(browser, "anna")).status, 200);
    assert.notEqual(browser.cookies.get(name), "chosen-by-somebody-else");
    const thief = app.browser();
    thief.cookies.set(name, "chosen-by-somebody-else");
    assert.equal((await thief.ask("/api/session")).status, 401);
  }));

Deno.test("Names of logins that look the same are one", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const add = (login: string) => admin.ask("/api/users", "POST", { login, role: "viewer" });
    assert.equal((await add("jos\u00e9")).status, 201);
    assert.equal((await add("jose\u0301")).status, 409);
  }));

Deno.test("What is another's is not there: sessions, tokens and people by id", () =>
  withPeople(async (app) => {
    const [anna, ben] = [await app.as("operator"), await app.as("operator")];
    const { body: token } = await anna.ask("/api/tokens", "POST", {
      name: "script",
      scopes: ["alarms:read"],
    });
    const { body: { sessions } } = await anna.ask("/api/sessions");
    assert.equal((await ben.ask(`/api/tokens/${token.id}`, "DELETE")).status, 404);
    assert.equal((await ben.ask(`/api/sessions/${sessions[0].id}`, "DELETE")).status, 404);
    assert.equal((await ben.ask(`/api/users/${anna.id}`, "PATCH", { name: "x" })).status, 403);
    assert.equal((await ben.ask(`/api/users/${anna.id}`, "DELETE")).status, 403);
    assert.equal((await anna.ask("/api/session")).status, 200);
  }));

Deno.test("Who is erased and added again under the same name has nothing of before", () =>
  withPeople(async (app) => {
    const anna = await app.as("operator", "anna");
    const { people } = app.program.accounts;
    const { body } = await anna.ask("/api/tokens", "POST", {
      name: "script",
      scopes: ["alarms:read"],
    });
    await people.remove(anna.id, "cli");
    const again = await people.add({ login: "anna", role: "viewer", password: PASSWORD }, "cli");
    assert.notEqual(again.id, anna.id);
    assert.equal((await anna.ask("/api/session")).status, 401);
    const bearer = { authorization: `Bearer ${body.token}` };
    assert.equal((await app.browser().ask("/api/pairs", "GET", undefined, bearer)).status, 401);
  }));

Deno.test("Links last as long as their purpose: 15 minutes for a password, 7 days for an invitation", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const anna = await app.as("viewer");
    const { people } = app.program.accounts;
    const reset = async (afterMs: number) => {
      const { secret } = await people.resetLink(anna.id, "cli");
      app.forward(afterMs);
      return await app.browser().ask("/api/setup", "POST", { reset: secret, password: PASSWORD });
    };
    assert.equal((await reset(16 * MINUTE_MS)).status, 410);
    assert.equal((await reset(14 * MINUTE_MS)).status, 204);
    await admin.ask("/api/session", "PATCH", { password: PASSWORD });
    const { body } = await admin.ask("/api/invites", "POST", { role: "viewer" });
    app.forward(8 * DAY_MS);
    const input = { invite: body.token, login: "late", password: PASSWORD };
    assert.equal((await app.browser().ask("/api/setup", "POST", input)).status, 410);
  }));

Deno.test("A fresh start that others can reach answers nothing but what needs no account", () =>
  withPeople(async (app) => {
    for (const { method, route } of await routesOfApp()) {
      const action = rightOfRequest(method, route);
      if (action === null || can({ kind: "nobody" }, action)) continue;
      const path = route.replaceAll(/:\w+/g, "none");
      const { status, headers, body } = await app.browser().ask(path, method);
      const isTurnedAway = status === 303
        ? headers.get("location") === "/setup"
        : status === 401 && body.code === "setup_needed";
      assert.ok(isTurnedAway, `${method} ${route}: ${status}`);
    }
    assert.match(await setupTokenOf(app), /^[0-9a-f]{40}$/);
  }));

Deno.test("While it is open on this computer, a request that came through a proxy is refused", () =>
  withApp(async ({ request }) => {
    const ask = (path: string, headers: HeadersInit) => request(path, { headers });
    const headers: readonly HeadersInit[] = [
      { "x-forwarded-for": "192.0.2.9" },
      { forwarded: "for=192.0.2.9" },
    ];
    assert.equal((await ask("/api/pairs", {})).status, 200);
    for (const through of headers) {
      const { status, body } = await ask("/api/pairs", through)
        .then(async (answer): Promise<Json> => ({
          status: answer.status,
          body: await answer.json(),
        }));
      assert.deepEqual([status, body.code], [403, "proxied_while_open"]);
      assert.match(body.detail, /deno task user add NAME.*AUTH=off/);
      const page = await ask("/", through);
      assert.equal(page.status, 403);
      assert.doesNotMatch(await page.text(), /data-pair/);
      assert.notEqual((await ask("/healthz", through)).status, 403);
    }
  }));

Deno.test("readConfig() refuses AUTH=off where others reach it, unless that is said twice", () => {
  const config = (env: Readonly<Record<string, string>>) => readConfig({ AUTH: "off", ...env });
  assert.equal(config({ HOST: "127.0.0.1" }).AUTH, "off");
  assert.throws(
    () => config({ HOST: "0.0.0.0" }),
    /AUTH is off and HOST is 0\.0\.0\.0.*AUTH_OFF_I_KNOW/s,
  );
  assert.equal(config({ HOST: "0.0.0.0", AUTH_OFF_I_KNOW: "yes" }).AUTH, "off");
});

Deno.test("ADMIN_PASSWORD_FILE makes the first account, and no setup token is offered", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "password");
    await Deno.writeTextFile(path, `${PASSWORD}\n`);
    await withPeople(async (app) => {
      const browser = app.browser();
      assert.equal((await logIn(browser, "boss")).status, 200);
      assert.equal((await browser.ask("/api/session")).body.user.role, "admin");
      await assert.rejects(setupTokenOf(app), Deno.errors.NotFound);
    }, { ADMIN_LOGIN: "boss", ADMIN_PASSWORD_FILE: path });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("The pages of setup, login and action links are framed by nobody and load nothing from elsewhere", () =>
  withPeople(async (app) => {
    for (const path of ["/setup", "/login", "/a/none"]) {
      const { headers } = await app.browser().ask(path);
      const policy = headers.get("content-security-policy") ?? "";
      assert.match(policy, /frame-ancestors 'none'/, path);
      assert.match(policy, /default-src '(self|none)'/, path);
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    }
  }));

Deno.test("A viewer's command is refused on every way, changes nothing, and stands in the log", () =>
  withPeople(async (app) => {
    const viewer = await app.as("viewer", "Vera");
    const who: Who = {
      kind: "person",
      person: { id: viewer.id, login: "Vera", name: "Vera", role: "viewer" },
      sessionId: app.program.accounts.book.state.sessions.at(-1)?.id ?? "",
    };
    const refused = app.program.runFor(who, "acknowledge", { all: true }, { address: "192.0.2.5" });
    await assert.rejects(refused, /You may not acknowledge with your role/);
    const { body: { entries } } = await (await app.as("admin")).ask("/api/audit");
    const [entry] = entries.filter(({ kind }: Json) => kind === "refused");
    assert.deepEqual([entry?.after, entry?.address], [
      { name: "Vera", detail: "acknowledge" },
      "192.0.2.5",
    ]);
  }));

Deno.test("Pages are made ready before the first visitor, also where people log in", () =>
  withPeople(async (app) => {
    await app.as("admin");
    for (const path of ["/", "/alarms", "/settings"]) {
      assert.equal((await app.request(path, {}, ownInfo())).status, 200, path);
      // Whoever only looks like the program is a stranger.
      assert.equal((await app.request(path, { redirect: "manual" }, { ...ownInfo() })).status, 303);
    }
  }));
