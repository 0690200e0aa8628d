import assert from "node:assert/strict";
import { stepAt, totpCode } from "@/lib/accounts/second_step.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import {
  type Asker,
  fromBase32,
  PASSWORD,
  type PeopleApp,
  setupTokenOf,
  withPeople,
} from "./people_app.ts";

/** The name of the session's cookie where browsers come without TLS. */
const plainSid = ({ program }: PeopleApp) => `sid-http-${program.accounts.cookieTag}`;

const logIn = (asker: Asker, login: string, password = PASSWORD, more = {}) =>
  asker.ask("/api/session", "POST", { login, password, ...more });

Deno.test("The first account is made by the setup token, once, also by two at a time", () =>
  withPeople(async (app) => {
    const first = app.browser();
    assert.equal((await first.ask("/")).headers.get("location"), "/setup");
    assert.equal((await first.ask("/api/pairs")).body.code, "setup_needed");
    const token = await setupTokenOf(app);
    const body = { token, login: "Anna", password: PASSWORD };
    const wrong = await first.ask("/api/setup", "POST", { ...body, token: "guess" });
    assert.deepEqual([wrong.status, wrong.body.field], [403, "token"]);
    const answers = await Promise.all([
      first.ask("/api/setup", "POST", body),
      app.browser().ask("/api/setup", "POST", { ...body, login: "Ben" }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
    assert.equal(app.program.accounts.people.list()[0]?.role, "admin");
    await assert.rejects(setupTokenOf(app), Deno.errors.NotFound);
  }));

Deno.test("A wrong name, a wrong password and a disabled account get the same answer", () =>
  withPeople(async (app) => {
    await app.as("admin");
    const gone = await app.as("viewer", "gone");
    await app.program.accounts.people.update(gone.id, { isDisabled: true }, "cli");
    const answers = await Promise.all([
      logIn(app.browser(), "nobody"),
      logIn(app.browser(), "admin1", "wrong words in a row"),
      logIn(app.browser(), "gone"),
    ]);
    const told = answers.map(({ status, body }) => JSON.stringify({ status, ...body }));
    assert.equal(new Set(told).size, 1, told.join("\n"));
    assert.equal(answers[0]?.status, 401);
  }));

Deno.test("A login is found however it is written, and cannot be taken twice", () =>
  withPeople(async (app) => {
    await app.as("admin", "Zoë");
    const { status } = await logIn(app.browser(), " ZOE\u0308 ".toLowerCase());
    assert.equal(status, 200);
    const { people } = app.program.accounts;
    await assert.rejects(people.add({ login: "ZOË", role: "viewer" }, "cli"), {
      code: "login_taken",
    });
  }));

const ODD: readonly [string, unknown, number][] = [
  ["a list", { login: ["admin1"], password: PASSWORD }, 422],
  ["an object", { login: { $ne: 1 }, password: PASSWORD }, 422],
  ["more fields", { login: "admin1", password: PASSWORD, role: "admin" }, 422],
  ["a lone surrogate", { login: "admin1", password: `${PASSWORD}\ud800` }, 401],
  ["NUL", { login: "admin1\0", password: PASSWORD }, 401],
  ["a megabyte", { login: "admin1", password: "x".repeat(1_000_000) }, 413],
  ["60 KB", { login: "admin1", password: "x".repeat(60_000) }, 401],
];

for (const [what, body, expected] of ODD) {
  Deno.test(`POST /api/session refuses ${what} where a name and a password belong`, () =>
    withPeople(async (app) => {
      await app.as("admin");
      assert.equal((await app.browser().ask("/api/session", "POST", body)).status, expected);
    }));
}

Deno.test("Guesses are told to wait, also after a restart, and keep no known browser out", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    await owner.ask("/api/session", "DELETE");
    for (let guess = 0; guess < 5; guess++) {
      assert.equal((await logIn(app.browser(), "admin1", `guess number ${guess}`)).status, 401);
    }
    const { status, headers } = await logIn(app.browser(), " Admin1");
    assert.equal(status, 429);
    assert.ok(Number(headers.get("retry-after")) > 600);
    assert.equal((await logIn(owner, "admin1")).status, 200);
    const kept = await Deno.readTextFile(app.program.accounts.book.options.file.path);
    assert.match(kept, /"key":"account:user_/);
    app.forward(15 * MINUTE_MS);
    assert.equal((await logIn(app.browser(), "admin1")).status, 200);
  }));

Deno.test("Many guesses at once are no way around the limit", () =>
  withPeople(async (app) => {
    await app.as("admin");
    const guesses = Array.from(
      { length: 20 },
      (_, nth) => logIn(app.browser(), "admin1", `guess number ${nth}`),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 401).length, 5, statuses.join());
  }));

/** Each ends what was open before it. */
const ENDINGS: readonly [
  string,
  (app: PeopleApp, asker: Asker & { id: string }) => Promise<unknown>,
][] = [
  [
    "the person is disabled",
    ({ program }, { id }) => program.accounts.people.update(id, { isDisabled: true }, "cli"),
  ],
  [
    "the role changes",
    ({ program }, { id }) => program.accounts.people.update(id, { role: "viewer" }, "cli"),
  ],
  ["the person is removed", ({ program }, { id }) => program.accounts.people.remove(id, "cli")],
  ["they log out everywhere", (_, asker) => asker.ask("/api/sessions", "DELETE")],
  ["a link chose another password", async ({ program, browser }, { id }) => {
    const { secret: reset } = await program.accounts.people.resetLink(id, "cli");
    const { status } = await browser().ask("/api/setup", "POST", {
      reset,
      password: "some other words here",
    });
    assert.equal(status, 204);
  }],
];

for (const [why, end] of ENDINGS) {
  Deno.test(`Sessions and tokens end when ${why}`, () =>
    withPeople(async (app) => {
      await app.as("admin");
      const asker = await app.as("operator");
      const scopes = ["alarms:read"];
      const { body } = await asker.ask("/api/tokens", "POST", { name: "t", scopes });
      const kept = new Map(asker.cookies);
      const bearer = { authorization: `Bearer ${body.token}` };
      assert.equal((await app.browser().ask("/api/pairs", "GET", undefined, bearer)).status, 200);
      await end(app, asker);
      const thief = app.browser();
      kept.forEach((value, name) => thief.cookies.set(name, value));
      assert.equal((await thief.ask("/api/pairs")).status, 401);
      assert.equal((await app.browser().ask("/api/pairs", "GET", undefined, bearer)).status, 401);
    }));
}

Deno.test("Another password ends all but the session that chose it, whose cookie changes", () =>
  withPeople(async (app) => {
    const here = await app.as("admin");
    const there = app.browser();
    await logIn(there, "admin1");
    const before = here.cookies.get(plainSid(app));
    const patch = { currentPassword: PASSWORD, password: "entirely other words" };
    assert.equal((await here.ask(`/api/users/${here.id}`, "PATCH", patch)).status, 200);
    assert.notEqual(here.cookies.get(plainSid(app)), before);
    assert.equal((await here.ask("/api/session")).body.user.login, "admin1");
    assert.equal((await there.ask("/api/session")).status, 401);
    const thief = app.browser();
    thief.cookies.set(plainSid(app), before ?? "");
    assert.equal((await thief.ask("/api/session")).status, 401);
    assert.equal((await logIn(app.browser(), "admin1", patch.password)).status, 200);
  }));

Deno.test("A session ends by time, and a clock that is set back does not bring it to life", () =>
  withPeople(async (app) => {
    const asker = await app.as("viewer");
    app.forward(13 * 60 * MINUTE_MS);
    assert.equal((await asker.ask("/api/session")).status, 401);
    app.forward(-DAY_MS);
    await app.program.accounts.book.close();
    assert.equal((await asker.ask("/api/session")).status, 401);
  }));

Deno.test("Cookies are HttpOnly and Lax; over TLS they are Secure, under a name that binds the host", () =>
  withPeople(async (app) => {
    await app.as("admin");
    const plain = (await logIn(app.browser(), "admin1")).headers.getSetCookie();
    assert.match(
      plain[0] ?? "",
      /^sid-http-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const tls = { host: "alarm.example.com", origin: "https://alarm.example.com" };
    const { headers } = await app.browser().ask(
      "/api/session",
      "POST",
      { login: "admin1", password: PASSWORD },
      tls,
    );
    const [session = ""] = headers.getSetCookie();
    assert.match(
      session,
      /^__Host-sid-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    // Under the plain name the same session opens nothing there, and two of one name open nothing.
    const [name, value] = session.split(/[=;]/);
    const ask = (cookie: string) =>
      app.browser().ask("/api/session", "GET", undefined, { ...tls, cookie });
    assert.equal((await ask(`${name}=${value}`)).status, 200);
    assert.equal((await ask(`${plainSid(app)}=${value}`)).status, 401);
    assert.equal((await ask(`${name}=${value}; ${name}=x`)).status, 401);
  }, { ALLOWED_ORIGINS: "https://alarm.example.com" }));

Deno.test("Cookies of two servers on one host have different names", () =>
  withPeople((one) =>
    withPeople((other) => {
      assert.notEqual(plainSid(one), plainSid(other));
      return Promise.resolve();
    })
  ));

Deno.test("accounts.json and its versions hold nothing that logs in", () =>
  withPeople(async (app) => {
    const asker = await app.as("admin");
    const scopes = ["alarms:read"];
    const { body } = await asker.ask("/api/tokens", "POST", { name: "t", scopes });
    const { body: invited } = await asker.ask("/api/invites", "POST", { role: "viewer" });
    const text = await Deno.readTextFile(app.program.accounts.book.options.file.path);
    for (const secret of [PASSWORD, body.token, invited.token, ...asker.cookies.values()]) {
      assert.ok(!text.includes(secret));
    }
    const { mode } = await Deno.stat(app.program.accounts.book.options.file.path);
    if (Deno.build.os !== "windows") assert.equal((mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("An invitation makes one account with the role that it was made for", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const made = await admin.ask("/api/invites", "POST", { role: "operator", note: "Ben" });
    assert.equal(made.status, 201);
    const { token: invite } = made.body;
    const body = { invite, login: "ben", password: PASSWORD };
    const asked = { ...body, role: "admin" };
    assert.equal((await app.browser().ask("/api/setup", "POST", asked)).status, 422);
    const answers = await Promise.all(
      ["ben", "bea"].map((login) => app.browser().ask("/api/setup", "POST", { ...body, login })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 410]);
    const others = app.program.accounts.people.list().filter(({ login }) => login !== "admin1");
    assert.deepEqual(others.map(({ role }) => role), ["operator"]);
  }));

Deno.test("The last admin stays one, also when two take it from each other at once", () =>
  withPeople(async (app) => {
    const one = await app.as("admin");
    const two = await app.as("admin");
    const demote = (asker: Asker, id: string) =>
      asker.ask(`/api/users/${id}`, "PATCH", { role: "viewer" });
    await Promise.all([demote(one, two.id), demote(two, one.id)]);
    const { people } = app.program.accounts;
    const admins = () => people.list().filter(({ role }) => role === "admin");
    assert.equal(admins().length, 1);
    const [last] = admins();
    for (const patch of [{ role: "viewer" as const }, { isDisabled: true }]) {
      await assert.rejects(people.update(last?.id ?? "", patch, "cli"), { code: "last_admin" });
    }
    await assert.rejects(people.remove(last?.id ?? "", "cli"), { code: "last_admin" });
  }));

Deno.test("What changes accounts wants a password that was just given", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const token = { name: "t", scopes: ["alarms:read"] };
    app.forward(11 * MINUTE_MS);
    for (
      const [path, body] of [["/api/tokens", token], ["/api/invites", { role: "admin" }]] as const
    ) {
      assert.equal((await admin.ask(path, "POST", body)).body.code, "confirm_needed");
    }
    assert.equal((await admin.ask("/api/session", "PATCH", { password: "wrong one" })).status, 401);
    assert.equal((await admin.ask("/api/session", "PATCH", { password: PASSWORD })).status, 200);
    assert.equal((await admin.ask("/api/tokens", "POST", token)).status, 201);
  }));

Deno.test("Codes of an app are asked for, taken once, and guessed five times at most", () =>
  withPeople(async (app) => {
    const asker = await app.as("admin");
    const { body: begun } = await asker.ask("/api/totp", "POST", {});
    const secret = fromBase32(begun.secret);
    const codeAt = (ahead: number) => totpCode(secret, stepAt(app.program.now()) + ahead);
    assert.equal((await asker.ask("/api/totp", "PUT", { code: "000000" })).status, 401);
    const { body: { recoveryCodes } } = await asker.ask("/api/totp", "PUT", { code: codeAt(0) });
    assert.equal(recoveryCodes.length, 10);

    assert.equal((await logIn(app.browser(), "admin1")).body.code, "code_needed");
    const twice = await Promise.all(
      [1, 2].map(() => logIn(app.browser(), "admin1", PASSWORD, { code: codeAt(1) })),
    );
    assert.deepEqual(twice.map(({ status }) => status).sort(), [200, 401]);
    // Nor by sessions that are open already.
    app.forward(MINUTE_MS);
    const owners = [app.browser(), app.browser()];
    for (const [nth, owner] of owners.entries()) {
      await logIn(owner, "admin1", PASSWORD, { code: recoveryCodes[8 + nth] });
    }
    const code = codeAt(1);
    const confirmed = await Promise.all(
      owners.map((owner) => owner.ask("/api/session", "PATCH", { password: PASSWORD, code })),
    );
    assert.deepEqual(confirmed.map(({ status }) => status).sort(), [200, 401]);
    assert.equal((await logIn(app.browser(), "admin1", PASSWORD, { code })).status, 401);
    const [paper] = recoveryCodes;
    assert.equal((await logIn(app.browser(), "admin1", PASSWORD, { code: paper })).status, 200);
    assert.equal((await logIn(app.browser(), "admin1", PASSWORD, { code: paper })).status, 401);
    const guesses = [];
    for (let guess = 0; guess < 6; guess++) {
      guesses.push((await logIn(app.browser(), "admin1", PASSWORD, { code: "12345x" })).status);
    }
    assert.deepEqual(guesses.at(-1), 429);
  }));
