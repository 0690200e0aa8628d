import assert from "node:assert/strict";
import { roleBy, type RoleRules } from "@/lib/accounts/provider.ts";
import { stepAt, totpCode } from "@/lib/accounts/second_step.ts";
import { ConfigError, readConfig } from "@/lib/settings/config.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import type { Json } from "../program/app_under_test.ts";
import { type Asker, fromBase32, PASSWORD, type PeopleApp, withPeople } from "./people_app.ts";
import { EVE, logIn, toProvider, withProvider } from "./provider_app.ts";

const peopleOf = ({ program }: PeopleApp) => program.accounts.people.list();

Deno.test("Nobody is let in by an empty list: the provider's people have no account here", () =>
  withProvider(async (app, provider) => {
    provider.person = {
      ...EVE,
      groups: ["admins"],
      email: "eve@example.com",
      email_verified: true,
    };
    const browser = app.browser();
    const { status, body } = await logIn(browser);
    assert.deepEqual([status, /nothing here lets you in/.test(body)], [403, true]);
    assert.equal((await browser.ask("/api/session")).status, 401);
    assert.deepEqual(peopleOf(app).map(({ login }) => login), ["first"]);
    const { body: { entries } } = await (await app.as("admin")).ask("/api/audit?limit=20");
    const refused = entries.find(({ kind }: Json) => kind === "loginRefused");
    assert.match(refused.after.detail, /login with Example that nothing here lets in/);
  }));

Deno.test("A rule adds whom it fits, with its role, and leads on to the page that was asked for", () =>
  withProvider(async (app, provider) => {
    provider.person = { ...EVE, groups: ["traders"] };
    const browser = app.browser();
    const { status, headers } = await logIn(browser, "/log?show=changes");
    assert.deepEqual([status, headers.get("location")], [303, "/log?show=changes"]);
    const { body: { user } } = await browser.ask("/api/session");
    assert.deepEqual([user.login, user.name, user.role], ["eve", "Eve", "operator"]);
    const { body: { sessions } } = await browser.ask("/api/sessions");
    assert.equal(sessions[0].method, "Example");
    assert.ok(provider.asked.some((path) => /code_challenge_method=S256/.test(path)));
    // The same person again, under another name there.
    provider.person = { ...EVE, preferred_username: "admin", groups: ["traders"] };
    assert.equal((await logIn(app.browser())).status, 303);
    assert.equal(peopleOf(app).length, 2);
  }, { OIDC_OPERATORS: "group:traders" }));

Deno.test("A group that is gone takes the role and all sessions at the next login", () =>
  withProvider(async (app, provider) => {
    provider.person = { ...EVE, groups: ["traders"] };
    const browser = app.browser();
    await logIn(browser);
    provider.person = { ...EVE, groups: ["lookers"] };
    assert.equal((await logIn(app.browser())).status, 303);
    assert.equal(peopleOf(app).find(({ login }) => login === "eve")?.role, "viewer");
    assert.equal((await browser.ask("/api/session")).status, 401);
    const looking = app.browser();
    await logIn(looking);
    provider.person = EVE;
    assert.equal((await logIn(app.browser())).status, 403);
    assert.equal((await logIn(app.browser())).status, 403);
  }, { OIDC_OPERATORS: "group:traders", OIDC_VIEWERS: "group:lookers" }));

Deno.test("Identity is issuer and subject: no name, e-mail or number leads to another's account", () =>
  withProvider(async (app, provider) => {
    const first = await app.as("admin", "anna@example.com");
    provider.person = { sub: "7", email: "anna@example.com", email_verified: true };
    const taken = await logIn(app.browser());
    assert.deepEqual([taken.status, /somebody named anna@example.com/.test(taken.body)], [
      409,
      true,
    ]);
    // A subject that looks like an id of ours, or like another's subject.
    provider.person = { sub: first.id, preferred_username: "eve", email_verified: true };
    provider.person = { ...provider.person, email: "eve@example.com" };
    const browser = app.browser();
    assert.equal((await logIn(browser)).status, 303);
    assert.notEqual((await browser.ask("/api/session")).body.user.id, first.id);
    // The same name and e-mail under another subject is somebody else.
    provider.person = { ...provider.person, sub: "8" };
    assert.equal((await logIn(app.browser())).status, 409);
  }, { OIDC_VIEWERS: "domain:example.com" }));

