import assert from "node:assert/strict";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { BACK, EVE, logIn, toProvider, withProvider } from "./provider_app.ts";

Deno.test("A login that was begun in one browser does not end in another, nor twice", () =>
  withProvider(async (app) => {
    const [browser, other] = [app.browser(), app.browser()];
    const back = await toProvider(browser);
    await toProvider(other);
    for (const asker of [other, app.browser()]) {
      const { status } = await asker.ask(back);
      assert.equal(status, 400);
      assert.equal((await asker.ask("/api/session")).status, 401);
    }
    assert.equal((await browser.ask(back)).status, 303);
    assert.equal((await browser.ask(back)).status, 400);
  }, { OIDC_VIEWERS: "subject:1" }));

Deno.test("A code of one login does not end another, which may be the same browser's", () =>
  withProvider(async (app) => {
    const [browser, other] = [app.browser(), app.browser()];
    const [first, second, others] = [
      await toProvider(browser),
      await toProvider(browser),
      await toProvider(other),
    ].map((back) => new URL(back, BACK));
    for (const [back, of] of [[second, first], [second, others]] as const) {
      const mixed = new URL(back ?? "");
      mixed.searchParams.set("code", of?.searchParams.get("code") ?? "");
      assert.equal((await browser.ask(mixed.pathname + mixed.search)).status, 400);
    }
    assert.equal((await browser.ask("/api/session")).status, 401);
    assert.equal((await other.ask("/api/session")).status, 401);
  }, { OIDC_VIEWERS: "subject:1" }));

Deno.test("A login over an open session is of whom the provider names, and of nobody else", () =>
  withProvider(async (app, provider) => {
    const browser = await app.as("operator", "olga");
    await logIn(browser);
    const { body: { user, may } } = await browser.ask("/api/session");
    assert.notEqual(user.id, browser.id);
    assert.deepEqual([user.role, may.includes("changeAlarms")], ["viewer", false]);
    // Who is refused stays who they are.
    provider.person = EVE;
    assert.equal((await logIn(browser)).status, 403);
    assert.equal((await browser.ask("/api/session")).body.user.id, user.id);
    const [own] = app.program.accounts.book.state.people
      .filter(({ id }) => id === browser.id);
    assert.deepEqual(own?.identities, []);
  }, { OIDC_VIEWERS: "subject:1" }));

Deno.test("Who is erased is nobody the provider's login leads to: a rule adds them anew, else none is", () =>
  withProvider(async (app, provider) => {
    const { book, people } = app.program.accounts;
    const browser = app.browser();
    await logIn(browser);
    const { body: { user } } = await browser.ask("/api/session");
    const linked = await app.as("admin", "olga");
    provider.person = EVE;
    await linked.ask(await toProvider(linked, "POST", "/api/identities"));
    for (const id of [user.id, linked.id]) await people.remove(id, "cli");
    assert.equal((await browser.ask("/api/session")).status, 401);
    // Linked to an admin once, by no rule: the provider's word alone opens nothing.
    assert.equal((await logIn(app.browser())).status, 403);
    provider.person = { sub: "1", preferred_username: "anna" };
    const again = app.browser();
    assert.equal((await logIn(again)).status, 303);
    const { body: { user: anew } } = await again.ask("/api/session");
    assert.equal(anew.role, "viewer");
    assert.notEqual(anew.id, user.id);
    assert.equal(book.state.people.some(({ id }) => id === user.id), false);
  }, { OIDC_VIEWERS: "subject:1" }));

/** What somebody may change in the address on the way back. */
const CHANGED: readonly [what: string, change: (query: URLSearchParams) => void][] = [
  ["another state", (query) => query.set("state", "x".repeat(43))],
  ["no state", (query) => query.delete("state")],
  ["another code", (query) => query.set("code", "x".repeat(43))],
  ["another issuer", (query) => query.set("iss", "https://evil.example")],
  ["an error of the provider", (query) => query.set("error", "access_denied")],
];

for (const [what, change] of CHANGED) {
  Deno.test(`GET /login/oidc logs nobody in with ${what}`, () =>
    withProvider(async (app) => {
      const browser = app.browser();
      const back = new URL(await toProvider(browser), BACK);
      change(back.searchParams);
      const { status, body } = await browser.ask(back.pathname + back.search);
      assert.deepEqual([status, /was not completed/.test(body)], [400, true]);
      assert.equal((await browser.ask("/api/session")).status, 401);
    }, { OIDC_VIEWERS: "subject:1" }));
}

Deno.test("A login after ten minutes at the provider is begun again", () =>
  withProvider(async (app) => {
    const browser = app.browser();
    const back = await toProvider(browser);
    app.forward(11 * MINUTE_MS);
    assert.equal((await browser.ask(back)).status, 400);
  }, { OIDC_VIEWERS: "subject:1" }));

Deno.test("A login leads to no other site, whatever it is asked to go on to", () =>
  withProvider(async (app) => {
    for (const next of ["//evil.example", "https://evil.example/", "/..//evil.example"]) {
      assert.equal((await logIn(app.browser(), next)).headers.get("location"), "/");
    }
  }, { OIDC_VIEWERS: "subject:1" }));
