import assert from "node:assert/strict";
import { can, rightOfRequest, type Who } from "@/lib/accounts/rights.ts";
import { ROLES, SCOPES } from "@/lib/protocol/views.ts";
import type { Json } from "../program/app_under_test.ts";
import { type Asker, withPeople } from "./people_app.ts";
import { routesOfApp } from "./routes_of_app.ts";

const ROUTES = await routesOfApp();
/** These end what the walk asks with. */
const LAST = new Set(["DELETE /api/session", "DELETE /api/sessions"]);

/** Asks for every route as somebody, and holds what is refused against the table of rights. */
async function walk(asker: Asker, who: Who): Promise<void> {
  for (const { method, route } of ROUTES) {
    if (LAST.has(`${method} ${route}`)) continue;
    const path = route.replaceAll(/:\w+/g, "none");
    const { status, body, headers } = await asker.ask(
      path,
      method,
      method === "GET" ? undefined : {},
    );
    const action = rightOfRequest(method, route);
    const may = action !== null && can(who, action);
    const said = `${method} ${route} as ${who.kind}: ${status} ${
      JSON.stringify(body).slice(0, 300)
    }`;
    assert.equal(!isTurnedAway(status, body, headers), may, said);
  }
}

/** Before the route was reached: what a command refuses, it says in other words. */
function isTurnedAway(status: number, body: Json, headers: Headers): boolean {
  if (status === 303) return headers.get("location")?.startsWith("/login") === true;
  if (status === 401) return ["unauthenticated", "setup_needed"].includes(body.code);
  return status === 403 && /may not [A-Z]+ \/|for admins/.test(body.detail ?? body);
}

Deno.test("HEAD is turned away where GET is, and a method that no route has is open to nobody", () =>
  withPeople(async (app) => {
    await app.as("admin");
    const [stranger, viewer] = [app.browser(), await app.as("viewer")];
    for (const { route } of ROUTES.filter(({ method }) => method === "GET")) {
      const path = route.replaceAll(/:\w+/g, "none");
      for (const asker of [stranger, viewer]) {
        const [get, head] = [await asker.ask(path), await asker.ask(path, "HEAD")];
        assert.equal(head.status, get.status, `HEAD ${route}`);
      }
      const isNamed = ROUTES.some((each) => each.route === route && each.method === "PUT");
      if (isNamed) continue;
      const { status } = await viewer.ask(path, "PUT", {});
      assert.equal(status, 403, `PUT ${route}`);
    }
  }));

const PERSON = { id: "user_x", login: "x", name: "x" };

Deno.test("Every route turns nobody away who may, and everybody who may not", () =>
  withPeople(async (app) => {
    await app.as("admin");
    await walk(app.browser(), { kind: "nobody" });
    for (const role of ROLES) {
      const asker = await app.as(role);
      await walk(asker, { kind: "person", person: { ...PERSON, role }, sessionId: "s" });
    }
  }));

for (const scope of SCOPES) {
  Deno.test(`Every route holds a token of the scope ${scope} to it`, () =>
    withPeople(async (app) => {
      for (const role of ["viewer", "admin"] as const) {
        const scopes = [scope];
        const asker = await app.token(role, scopes);
        await walk(asker, { kind: "token", person: { ...PERSON, role }, tokenId: "t", scopes });
      }
    }));
}

/** Ways to send a token that must not count: each has lost or widened a token's rights somewhere. */
const OTHER_WAYS: readonly [
  string,
  (token: string, tag: string) => [path: string, headers: HeadersInit],
][] = [
  ["as Basic", (token) => ["/api/pairs", { authorization: `Basic ${btoa(`x:${token}`)}` }]],
  ["as Basic name", (token) => ["/api/pairs", { authorization: `Basic ${btoa(`${token}:`)}` }]],
  ["in the query", (token) => [`/api/pairs?token=${token}&access_token=${token}`, {}]],
  ["as a cookie", (token, tag) => [
    "/api/pairs",
    { cookie: `sid-http-${tag}=${token}; __Host-sid-${tag}=${token}` },
  ]],
  ["in another header", (token) => ["/api/pairs", { "x-api-key": token }]],
];

for (const [way, make] of OTHER_WAYS) {
  Deno.test(`A token ${way} opens no route that is not open to everybody`, () =>
    withPeople(async (app) => {
      const owner = await app.as("admin");
      const { body } = await owner.ask("/api/tokens", "POST", { name: "t", scopes: SCOPES });
      const [path, headers] = make(body.token, app.program.accounts.cookieTag);
      const query = path.replace("/api/pairs", "");
      // As a page of ours would ask: what is refused here is the token, and not where it comes from.
      const more = { origin: "http://localhost", ...headers };
      const asker: Asker = {
        cookies: new Map(),
        ask: (to, method, sent) => app.browser().ask(to + query, method, sent, more),
      };
      await walk(asker, { kind: "nobody" });
    }));
}

Deno.test("A token counts behind Bearer only", () =>
  withPeople(async (app) => {
    const owner = await app.as("admin");
    const scopes = ["alarms:read"];
    const { body } = await owner.ask("/api/tokens", "POST", { name: "t", scopes });
    const bearer = { authorization: `Bearer ${body.token}` };
    assert.equal((await app.browser().ask("/api/pairs", "GET", undefined, bearer)).status, 200);
    for (const [way, make] of OTHER_WAYS) {
      const [path, headers] = make(body.token, app.program.accounts.cookieTag);
      assert.equal((await app.browser().ask(path, "GET", undefined, headers)).status, 401, way);
    }
    // A wrong token beside a right cookie is a wrong token.
    const wrong = { authorization: `Bearer ${body.token}x` };
    assert.equal((await owner.ask("/api/pairs", "GET", undefined, wrong)).status, 401);
  }));