Deno.test("An e-mail that the provider has not seen to be theirs fits no rule", () =>
  withProvider(async (app, provider) => {
    for (const person of [{ email_verified: false }, {}]) {
      provider.person = { ...EVE, email: "eve@example.com", ...person };
      assert.equal((await logIn(app.browser())).status, 403);
    }
  }, { OIDC_VIEWERS: "domain:example.com" }));

Deno.test("A person links the provider to their own account, keeps role and password, and unlinks it", () =>
  withProvider(async (app, provider) => {
    const owner = await app.as("operator", "olga");
    app.forward(11 * MINUTE_MS);
    const early = await owner.ask("/api/identities", "POST", {});
    assert.equal(early.body.code, "confirm_needed");
    await owner.ask("/api/session", "PATCH", { password: PASSWORD });
    const back = await toProvider(owner, "POST", "/api/identities", "/account");
    assert.equal((await owner.ask(back)).headers.get("location"), "/account");

    provider.person = { sub: "1", preferred_username: "somebody", groups: ["admins"] };
    const browser = app.browser();
    await logIn(browser);
    const { body: { user } } = await browser.ask("/api/session");
    assert.deepEqual([user.login, user.role], ["olga", "operator"]);
    // Nobody else links the same.
    const other = await app.as("viewer");
    const taken = await other.ask(await toProvider(other, "POST", "/api/identities"));
    assert.equal(taken.status, 409);

    const { body: { identities } } = await owner.ask("/api/identities");
    const path = `/api/identities/${identities[0].id}`;
    assert.equal((await other.ask(path, "DELETE")).status, 404);
    assert.equal((await owner.ask(path, "DELETE")).status, 204);
    assert.equal((await browser.ask("/api/session")).status, 401);
  }, { OIDC_ADMINS: "group:admins" }));

Deno.test("A person with a second step gives its code after the provider, too", () =>
  withProvider(async (app) => {
    const owner = await app.as("operator", "olga");
    await owner.ask(await toProvider(owner, "POST", "/api/identities"));
    const { body: begun } = await owner.ask("/api/totp", "POST", {});
    const codeAt = (ahead: number) =>
      totpCode(fromBase32(begun.secret), stepAt(app.program.now()) + ahead);
    await owner.ask("/api/totp", "PUT", { code: codeAt(0) });
    const browser = app.browser();
    const { status, headers } = await logIn(browser, "/log");
    assert.deepEqual([status, headers.get("location")], [303, "/login?code=&next=%2Flog"]);
    assert.equal((await browser.ask("/api/session")).status, 401);
    const give = (asker: Asker, code: string) => asker.ask("/api/session/oidc", "PUT", { code });
    assert.equal((await give(app.browser(), codeAt(1))).status, 400);
    assert.equal((await give(browser, "00000x")).body.code, "wrong_code");
    assert.equal((await give(browser, codeAt(1))).status, 200);
    assert.equal((await browser.ask("/api/session")).body.user.login, "olga");
    assert.equal((await give(browser, codeAt(1))).status, 400);
  }));

Deno.test("Whoever has no password shows once more at the provider that it is them", () =>
  withProvider(async (app, provider) => {
    const browser = app.browser();
    await logIn(browser);
    app.forward(11 * MINUTE_MS);
    const token = { name: "t", scopes: ["alarms:read"] };
    assert.equal((await browser.ask("/api/tokens", "POST", token)).body.code, "confirm_needed");
    const confirm = () => toProvider(browser, "PATCH", "/api/session/oidc", "/account");
    // Somebody else who sits at the provider does not count.
    provider.person = { sub: "2" };
    assert.equal((await browser.ask(await confirm())).status, 400);
    assert.equal((await browser.ask("/api/tokens", "POST", token)).body.code, "confirm_needed");
    provider.person = { sub: "1" };
    assert.equal((await browser.ask(await confirm())).headers.get("location"), "/account");
    assert.ok(provider.asked.some((path) => /prompt=login/.test(path)));
    assert.equal((await browser.ask("/api/tokens", "POST", token)).status, 201);
    const { body: { identities } } = await browser.ask("/api/identities");
    const unlinked = await browser.ask(`/api/identities/${identities[0].id}`, "DELETE");
    assert.equal(unlinked.body.code, "last_way_in");
  }, { OIDC_OPERATORS: "subject:1" }));

Deno.test("A provider that is down leaves logging in by password as it is", () =>
  withProvider(async (app, provider) => {
    await provider.stop();
    const browser = app.browser();
    const { status, body } = await browser.ask("/api/session/oidc", "POST", {});
    assert.deepEqual([status, body.code], [503, "provider_failed"]);
    const known = { login: "first", password: PASSWORD };
    assert.equal((await browser.ask("/api/session", "POST", known)).status, 200);
  }));

