import assert from "node:assert/strict";
import { relyingPartyAt } from "@/lib/accounts/webauthn.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import type { Json } from "../program/app_under_test.ts";
import { Authenticator, type Bent } from "./authenticator.ts";
import { type Asker, PASSWORD, type PeopleApp, withPeople } from "./people_app.ts";

const LOCAL = { origin: "http://localhost" };
const WAY = "/api/session/passkey";

/** Asks as a page of `http://localhost` does. */
const ask = (asker: Asker, method: string, path: string, body: unknown = {}) =>
  asker.ask(path, method, body, LOCAL);

/** Gives a person a passkey. */
async function withPasskey(owner: Asker, key = new Authenticator(), name = "My laptop") {
  const { body: options } = await ask(owner, "POST", "/api/passkeys");
  const answer = await ask(owner, "PUT", "/api/passkeys", { name, ...key.made(options) });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return key;
}

/** Logs a browser in with a passkey; `change` may bend what it sends. */
async function logIn(
  browser: Asker,
  key: Authenticator,
  bent: Bent = {},
  change: (answer: Json) => Json = (answer) => answer,
) {
  const { body: options } = await ask(browser, "POST", WAY);
  return await ask(browser, "PUT", WAY, change(key.used(options, bent)));
}

Deno.test("A passkey logs its owner in without a code, and stands in the log", () =>
  withPeople(async (app) => {
    const owner = await app.as("operator");
    const key = await withPasskey(owner);
    const { body: { passkeys } } = await owner.ask("/api/passkeys");
    assert.deepEqual(
      passkeys.map(({ name, host, lastUsedAt }: Json) => [name, host, lastUsedAt]),
      [["My laptop", "localhost", null]],
    );
    const browser = app.browser();
    const { status, body } = await logIn(browser, key);
    assert.deepEqual([status, body.user.id], [200, owner.id]);
    const { body: { sessions } } = await browser.ask("/api/sessions");
    assert.equal(sessions.find(({ isThis }: Json) => isThis).method, "passkey");
    assert.notEqual((await owner.ask("/api/passkeys")).body.passkeys[0].lastUsedAt, null);
    const admin = await app.as("admin");
    const { body: { entries } } = await admin.ask("/api/audit?limit=50");
    const kinds = entries.map(({ kind }: Json) => kind);
    assert.ok(kinds.includes("passkeyAdded"));
    assert.ok(entries.some(({ after }: Json) => after?.detail === "with a passkey"));
  }));

/** What keeps a person out who has a passkey. */
const OUT: readonly [what: string, out: (app: PeopleApp, id: string) => Promise<unknown>][] = [
  [
    "is disabled",
    ({ program }, id) => program.accounts.people.update(id, { isDisabled: true }, "cli"),
  ],
  ["is erased", ({ program }, id) => program.accounts.people.remove(id, "cli")],
];

for (const [what, out] of OUT) {
  Deno.test(`A passkey opens nothing once its owner ${what}, also where its use was begun before`, () =>
    withPeople(async (app) => {
      const { id, ...owner } = await app.as("operator");
      const key = await withPasskey(owner);
      const browser = app.browser();
      const { body: options } = await ask(browser, "POST", WAY);
      await out(app, id);
      for (
        const answer of [
          await ask(browser, "PUT", WAY, key.used(options)),
          await logIn(app.browser(), key),
        ]
      ) {
        assert.deepEqual([answer.status, answer.body.code], [401, "wrong_login"]);
      }
      assert.equal((await browser.ask("/api/session")).status, 401);
    }));
}

/** What is sent in place of a good answer, and the code of its refusal. */
const BENT: readonly [what: string, bent: Bent, code: string][] = [
  ["of another site's page", { origin: "https://evil.example" }, "wrong_login"],
  ["of another port of this host", { origin: "http://localhost:81" }, "wrong_login"],
  ["for another host", { host: "evil.example" }, "wrong_login"],
  ["for a challenge that nobody gave", { challenge: "x".repeat(43) }, "link_over"],
  ["without a look at who it is", { isVerified: false }, "wrong_login"],
  ["in another person's name", { userHandle: "x".repeat(43) }, "wrong_login"],
  ["that was made for a new passkey", { type: "webauthn.create" }, "wrong_login"],
];

for (const [what, bent, code] of BENT) {
  Deno.test(`PUT /api/session/passkey refuses an answer ${what}`, () =>
    withPeople(async (app) => {
      const key = await withPasskey(await app.as("admin"));
      const { body } = await logIn(app.browser(), key, bent);
      assert.equal(body.code, code);
      assert.equal((await logIn(app.browser(), key)).status, 200);
    }));
}

