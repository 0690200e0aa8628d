import assert from "node:assert/strict";
import { Provider, type ProviderSettings } from "@/lib/accounts/provider.ts";
import { HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import type { Json } from "../program/app_under_test.ts";
import { visitProvider } from "../servers/oidc.ts";
import { type Asker, PASSWORD, type PeopleApp } from "./people_app.ts";
import { EVE, logIn, toProvider, withProvider } from "./provider_app.ts";

const TRADERS = { OIDC_OPERATORS: "group:traders", OIDC_VIEWERS: "group:lookers" };
const TRADER = { ...EVE, groups: ["traders"] };

const isIn = async (browser: Asker) => (await browser.ask("/api/session")).status === 200;
const sessionsOf = ({ program }: PeopleApp) => {
  const { sessions } = program.accounts.identities;
  assert.ok(sessions);
  return sessions;
};

for (const path of ["/api/session", "/api/sessions"]) {
  Deno.test(`DELETE ${path} leads on to the provider, which logs out the one who came by it`, () =>
    withProvider(async (app, provider) => {
      const [browser, cookies] = [app.browser(), new Map<string, string>()];
      await logIn(browser, "/", cookies);
      const begun = provider.asked.length;
      await logIn(app.browser(), "/", cookies);
      const asksWho = (asked: readonly string[]) => asked.some((each) => /interaction/.test(each));
      assert.equal(asksWho(provider.asked.slice(begun)), false);

      const { status, body } = await browser.ask(path, "DELETE");
      assert.equal(status, 200);
      assert.equal(await isIn(browser), false);
      const { origin, searchParams } = new URL(body.url);
      assert.equal(origin, provider.issuer);
      assert.match(searchParams.get("id_token_hint") ?? "", /^ey.+\..+\..+$/);
      const back = await visitProvider(body.url, "http://localhost/login", cookies);
      assert.equal(back.pathname, "/login");
      const left = provider.asked.length;
      await logIn(app.browser(), "/", cookies);
      assert.equal(asksWho(provider.asked.slice(left)), true);
    }, { OIDC_VIEWERS: "subject:1", OIDC_LOGOUT: "return" }));
}

Deno.test("A logout ends at the provider's own page unless it is asked to lead back", () =>
  withProvider(async (app, provider) => {
    const [browser, cookies] = [app.browser(), new Map<string, string>()];
    await logIn(browser, "/", cookies);
    const { body } = await browser.ask("/api/session", "DELETE");
    assert.equal(new URL(body.url).searchParams.get("post_logout_redirect_uri"), null);
    await visitProvider(body.url, `${provider.issuer}/session/end/success`, cookies);
  }, { OIDC_VIEWERS: "subject:1" }));

Deno.test("A logout goes to the provider without a hint once what it gave is forgotten", () =>
  withProvider(async (app) => {
    const browser = app.browser();
    await logIn(browser);
    for (let nth = 0; nth < 1000; nth++) {
      sessionsOf(app).keep(`other ${nth}`, { idToken: "x", refreshToken: null, told: [] });
    }
    const { body } = await browser.ask("/api/session", "DELETE");
    const { searchParams } = new URL(body.url);
    assert.equal(searchParams.get("id_token_hint"), null);
    assert.equal(searchParams.get("client_id"), "crypto-price-alarm");
  }, { OIDC_VIEWERS: "subject:1" }));

Deno.test("A logout stays here where it is to, and for whoever came by password", () =>
  withProvider(async (app) => {
    const browser = app.browser();
    await logIn(browser);
    assert.equal((await browser.ask("/api/session", "DELETE")).status, 204);
    const owner = await app.as("operator", "olga");
    assert.equal((await owner.ask("/api/session", "DELETE")).status, 204);
  }, { OIDC_VIEWERS: "subject:1", OIDC_LOGOUT: "here" }));

Deno.test("A logout after a password stays here, though the account is linked", () =>
  withProvider(async (app) => {
    const owner = await app.as("operator", "olga");
    await owner.ask(await toProvider(owner, "POST", "/api/identities", "/account"));
    assert.equal((await owner.ask("/api/session", "DELETE")).status, 204);
  }));

Deno.test("A logout is done here also while the provider is down", () =>
  withProvider(async (app, provider) => {
    const browser = app.browser();
    await logIn(browser);
    await provider.stop();
    const { status } = await browser.ask("/api/session", "DELETE");
    assert.equal(status, 200);
    assert.equal(await isIn(browser), false);
  }, { OIDC_VIEWERS: "subject:1" }));

const ISSUER = "https://auth.example.com/";
const DESCRIPTION = {
  ...{ issuer: ISSUER, authorization_endpoint: `${ISSUER}auth`, token_endpoint: `${ISSUER}token` },
  ...{ jwks_uri: `${ISSUER}jwks`, response_types_supported: ["code"] },
};

/** A provider that answers what a test says. */
function providerWith(fetch: ProviderSettings["fetch"]): Provider {
  return new Provider({
    ...{ issuer: ISSUER, clientId: "us", clientSecret: null, name: "Example", scopes: "openid" },
    ...{ groupsClaim: "groups", rules: { viewer: [], operator: [], admin: [] } },
    ...{ redirectUri: "https://here.example.com/login/oidc", logout: "provider" },
    ...{ leftUri: "https://here.example.com/login", fetch, now: () => 0 },
    log: { warn: () => {} } as unknown as ProviderSettings["log"],
  });
}

const ENDS: readonly [what: string, endpoint: string | undefined, told: string | null][] = [
  ["its own place", `${ISSUER}leave`, `${ISSUER}leave?client_id=us`],
  ["no such place", undefined, null],
  ["a script", "javascript:alert(1)", null],
  ["a place without TLS", "http://auth.example.com/leave", null],
];

for (const [what, endpoint, told] of ENDS) {
  Deno.test(`Provider.leave() answers ${told} where the provider names ${what}`, async () => {
    const description = { ...DESCRIPTION, end_session_endpoint: endpoint };
    const provider = providerWith(() => Promise.resolve(Response.json(description)));
    assert.equal(await provider.leave(null), told);
  });
}

Deno.test("Provider.leave() gives up on a provider that does not answer, and hands on no endless hint", async () => {
  const signals: unknown[] = [];
  const silent = providerWith((_url, { signal }) => {
    signals.push(signal);
    return Promise.reject(new DOMException("too long", "TimeoutError"));
  });
  assert.equal(await silent.leave("hint"), null);
  assert.ok(signals[0] instanceof AbortSignal);
  const description = { ...DESCRIPTION, end_session_endpoint: `${ISSUER}leave` };
  const known = providerWith(() => Promise.resolve(Response.json(description)));
  assert.match(await known.leave("short") ?? "", /id_token_hint=short/);
  assert.doesNotMatch(await known.leave("x".repeat(5000)) ?? "", /id_token_hint/);
});

Deno.test("A role that the provider takes ends what it opened within a quarter of an hour, unasked", () =>
  withProvider(async (app, provider) => {
    provider.givesRefreshTokens = true;
    provider.person = TRADER;
    const browser = app.browser();
    await logIn(browser);
    provider.person = { ...EVE, groups: ["lookers"] };
    app.forward(14 * MINUTE_MS);
    await sessionsOf(app).askAgain();
    assert.equal((await browser.ask("/api/session")).body.user.role, "operator");
    app.forward(2 * MINUTE_MS);
    await sessionsOf(app).askAgain();
    assert.equal(await isIn(browser), false);
    const eve = app.program.accounts.people.list().find(({ login }) => login === "eve");
    assert.equal(eve?.role, "viewer");
    const { body: { entries } } = await (await app.as("admin")).ask("/api/audit?limit=20");
    const told = entries.find(({ kind }: Json) => kind === "roleChanged");
    assert.match(told.after.detail, /operator → viewer, by Example/);
  }, TRADERS));

Deno.test("Whom no rule fits any more is out within a quarter of an hour, and nobody is added in their place", () =>
  withProvider(async (app, provider) => {
    provider.givesRefreshTokens = true;
    provider.person = TRADER;
    const browser = app.browser();
    await logIn(browser);
    provider.person = { ...EVE, groups: [] };
    app.forward(16 * MINUTE_MS);
    await sessionsOf(app).askAgain();
    assert.equal(await isIn(browser), false);
    assert.equal(app.program.accounts.people.list().length, 2);
  }, TRADERS));

Deno.test("A provider that tells less than at the login takes no role; the session ends in a day", () =>
  withProvider(async (app, provider) => {
    provider.givesRefreshTokens = true;
    provider.person = TRADER;
    const browser = app.browser();
    await logIn(browser);
    provider.person = EVE;
    for (let count = 0; count < 3; count++) {
      app.forward(6 * HOUR_MS);
      await sessionsOf(app).askAgain();
      assert.equal((await browser.ask("/api/session")).body.user.role, "operator");
    }
    app.forward(7 * HOUR_MS);
    assert.equal(await isIn(browser), false);
  }, TRADERS));

Deno.test("A refresh token that was used up is not used again where the rest of an answer was lost", () =>
  withProvider(async (app, provider) => {
    provider.givesRefreshTokens = true;
    provider.person = TRADER;
    const browser = app.browser();
    await logIn(browser);
    provider.isUserinfoDown = true;
    app.forward(16 * MINUTE_MS);
    await sessionsOf(app).askAgain();
    provider.isUserinfoDown = false;
    app.forward(16 * MINUTE_MS);
    await sessionsOf(app).askAgain();
    assert.equal(await isIn(browser), true);
  }, TRADERS));

Deno.test("A login that is ended at the provider ends here, too", () =>
  withProvider(async (app, provider) => {
    provider.givesRefreshTokens = true;
    provider.person = TRADER;
    const [browser, other, cookies] = [app.browser(), app.browser(), new Map<string, string>()];
    await logIn(browser, "/", cookies);
    await logIn(other, "/", cookies);
    const { body } = await other.ask("/api/session", "DELETE");
    await visitProvider(body.url, `${provider.issuer}/session/end/success`, cookies);
    app.forward(16 * MINUTE_MS);
    await sessionsOf(app).askAgain();
    assert.equal(await isIn(browser), false);
  }, TRADERS));

Deno.test("A session whose person the provider confirms lasts beyond a day; a provider that is down ends none", () =>
  withProvider(async (app, provider) => {
    provider.givesRefreshTokens = true;
    provider.person = TRADER;
    const browser = app.browser();
    await logIn(browser);
    for (let day = 0; day < 3; day++) {
      app.forward(20 * HOUR_MS);
      await sessionsOf(app).askAgain();
      assert.equal(await isIn(browser), true);
    }
    await provider.stop();
    app.forward(HOUR_MS);
    await sessionsOf(app).askAgain();
    assert.equal(await isIn(browser), true);
    app.forward(24 * HOUR_MS);
    assert.equal(await isIn(browser), false);
  }, TRADERS));

Deno.test("Where the provider cannot be asked again its people's sessions last a day, those of linked accounts as long as any", () =>
  withProvider(async (app, provider) => {
    provider.person = TRADER;
    const browser = app.browser();
    await logIn(browser);
    const owner = await app.as("operator", "olga");
    provider.person = { sub: "9" };
    await owner.ask(await toProvider(owner, "POST", "/api/identities", "/account"));
    const linked = app.browser();
    await logIn(linked);
    app.forward(23 * HOUR_MS);
    assert.deepEqual([await isIn(browser), await isIn(linked)], [true, true]);
    await sessionsOf(app).askAgain();
    app.forward(2 * HOUR_MS);
    assert.deepEqual([await isIn(browser), await isIn(linked)], [false, true]);
    assert.equal(
      (await app.browser().ask("/api/session", "POST", {
        ...{ login: "olga", password: PASSWORD },
      })).status,
      200,
    );
  }, TRADERS));