Deno.test("Whoever is kept out here is not let in by the provider", () =>
  withProvider(async (app) => {
    const browser = app.browser();
    await logIn(browser);
    const { body: { user } } = await browser.ask("/api/session");
    await app.program.accounts.people.update(user.id, { isDisabled: true }, "cli");
    assert.equal((await browser.ask("/api/session")).status, 401);
    assert.equal((await logIn(app.browser())).status, 403);
  }, { OIDC_VIEWERS: "subject:1" }));

Deno.test("Without OIDC_ISSUER there is no provider to go to", () =>
  withPeople(async (app) => {
    await app.as("admin");
    assert.equal((await app.browser().ask("/login/oidc?code=x&state=x")).status, 404);
    assert.equal((await app.browser().ask("/api/session/oidc", "POST", {})).status, 404);
  }));

Deno.test("The provider's host is free; an address that it names elsewhere is held to the rules", () =>
  withProvider(async (app, provider) => {
    let asked = 0;
    const inner = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
      asked++;
      return new Response();
    });
    const [callback] = provider.server.listeners("request");
    provider.server.removeAllListeners("request");
    provider.server.on("request", (request, response) => {
      if (request.url !== "/.well-known/openid-configuration") {
        return void Reflect.apply(callback as () => void, provider.server, [request, response]);
      }
      const told = {
        ...{ issuer: provider.issuer, authorization_endpoint: `${provider.issuer}/auth` },
        ...{ jwks_uri: `${provider.issuer}/jwks`, response_types_supported: ["code"] },
        token_endpoint: `http://127.0.0.1:${inner.addr.port}/token`,
      };
      response.setHeader("content-type", "application/json").end(JSON.stringify(told));
    });
    const browser = app.browser();
    assert.equal((await browser.ask(await toProvider(browser))).status, 400);
    assert.equal(asked, 0);
    await inner.shutdown();
  }, { OIDC_VIEWERS: "subject:1" }));

const RULES: RoleRules = {
  viewer: ["domain:example.com", "subject:9"],
  operator: ["group:traders"],
  admin: ["group:admins"],
};
const CLAIMS = { subject: "1", login: null, name: null, email: null, groups: [] };

const ROWS: readonly [what: string, claims: Partial<typeof CLAIMS | Json>, role: string | null][] =
  [
    ["nothing", {}, null],
    ["the highest of their groups", { groups: ["traders", "admins"] }, "admin"],
    ["a group that is part of another's name", { groups: ["traders2", "trader"] }, null],
    ["a verified e-mail of the domain", { email: "eve@EXAMPLE.com" }, "viewer"],
    ["an e-mail of a domain below it", { email: "eve@evil.example.com" }, null],
    ["an e-mail with the domain in its name", { email: '"x@example.com"@evil.example' }, null],
    ["the subject", { subject: "9" }, "viewer"],
    ["a subject that begins like it", { subject: "99" }, null],
  ];

for (const [what, claims, role] of ROWS) {
  Deno.test(`roleBy() gives ${role ?? "nobody a role"} for ${what}`, () => {
    assert.equal(roleBy(RULES, { ...CLAIMS, ...claims }), role);
    assert.equal(roleBy({ viewer: [], operator: [], admin: [] }, { ...CLAIMS, ...claims }), null);
  });
}

const WRONG: readonly [settings: Readonly<Record<string, string>>, told: RegExp][] = [
  [{ OIDC_ISSUER: "http://auth.example.com" }, /OIDC_ISSUER must be/],
  [{ OIDC_ISSUER: "https://auth.example.com" }, /OIDC_ISSUER needs OIDC_CLIENT_ID/],
  [{ OIDC_ISSUER: "https://auth.example.com", OIDC_CLIENT_ID: "x" }, /needs PUBLIC_URL/],
  [{ OIDC_ADMINS: "group:admins" }, /OIDC_ADMINS needs OIDC_ISSUER/],
  [{ OIDC_ADMINS: "everybody" }, /OIDC_ADMINS must be rules/],
];

for (const [settings, told] of WRONG) {
  Deno.test(`readConfig() refuses ${JSON.stringify(settings)}`, () => {
    assert.throws(
      () => readConfig(settings),
      (error) => error instanceof ConfigError && told.test(error.message),
    );
  });
}