Deno.test("PUT /api/session/passkey refuses a signature, data or id that was changed on the way", () =>
  withPeople(async (app) => {
    const key = await withPasskey(await app.as("admin"));
    const other = new Authenticator();
    const flipped = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
    const middle = (text: string) => text.slice(0, 20) + flipped(text.slice(20));
    for (const field of ["signature", "authenticatorData"]) {
      const change = (answer: Json) => ({ ...answer, [field]: middle(answer[field]) });
      assert.equal((await logIn(app.browser(), key, {}, change)).body.code, "wrong_login", field);
    }
    const unknown = (answer: Json) => ({ ...answer, id: other.id });
    assert.equal((await logIn(app.browser(), key, {}, unknown)).body.code, "wrong_login");
    const strange = (answer: Json) => ({ ...answer, signature: "not bytes!" });
    const { status, body } = await logIn(app.browser(), key, {}, strange);
    assert.deepEqual([status, body.field], [422, "signature"]);
  }));

Deno.test("A challenge is answered once, within five minutes, by the browser that asked for it", () =>
  withPeople(async (app) => {
    const key = await withPasskey(await app.as("admin"));
    const browser = app.browser();
    const { body: options } = await ask(browser, "POST", WAY);
    const ticket = new Map(browser.cookies);
    const answer = key.used(options);
    assert.equal((await ask(app.browser(), "PUT", WAY, answer)).body.code, "link_over");
    assert.equal((await ask(browser, "PUT", WAY, answer)).status, 200);
    const thief = app.browser();
    ticket.forEach((value, name) => thief.cookies.set(name, value));
    assert.equal((await ask(thief, "PUT", WAY, answer)).body.code, "link_over");

    const late = app.browser();
    const { body: early } = await ask(late, "POST", WAY);
    app.forward(6 * MINUTE_MS);
    assert.equal((await ask(late, "PUT", WAY, key.used(early))).body.code, "link_over");
    app.forward(-7 * MINUTE_MS);
    assert.equal((await ask(late, "PUT", WAY, key.used(early))).body.code, "link_over");
  }));

Deno.test("A counter that does not grow is a copy of the authenticator; one that stays 0 does not count", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    const [counting, synced] = [new Authenticator(), new Authenticator()];
    await withPasskey(owner, counting);
    await withPasskey(owner, synced);
    assert.equal((await logIn(app.browser(), counting, { counter: 7 })).status, 200);
    for (const counter of [7, 3, 0]) {
      assert.equal((await logIn(app.browser(), counting, { counter })).status, 401, `${counter}`);
    }
    assert.equal((await logIn(app.browser(), counting, { counter: 8 })).status, 200);
    for (let login = 0; login < 2; login++) {
      assert.equal((await logIn(app.browser(), synced, { counter: 0 })).status, 200);
    }
  }));

Deno.test("A passkey that was removed opens nothing, and ends whatever it may have opened", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    const key = await withPasskey(owner);
    const browser = app.browser();
    await logIn(browser, key);
    assert.equal((await ask(owner, "DELETE", `/api/passkeys/${key.id}`)).status, 204);
    assert.equal((await browser.ask("/api/session")).status, 401);
    assert.equal((await owner.ask("/api/session")).status, 200);
    assert.equal((await logIn(app.browser(), key)).body.code, "wrong_login");
  }));

Deno.test("Passkeys are others' own: nobody renames, removes or confirms with another's", () =>
  withPeople(async (app) => {
    const [owner, other] = [await app.as("operator"), await app.as("admin")];
    const key = await withPasskey(owner);
    const path = `/api/passkeys/${key.id}`;
    assert.equal((await ask(other, "PATCH", path, { name: "mine" })).status, 404);
    assert.equal((await ask(other, "DELETE", path)).status, 404);
    assert.deepEqual((await other.ask("/api/passkeys")).body.passkeys, []);
    const { body: options } = await ask(other, "POST", WAY);
    const confirmed = await ask(other, "PATCH", WAY, key.used(options));
    assert.equal(confirmed.body.code, "wrong_login");
    // Nor does anybody keep it for themselves.
    const { body: begun } = await ask(other, "POST", "/api/passkeys");
    const taken = await ask(other, "PUT", "/api/passkeys", { name: "mine", ...key.made(begun) });
    assert.equal(taken.body.code, "already_set_up");
    const renamed = await ask(owner, "PATCH", path, { name: "My phone" });
    assert.equal(renamed.body.passkey.name, "My phone");
  }));

