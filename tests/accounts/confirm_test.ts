import assert from "node:assert/strict";
import { stepAt, totpCode } from "@/lib/accounts/second_step.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { fromBase32, PASSWORD, type PeopleApp, withPeople } from "./people_app.ts";

const OTHER = "entirely other words";

/** An admin with a second step, and what makes its codes; each call a code of the half minute `ahead`. */
async function withCodes(app: PeopleApp) {
  const asker = await app.as("admin");
  const { body } = await asker.ask("/api/totp", "POST", {});
  const secret = fromBase32(body.secret);
  const codeAt = (ahead: number) => totpCode(secret, stepAt(app.program.now()) + ahead);
  assert.equal((await asker.ask("/api/totp", "PUT", { code: codeAt(0) })).status, 200);
  return { asker, codeAt };
}

Deno.test("Another password wants a code, and is no way to what wants one", () =>
  withPeople(async (app) => {
    const { asker, codeAt } = await withCodes(app);
    app.forward(11 * MINUTE_MS);
    const path = `/api/users/${asker.id}`;
    const patch = { currentPassword: PASSWORD, password: OTHER };
    assert.equal((await asker.ask(path, "PATCH", patch)).body.code, "code_needed");
    const wrong = await asker.ask(path, "PATCH", { ...patch, code: "00000x" });
    assert.equal(wrong.body.code, "wrong_code");
    assert.equal((await asker.ask(path, "PATCH", { ...patch, code: codeAt(0) })).status, 200);
    // The session has another cookie, and has not been confirmed by it.
    assert.equal((await asker.ask("/api/totp", "DELETE")).body.code, "confirm_needed");
  }));

Deno.test("A role and a password are not changed in one request: neither is", () =>
  withPeople(async (app) => {
    const asker = await app.as("admin");
    const patch = { currentPassword: PASSWORD, password: OTHER, role: "viewer" };
    const { status, body } = await asker.ask(`/api/users/${asker.id}`, "PATCH", patch);
    assert.deepEqual([status, body.field], [422, "role"]);
    assert.equal((await asker.ask("/api/session", "PATCH", { password: PASSWORD })).status, 200);
  }));

Deno.test("Guesses elsewhere keep nobody from giving their password once more", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    for (let guess = 0; guess < 6; guess++) {
      const body = { login: "admin1", password: `guess number ${guess}` };
      await app.browser().ask("/api/session", "POST", body);
    }
    assert.equal((await owner.ask("/api/session", "PATCH", { password: PASSWORD })).status, 200);
    const statuses = [];
    for (let guess = 0; guess < 6; guess++) {
      statuses.push(
        (await owner.ask("/api/session", "PATCH", { password: `guess ${guess}` })).status,
      );
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
  }));

Deno.test("A browser that chose another password is known again, whoever guesses elsewhere", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    const patch = { currentPassword: PASSWORD, password: OTHER };
    assert.equal((await owner.ask(`/api/users/${owner.id}`, "PATCH", patch)).status, 200);
    await owner.ask("/api/session", "DELETE");
    for (let guess = 0; guess < 6; guess++) {
      await app.browser().ask("/api/session", "POST", { login: "admin1", password: "a guess" });
    }
    const { status } = await owner.ask("/api/session", "POST", {
      login: "admin1",
      password: OTHER,
    });
    assert.equal(status, 200);
  }));

Deno.test("A link that chooses a password lets its owner in, though others have guessed", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    const guess = () =>
      app.browser().ask("/api/session", "POST", { login: "admin1", password: "a guess" });
    for (let count = 0; count < 6; count++) await guess();
    const { secret: reset } = await app.program.accounts.people.resetLink(owner.id, "cli");
    const browser = app.browser();
    const chosen = await browser.ask("/api/setup", "POST", { reset, password: OTHER });
    assert.equal(chosen.status, 204);
    // Forgotten for all browsers, and this one is counted by itself from now on.
    assert.equal((await guess()).status, 401);
    for (let count = 0; count < 6; count++) await guess();
    const body = { login: "admin1", password: OTHER };
    assert.equal((await browser.ask("/api/session", "POST", body)).status, 200);
  }));

Deno.test("A link that chooses a password is used once, and not once the person is kept out", () =>
  withPeople(async (app) => {
    const { people } = app.program.accounts;
    await app.as("admin");
    const { id } = await app.as("operator");
    const use = (reset: string) =>
      app.browser().ask("/api/setup", "POST", { reset, password: OTHER });
    const { secret: once } = await people.resetLink(id, "cli");
    const twice = await Promise.all([use(once), use(once)]);
    assert.deepEqual(twice.map(({ status }) => status).sort(), [204, 410]);
    const { secret: older } = await people.resetLink(id, "cli");
    const { secret: newer } = await people.resetLink(id, "cli");
    assert.equal((await use(older)).status, 410);
    await people.update(id, { isDisabled: true }, "cli");
    assert.equal((await use(newer)).status, 410);
    await assert.rejects(people.resetLink(id, "cli"), { code: "invalid_request" });
    // It is not good again with the account.
    await people.update(id, { isDisabled: false }, "cli");
    assert.equal((await use(newer)).status, 410);
    const { secret: last } = await people.resetLink(id, "cli");
    await people.remove(id, "cli");
    assert.equal((await use(last)).status, 410);
  }));

