import assert from "node:assert/strict";
import { filesBelow } from "../docs/project_file.ts";
import { RunningServer } from "../program/running_server.ts";
import { routesOfApp } from "./routes_of_app.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/** All that a stranger may be answered before there is an account; links carry their right in themselves. */
const OPEN: ReadonlySet<string> = new Set([
  ...["GET /healthz", "GET /offline", "GET /login", "GET /setup", "POST /api/setup"],
  ...["POST /api/session", "DELETE /api/session", "GET /login/oidc"],
  ...["POST /api/session/passkey", "PUT /api/session/passkey"],
  ...["POST /api/session/oidc", "PUT /api/session/oidc"],
  ...["GET /a/:token", "POST /a/:token", "POST /n/:type/:token"],
]);

/** Ways to write an address or a request so that a check and a route may read it differently. */
const DISGUISES: readonly [path: string, headers: HeadersInit][] = [
  ...["//api/pairs", "/api//pairs", "/api/pairs/", "/API/pairs", "/api/%70airs", "/api/pairs%2f"]
    .map((path): [string, HeadersInit] => [path, {}]),
  ...["/login/../api/pairs", "/healthz/..%2fapi/pairs", "/static/../api/pairs", "/api/pairs;x"]
    .map((path): [string, HeadersInit] => [path, {}]),
  ["/healthz", { "x-original-url": "/api/pairs", "x-rewrite-url": "/api/pairs" }],
  ["/api/pairs", { "x-forwarded-for": "127.0.0.1", forwarded: "for=127.0.0.1" }],
  ["/api/pairs", { "x-forwarded-host": "localhost", host: "localhost" }],
  ["/api/pairs", { "remote-user": "admin", "x-remote-user": "admin" }],
  ["/api/pairs", { authorization: `Basic ${btoa("admin:admin")}` }],
  ["/api/pairs", { authorization: "Bearer null", cookie: "sid-http-00000000=undefined" }],
  ["/login", { "x-http-method-override": "DELETE" }],
];

async function onFreshStart(
  test: (server: RunningServer, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const env = { PRICE_SOURCE: "demo", HOST: "0.0.0.0", DATA_DIR: `${folder}/data` };
  const server = await RunningServer.start({ folder, env });
  try {
    await test(server, folder);
  } finally {
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Status of an answer, and where it leads. */
async function ask(
  { url }: RunningServer,
  method: string,
  path: string,
  headers: HeadersInit = {},
) {
  const answer = await fetch(url + path, { method, headers, redirect: "manual" });
  const text = await answer.text();
  const leads = answer.headers.get("location") ?? "";
  return { status: answer.status, leads, text };
}

const isTurnedAway = ({ status, leads }: { status: number; leads: string }) =>
  status === 303 ? leads === "/setup" : status === 401 || status === 404 || status === 405;

Deno.test("A fresh start on 0.0.0.0 answers a stranger login, setup, health and files, and nothing else", () =>
  onFreshStart(async (server, folder) => {
    for (const route of new Set((await routesOfApp()).map(({ route }) => route))) {
      const path = route.replaceAll(/:\w+/g, "none");
      for (const method of METHODS) {
        const isOpen = OPEN.has(`${method === "HEAD" ? "GET" : method} ${route}`);
        const answer = await ask(server, method, path);
        // A method that a route has not, and a way in that was not used rightly, do nothing.
        const isRefused = isTurnedAway(answer) || (method !== "GET" && answer.status === 403);
        assert.equal(isRefused || isOpen, true, `${method} ${route}: ${answer.status}`);
        assert.ok(!answer.text.includes(folder), `${method} ${route} tells where data is kept`);
      }
    }
    for (const [path, headers] of DISGUISES) {
      const { status, leads, text } = await ask(server, "GET", path, headers);
      const isHarmless = status === 200 ? !/"pairs"/.test(text) : true;
      assert.ok(isHarmless, `${path} ${JSON.stringify(headers)}: ${status} ${text.slice(0, 100)}`);
      if (status >= 300 && status < 400) assert.match(leads, /^\/(?:setup|api\/pairs)?$/, path);
    }
    const socket = await ask(server, "GET", "/ws", {
      ...{ connection: "Upgrade", upgrade: "websocket", origin: server.url },
      ...{ "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" },
    });
    assert.equal(socket.status, 401);
    const files = filesBelow("static", ".css", ".js", ".svg", ".png", ".webmanifest");
    for (const file of files.slice(0, 10)) {
      const { status } = await ask(server, "GET", file.replace(/^static/, ""));
      assert.equal(status, 200, file);
    }
    assert.match(server.output, /Setup token for the first account/);
  }));
