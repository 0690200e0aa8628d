import assert from "node:assert/strict";
import { SCOPES } from "@/lib/protocol/views.ts";
import type { Json } from "../program/app_under_test.ts";
import { openSocket } from "./proxied.ts";
import type { ProxiedStage } from "./proxy_rig.ts";

const FIRST_PASSWORD = new URL("./fixture/first-password", import.meta.url).pathname;
const PASSWORD = (await Deno.readTextFile(FIRST_PASSWORD)).trim();

/** Settings of a program below a path, whose first admin is made without a person. */
export const WITH_ACCOUNTS = {
  ...{ BASE_PATH: "/alarm", AUTH: "auto", ADMIN_PASSWORD_FILE: FIRST_PASSWORD },
};

type Headers = Readonly<Record<string, string>>;

/** Whoever a proxy lets through below a path is who the program says, until it says otherwise. */
export async function admitsBelow(stage: ProxiedStage, t: Deno.TestContext): Promise<void> {
  const led = await asked(stage, "GET", "/log", {});
  assert.deepEqual([led.status, led.headers.get("location")], [303, "/alarm/login?next=%2Flog"]);
  const admin = await loggedIn(stage, "admin");
  await t.step("a session is from where it is, whatever headers say", async () => {
    const { body: { sessions } } = await asked(stage, "GET", "/api/sessions", admin);
    assert.deepEqual(sessions.map(({ address }: Json) => address), ["127.0.0.1"]);
  });
  await t.step("a token opens what its scope is for, as Bearer only", () => holds(stage, admin));
  await t.step("a socket is closed with 4401 once the role changes", () => ends(stage, admin));
}

/** Logs in with headers that are for proxies to write; answers those of the browser from then on. */
async function loggedIn(stage: ProxiedStage, login: string): Promise<Headers> {
  const forged = { "x-forwarded-for": "203.0.113.66", forwarded: "for=203.0.113.66" };
  const body = { login, password: PASSWORD };
  const { status, headers } = await asked(stage, "POST", "/api/session", forged, body);
  assert.equal(status, 200);
  const cookies = headers.getSetCookie();
  for (const cookie of cookies) {
    assert.match(cookie, /^__Secure-\w+-\w+=\S+; Path=\/alarm\/; HttpOnly; .*Secure/);
  }
  const cookie = cookies.map((text) => text.split(";")[0]).join("; ");
  return { cookie, origin: stage.url };
}

const OPENED: readonly [path: string, scope: string][] = [
  ["/api/alarms", "alarms:read"],
  ["/api/fires", "fires:read"],
  ["/api/channels", "channels:read"],
  ["/metrics", "metrics"],
];

async function holds(stage: ProxiedStage, admin: Headers): Promise<void> {
  for (const scope of SCOPES) {
    const made = await asked(stage, "POST", "/api/tokens", admin, { name: scope, scopes: [scope] });
    const bearer = { authorization: `Bearer ${made.body.token}` };
    const basic = { authorization: `Basic ${btoa(`admin:${made.body.token}`)}` };
    for (const [path, needed] of OPENED) {
      const said = `${path} with ${scope}`;
      const may = scope === needed ? 200 : 403;
      assert.equal((await asked(stage, "GET", path, bearer)).status, may, said);
      assert.equal((await asked(stage, "GET", path, basic)).status, 401, said);
      const inQuery = `${path}?access_token=${made.body.token}`;
      assert.equal((await asked(stage, "GET", inQuery, {})).status, 401, said);
    }
  }
}

async function ends(stage: ProxiedStage, admin: Headers): Promise<void> {
  const { body: { token: invite } } = await asked(stage, "POST", "/api/invites", admin, {
    role: "operator",
  });
  const chosen = { invite, login: "ben", password: PASSWORD };
  const { status, body: { user } } = await asked(stage, "POST", "/api/setup", {}, chosen);
  assert.equal(status, 201);
  const ben = await loggedIn(stage, "ben");
  await using socket = await openSocket(
    stage,
    stage.url,
    { Cookie: ben["cookie"] ?? "" },
    "/alarm/ws",
  );
  await socket.until(/"event":"snapshot"/);
  const path = `/api/users/${user.id}`;
  assert.equal((await asked(stage, "PATCH", path, admin, { role: "viewer" })).status, 200);
  const code = String.fromCharCode(4401 >> 8, 4401 & 0xff);
  await socket.until(new RegExp(`${code}The session has ended`));
  assert.equal((await asked(stage, "GET", "/api/pairs", ben)).status, 401);
  await using again = await openSocket(
    stage,
    stage.url,
    { Cookie: ben["cookie"] ?? "" },
    "/alarm/ws",
  );
  assert.match(again.head, /^HTTP\/1\.1 401 /);
}

async function asked(
  stage: ProxiedStage,
  method: string,
  path: string,
  headers: Headers,
  body?: unknown,
) {
  const init = { method, headers, redirect: "manual" as const };
  const answer = await stage.ask(
    1,
    `/alarm${path}`,
    body === undefined ? init : { ...init, body: JSON.stringify(body) },
  );
  const isJson = answer.headers.get("content-type")?.includes("json");
  const read: Json = isJson ? await answer.json() : await answer.text();
  return { status: answer.status, headers: answer.headers, body: read };
}