Deno.test("A second step that was begun is guessed five times at most, and for ten minutes", () =>
  withPeople(async (app) => {
    const asker = await app.as("admin");
    const begin = async () => fromBase32((await asker.ask("/api/totp", "POST", {})).body.secret);
    const put = (code: string) => asker.ask("/api/totp", "PUT", { code });
    await begin();
    for (let guess = 0; guess < 5; guess++) assert.equal((await put("00000x")).status, 401);
    assert.equal((await put("00000x")).status, 429);
    app.forward(16 * MINUTE_MS);
    assert.equal((await put("00000x")).body.code, "confirm_needed");
    await asker.ask("/api/session", "PATCH", { password: PASSWORD });
    const secret = await begin();
    app.forward(9.5 * MINUTE_MS);
    await asker.ask("/api/session", "PATCH", { password: PASSWORD });
    app.forward(MINUTE_MS);
    const late = totpCode(secret, stepAt(app.program.now()));
    assert.equal((await put(late)).body.code, "link_over");
  }));

Deno.test("Ending the session that asks is answered as done", () =>
  withPeople(async (app) => {
    const asker = await app.as("viewer");
    const { body: { sessions } } = await asker.ask("/api/sessions");
    const own = sessions.find(({ isThis }: { isThis: boolean }) => isThis);
    assert.equal((await asker.ask(`/api/sessions/${own.id}`, "DELETE")).status, 204);
    assert.equal((await asker.ask("/api/session")).status, 401);
  }));

/** Each takes from an admin what they could do. */
const ENDINGS: readonly [string, (app: PeopleApp, id: string) => Promise<unknown>][] = [
  ["is removed", ({ program }, id) => program.accounts.people.remove(id, "cli")],
  [
    "is disabled",
    ({ program }, id) => program.accounts.people.update(id, { isDisabled: true }, "cli"),
  ],
  [
    "is an admin no more",
    ({ program }, id) => program.accounts.people.update(id, { role: "viewer" }, "cli"),
  ],
];

for (const [what, end] of ENDINGS) {
  Deno.test(`Invitations and links end when the admin who made them ${what}`, () =>
    withPeople(async (app) => {
      const other = await app.as("admin");
      const maker = await app.as("admin");
      const { body: invited } = await maker.ask("/api/invites", "POST", { role: "admin" });
      const { body: linked } = await maker.ask(`/api/users/${other.id}/link`, "POST", {});
      const reset = linked.path.split("reset=")[1];
      await end(app, maker.id);
      const stranger = app.browser();
      const answers = [
        await stranger.ask("/api/setup", "POST", {
          ...{ invite: invited.token, login: "x", password: PASSWORD },
        }),
        await stranger.ask("/api/setup", "POST", { reset, password: OTHER }),
      ];
      assert.deepEqual(answers.map(({ status }) => status), [410, 410]);
    }));
}

const SHARED = { type: "webhook", name: "desk", config: { url: "https://example.com/a" } };

Deno.test("Where everybody's channel sends wants the password once more, over /api and /ws; its name does not", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin");
    const { id } = (await admin.ask("/api/channels", "POST", SHARED)).body.channel;
    const { id: own } = (await admin.ask("/api/channels", "POST", { ...SHARED, owner: "me" }))
      .body.channel;
    const elsewhere = { config: { url: "https://example.com/b" } };
    const patch = (which: string, body: object) =>
      admin.ask(`/api/channels/${which}`, "PATCH", body);
    assert.equal((await patch(id, elsewhere)).status, 200);
    app.forward(11 * MINUTE_MS);
    const { status, body } = await patch(id, { config: { url: "https://example.com/c" } });
    assert.deepEqual([status, body.code], [403, "confirm_needed"]);
    const { body: { user } } = await admin.ask("/api/session");
    const sessionId = app.program.accounts.book.state.sessions.at(-1)?.id ?? "";
    const who = { kind: "person", person: user, sessionId } as const;
    const input = { id, config: { secret: "x".repeat(24) } };
    await assert.rejects(
      app.program.runFor(who, "update_channel", input, { address: "192.0.2.1" }),
      { code: "confirm_needed" },
    );
    for (const body of [{ name: "desk 2" }, elsewhere, { enabled: false, config: {} }]) {
      assert.equal((await patch(id, body)).status, 200, JSON.stringify(body));
    }
    assert.equal((await patch(own, { config: { url: "https://example.com/c" } })).status, 200);
    assert.equal((await admin.ask("/api/session", "PATCH", { password: PASSWORD })).status, 200);
    assert.equal((await patch(id, { config: { url: "https://example.com/c" } })).status, 200);
  }));

Deno.test("A token with its scope says where everybody's channel sends: it knows no password", () =>
  withPeople(async (app) => {
    const script = await app.token("admin", ["channels:read", "channels:write"]);
    const { id } = (await script.ask("/api/channels", "POST", SHARED)).body.channel;
    app.forward(11 * MINUTE_MS);
    const elsewhere = { config: { url: "https://example.com/b" } };
    assert.equal((await script.ask(`/api/channels/${id}`, "PATCH", elsewhere)).status, 200);
  }));