Deno.test("What changes passkeys wants a password that was just given, or a passkey in its place", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    const key = await withPasskey(owner);
    app.forward(11 * MINUTE_MS);
    const path = `/api/passkeys/${key.id}`;
    const { body: begun } = await ask(owner, "POST", WAY);
    const answers = [
      await ask(owner, "POST", "/api/passkeys"),
      await ask(owner, "PUT", "/api/passkeys", { name: "x", ...key.made(begun) }),
      await ask(owner, "PATCH", path, { name: "x" }),
      await ask(owner, "DELETE", path),
    ];
    assert.deepEqual(answers.map(({ body }) => body.code), Array(4).fill("confirm_needed"));
    const before = new Map(owner.cookies);
    const { body: options } = await ask(owner, "POST", WAY);
    assert.equal((await ask(owner, "PATCH", WAY, key.used(options))).status, 200);
    assert.notDeepEqual([...owner.cookies.values()][0], [...before.values()][0]);
    assert.equal((await ask(owner, "PATCH", path, { name: "My phone" })).status, 200);
  }));

Deno.test("A person without a password keeps the last passkey, and may choose a password", () =>
  withPeople(async (app) => {
    const owner = await app.as("operator");
    const key = await withPasskey(owner);
    await forgetPassword(app, owner.id);
    const path = `/api/passkeys/${key.id}`;
    assert.equal((await ask(owner, "DELETE", path)).body.code, "last_way_in");
    const password = { password: "entirely other words" };
    const user = `/api/users/${owner.id}`;
    app.forward(11 * MINUTE_MS);
    assert.equal((await ask(owner, "PATCH", user, password)).body.code, "confirm_needed");
    const { body: options } = await ask(owner, "POST", WAY);
    await ask(owner, "PATCH", WAY, key.used(options));
    assert.equal((await ask(owner, "PATCH", user, password)).status, 200);
    app.forward(-11 * MINUTE_MS);
    assert.equal((await ask(owner, "DELETE", path)).status, 204);
  }));

Deno.test("Whoever is disabled is not let in by a passkey, and guesses elsewhere keep nobody out", () =>
  withPeople(async (app) => {
    const owner = await app.as("operator", "ben");
    const key = await withPasskey(owner);
    for (let guess = 0; guess < 6; guess++) {
      await app.browser().ask("/api/session", "POST", { login: "ben", password: "a guess" });
    }
    for (let guess = 0; guess < 21; guess++) await logIn(app.browser(), new Authenticator());
    assert.equal((await logIn(app.browser(), new Authenticator())).status, 429);
    assert.equal((await logIn(app.browser(), key)).status, 200);
    await app.program.accounts.people.update(owner.id, { isDisabled: true }, "cli");
    assert.equal((await logIn(app.browser(), key)).body.code, "wrong_login");
  }));

Deno.test("Passkeys want localhost, or a name of the settings under https", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    const from = (host: string, origin: string) =>
      owner.ask("/api/passkeys", "POST", {}, { host, origin });
    for (const origin of ["http://192.168.1.5", "https://alarm.example.com:8443"]) {
      const { host } = new URL(origin);
      assert.ok((await from(host, origin)).status >= 400, origin);
    }
    const { status, body } = await owner.ask("/api/passkeys", "POST", {}, {
      ...{ host: "127.0.0.1", origin: "http://127.0.0.1" },
    });
    assert.deepEqual([status, /ALLOWED_ORIGINS/.test(body.detail)], [422, true]);
  }, { ALLOWED_ORIGINS: "https://alarm.example.com" }));

const PARTIES: readonly [origin: string, id: string | null][] = [
  ["http://localhost:8000", "localhost"],
  ["http://alarm.localhost:8000", "alarm.localhost"],
  ["https://alarm.example.com", "alarm.example.com"],
  ["https://alarm.example.com:8443", null],
  ["https://other.example.com", null],
  ["http://lan.example.com", null],
  ["https://192.0.2.1", null],
  ["https://[::1]", null],
];

for (const [origin, id] of PARTIES) {
  Deno.test(`relyingPartyAt() keeps passkeys of ${origin} for ${id ?? "nobody"}`, () => {
    const known = ["https://alarm.example.com", "http://lan.example.com", "https://192.0.2.1"];
    assert.equal(relyingPartyAt(origin, known)?.id ?? null, id);
  });
}

Deno.test("accounts.json keeps passkeys over a restart's reading, and no secret of them", () =>
  withPeople(async (app) => {
    await withPasskey(await app.as("admin"));
    const { file } = app.program.accounts.book.options;
    const { state } = await file.open(app.program.now() + DAY_MS);
    assert.deepEqual(state.people, app.program.accounts.book.state.people);
    assert.ok(!(await Deno.readTextFile(file.path)).includes(PASSWORD));
  }));

async function forgetPassword({ program }: PeopleApp, id: string): Promise<void> {
  await program.accounts.book.change((state) => {
    const without = (person: typeof state.people[number]) => ({ ...person, password: null });
    const people = state.people.map((person) => person.id === id ? without(person) : person);
    return { state: { ...state, people }, result: null };
  });
}
