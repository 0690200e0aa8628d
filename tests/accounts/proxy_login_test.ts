import assert from "node:assert/strict";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { readConfig } from "@/lib/settings/config.ts";
import { TrustedProxies } from "@/lib/settings/trusted_proxies.ts";
import { proxyWord } from "@/lib/server/who.ts";
import { PASSWORD, withPeople } from "./people_app.ts";

const PROXIES = new TrustedProxies(["127.0.0.1", "10.0.0.0/8"]);

/** What is read of these headers from this address. */
function wordOf(
  hostname: string,
  headers: HeadersInit | [string, string][],
  header = "Remote-User",
) {
  const remote = { transport: "tcp", hostname, port: 1 } as const;
  return proxyWord({ headers: new Headers(headers) }, remote, { header, proxies: PROXIES });
}

Deno.test("proxyWord() is the login that a trusted proxy's header holds", () => {
  const anna = { kind: "login", login: "anna@x.org" };
  assert.deepEqual(wordOf("127.0.0.1", { "remote-user": " anna@x.org " }), anna);
  assert.deepEqual(wordOf("::ffff:10.2.3.4", { "Remote-User": "anna@x.org" }), anna);
  for (const headers of [{}, { "remote-user": "" }, { "remote-email": "anna@x.org" }]) {
    assert.deepEqual(wordOf("127.0.0.1", headers), { kind: "none" });
  }
});

const FORGED: readonly [why: string, hostname: string, headers: [string, string][]][] = [
  ["an address that is not trusted", "192.0.2.1", [["remote-user", "anna"]]],
  [
    "one that says it came through a trusted one",
    "192.0.2.1",
    [["remote-user", "anna"], ["x-forwarded-for", "127.0.0.1"], ["x-real-ip", "127.0.0.1"]],
  ],
  ["two of the header", "127.0.0.1", [["remote-user", "anna"], ["remote-user", "admin"]]],
  ["the underscore beside it", "127.0.0.1", [["remote-user", "anna"], ["remote_user", "admin"]]],
  ["the underscore alone", "127.0.0.1", [["remote_user", "admin"]]],
  [
    "Connection that names it",
    "127.0.0.1",
    [["remote-user", "anna"], ["connection", "close, Remote-User"]],
  ],
  ["what is no login", "127.0.0.1", [["remote-user", "anna <b>"]]],
  ["a name that is too long", "127.0.0.1", [["remote-user", "a".repeat(65)]]],
];

for (const [why, hostname, headers] of FORGED) {
  Deno.test(`proxyWord() refuses ${why}`, () => {
    assert.equal(wordOf(hostname, headers).kind, "forged");
  });
}

Deno.test("readConfig() wants trusted proxies with AUTH_PROXY_HEADER, and a header of its own", () => {
  assert.throws(() => readConfig({ AUTH_PROXY_HEADER: "Remote-User" }), /needs TRUSTED_PROXIES/);
  for (const name of ["Cookie", "authorization", "X-Forwarded-For", "remote_user", "a b"]) {
    const env = { AUTH_PROXY_HEADER: name, TRUSTED_PROXIES: "127.0.0.1" };
    assert.throws(() => readConfig(env), /AUTH_PROXY_HEADER must be/, name);
  }
});

const ENV = { AUTH_PROXY_HEADER: "Remote-User", TRUSTED_PROXIES: "127.0.0.1" };
const AS = (login: string) => ({ "remote-user": login });

Deno.test("AUTH_PROXY_HEADER lets in whoever it names, as who they are here", () =>
  withPeople(async (app) => {
    const { people, book } = app.program.accounts;
    await people.add({ login: "anna", role: "admin", password: PASSWORD }, "cli");
    const { id } = await people.add({ login: "Bob", role: "viewer" }, "cli");
    const proxy = app.browser();
    const ask = (path: string, login: string, method = "GET", body?: unknown) =>
      proxy.ask(path, method, body, AS(login));
    const { body, headers } = await ask("/api/session", "bob");
    assert.deepEqual([body.user.login, body.user.role], ["Bob", "viewer"]);
    assert.deepEqual(headers.getSetCookie(), []);
    assert.equal((await ask("/people", "bob")).status, 403);
    assert.equal((await ask("/people", "anna")).status, 200);
    assert.equal((await ask("/api/session", "")).status, 401);
    await Promise.all(["bob", "bob", "bob"].map((login) => ask("/api/pairs", login)));
    const own = book.state.sessions.filter(({ userId }) => userId === id);
    assert.deepEqual(own.map(({ method }) => method), ["the proxy"]);
    assert.match((await ask("/account", "bob")).body, /log out there/);
    // A cookie of somebody else beside the header is not what counts.
    const login = { login: "anna", password: PASSWORD };
    const mixed = app.browser();
    await mixed.ask("/api/session", "POST", login);
    assert.equal(
      (await mixed.ask("/api/session", "GET", undefined, AS("bob"))).body.user.login,
      "Bob",
    );
    await people.update(id, { isDisabled: true }, "cli");
    assert.equal((await ask("/api/pairs", "bob")).status, 403);
  }, ENV));

Deno.test("AUTH_PROXY_HEADER lets in nobody who is unknown, and makes no first account", () =>
  withPeople(async (app) => {
    const proxy = app.browser();
    const ask = (path: string, login = "carol") => proxy.ask(path, "GET", undefined, AS(login));
    assert.equal((await ask("/api/pairs")).body.code, "setup_needed");
    assert.equal(app.program.accounts.book.state.people.length, 0);
    await app.program.accounts.people.add(
      { login: "anna", role: "admin", password: PASSWORD },
      "cli",
    );
    const refused = await ask("/api/pairs");
    assert.deepEqual([refused.status, refused.body.code], [403, "unknown_person"]);
    const page = await ask("/");
    assert.equal(page.status, 403);
    assert.match(page.body, /Nobody here is named carol/);
    // Where an invitation is taken.
    assert.equal((await ask("/setup")).status, 200);
    const forged = await proxy.ask("/api/pairs", "GET", undefined, { "remote_user": "anna" });
    assert.equal(forged.status, 400);
  }, ENV));

Deno.test("Who has nothing to show but the proxy's word is asked for nothing more; who has a password is", () =>
  withPeople(async (app) => {
    const { people } = app.program.accounts;
    await people.add({ login: "anna", role: "admin", password: PASSWORD }, "cli");
    await people.add({ login: "bob", role: "admin" }, "cli");
    const proxy = app.browser();
    const makeToken = async (login: string) => {
      const body = { name: "script", scopes: ["alarms:read"] };
      return (await proxy.ask("/api/tokens", "POST", body, AS(login))).status;
    };
    assert.deepEqual([await makeToken("anna"), await makeToken("bob")], [201, 201]);
    app.forward(11 * MINUTE_MS);
    assert.deepEqual([await makeToken("anna"), await makeToken("bob")], [403, 201]);
  }, ENV));
