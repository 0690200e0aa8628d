import assert from "node:assert/strict";
import { withLocalServer } from "../e2e/with_server.ts";
import { behindHeaders, createApp } from "@/lib/server/app.ts";
import { handshakeProblem, requestProblem, withHeaders } from "@/lib/server/guards.ts";
import { withApp } from "../program/app_under_test.ts";

const PROTECTING: readonly (readonly [name: string, value: RegExp])[] = [
  ["x-content-type-options", /^nosniff$/],
  ["referrer-policy", /^no-referrer$/],
  ["cross-origin-opener-policy", /^same-origin$/],
  ["cross-origin-resource-policy", /^same-origin$/],
  ["permissions-policy", /camera=\(\).*microphone=\(\)/],
  ["content-security-policy", /frame-ancestors 'none'/],
];

function assertProtected(response: Response): void {
  for (const [name, value] of PROTECTING) {
    assert.match(response.headers.get(name) ?? "", value, `${name} of a ${response.status}`);
  }
}

const HOSTS: readonly (readonly [host: string | null, isGood: boolean])[] = [
  ["localhost", true],
  ["LOCALHOST:8000", true],
  ["127.0.0.1:8000", true],
  ["[::1]:8000", true],
  ["xn--mnchen-3ya.example", true],
  ["my_host.lan:", true],
  [null, false],
  ["", false],
  ["a b", false],
  ["[::1", false],
  ["::1", false],
  ["%zz", false],
  ["a/b", false],
  ["localhost?x", false],
  ["localhost#x", false],
  ["loc%61lhost", false],
  ["user@localhost", false],
  ["localhost\\x", false],
  ["a<b", false],
  ["x:99999", false],
  ["x:80:80", false],
  ["127.0.0.1, evil.com", false],
  ["\u00ff", false],
];

Deno.test("requestProblem() takes a host only as browsers and scripts send it", () => {
  for (const [host, isGood] of HOSTS) {
    const request = new Request("http://x/");
    if (host !== null) request.headers.set("host", host);
    assert.equal(requestProblem(request) === null, isGood, String(host));
  }
});

const KEY = { "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-version": "13" };
const GOOD = { upgrade: "websocket", connection: "keep-alive, Upgrade", ...KEY };

const HANDSHAKES: readonly (readonly [says: string, Record<string, string>, RegExp | null])[] = [
  ["as browsers send it", GOOD, null],
  ["in capitals", { ...GOOD, upgrade: "WebSocket" }, null],
  ["without upgrade", { ...KEY }, /connect to it with ws/],
  ["to another protocol", { ...GOOD, upgrade: "h2c" }, /connect to it with ws/],
  ["without connection", { upgrade: "websocket", ...KEY }, /Connection must say Upgrade/],
  ["without a version", { ...GOOD, "sec-websocket-version": "" }, /Version must be 13/],
  ["of another version", { ...GOOD, "sec-websocket-version": "99" }, /Version must be 13/],
  ["without a key", { ...GOOD, "sec-websocket-key": "" }, /16 bytes in base64/],
  ["with a short key", { ...GOOD, "sec-websocket-key": "abc" }, /16 bytes in base64/],
];

for (const [says, headers, problem] of HANDSHAKES) {
  Deno.test(`handshakeProblem() looks at a handshake ${says}`, () => {
    const found = handshakeProblem(new Request("http://x/ws", { headers }));
    if (problem === null) assert.equal(found, null);
    else assert.match(found ?? "", problem);
  });
}

Deno.test("A handshake that breaks the rules is a 400 with our headers, and no fault of ours", async () => {
  await withApp(async ({ request }) => {
    for (const [, headers, problem] of HANDSHAKES) {
      if (problem === null) continue;
      const response = await request("/ws", { headers });
      const { code, detail } = await response.json();
      assert.deepEqual([response.status, code], [400, "bad_request"], detail);
      assert.equal(response.headers.get("sec-websocket-version"), "13");
      assertProtected(response);
    }
  });
});

const ORIGIN = "https://alarm.example.com";
const LISTED = { ALLOWED_ORIGINS: [ORIGIN] };

Deno.test("A page of a listed origin may read every answer under /api, also those before the app", async () => {
  await withApp(async ({ request, program }) => {
    const post = (body: BodyInit, headers: HeadersInit = {}) => ({ method: "POST", body, headers });
    const answers: [string, RequestInit, number][] = [
      ["/api/status", {}, 200],
      ["/api/pairs/%zz", {}, 400],
      ["/api/alarms/%E0%A4%A/why", {}, 400],
      ["/api/pairs", { headers: { host: "a b" } }, 400],
      ["/api/pairs", { method: "PROPFIND" }, 405],
      ["/api/pairs", { method: "PUT" }, 405],
      ["/api/pairs", { headers: { host: "evil.com" } }, 403],
      ["/api/nothing", {}, 404],
      ["/api/pairs", post("{"), 400],
      ["/api/pairs", post("x".repeat(70_000)), 413],
      ["/api/pairs", post("{}", { "content-type": "application/json; charset=ebcdic" }), 400],
      ["/api/pairs", post('{"pair":""}'), 422],
      ["/api/pairs", { method: "OPTIONS" }, 204],
    ];
    const ask = async (path: string, init: RequestInit, origin: string) => {
      const headers = new Headers(init.headers);
      headers.set("origin", origin);
      const response = await request(path, { ...init, headers });
      const text = await response.text();
      assertProtected(response);
      return { response, text };
    };
    const assertRead = async (path: string, init: RequestInit, status: number) => {
      const { response, text } = await ask(path, init, ORIGIN);
      assert.equal(response.status, status, path);
      assert.equal(response.headers.get("access-control-allow-origin"), ORIGIN, path);
      assert.match(response.headers.get("vary") ?? "", /origin/i);
      if (status < 400) return;
      assert.equal(response.headers.get("content-type"), "application/problem+json", path);
      assert.equal(JSON.parse(text).status, status);
      const other = await ask(path, init, "https://evil.com");
      assert.equal(other.response.headers.get("access-control-allow-origin"), null, path);
    };
    for (const [path, init, status] of answers) await assertRead(path, init, status);
    Object.defineProperty(program, "runFor", {
      value: () => Promise.reject(new TypeError("oops")),
    });
    Object.assign(program, {
      onError: () => {},
    });
    await assertRead("/api/pairs", post('{"pair":"BTCUSDT"}'), 500);
  }, { ALLOWED_ORIGINS: ORIGIN });
});

Deno.test("A server that asks the app for its handler, as in development, answers with our headers", async () => {
  const origin = "https://charts.example";
  const handler = behindHeaders(createApp(() => null), { ALLOWED_ORIGINS: [origin] }).handler();
  const remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port: 50_000 } as const;
  const request = new Request("http://localhost/api/pairs", {
    headers: { host: "localhost", origin },
  });
  const response = await handler(request, { remoteAddr, completed: Promise.resolve() });
  assertProtected(response);
  assert.equal(response.headers.get("access-control-allow-origin"), origin);
});

Deno.test("Every answer has our headers, whatever became of the request", async () => {
  await withApp(async ({ request, program }) => {
    const answers: [string, RequestInit, number][] = [
      ["/", {}, 200],
      ["/favicon.svg", {}, 200],
      ["/manifest.webmanifest", {}, 200],
      ["/sw.js", {}, 200],
      ["/favicon.svg", { headers: { range: "bytes=0-3" } }, 206],
      ["/favicon.svg", { headers: { range: "bytes=9999999-" } }, 416],
      ["/api/status", {}, 200],
      ["/api/alarms/export?format=csv", {}, 200],
      ["/nothing", {}, 404],
      ["/api/nothing", {}, 404],
      ["/api/pairs", { method: "POST", body: "{" }, 400],
      ["/api/pairs", { method: "POST", headers: { origin: "https://evil.com" } }, 403],
      ["/", { headers: { host: "evil.com" } }, 403],
      ["/", { headers: { host: "a b" } }, 400],
      ["/", { method: "POST", headers: { origin: "null" } }, 403],
      ["/", { method: "OPTIONS" }, 204],
    ];
    for (const [path, init, status] of answers) {
      const response = await request(path, init);
      await response.body?.cancel();
      assert.equal(response.status, status, path);
      assertProtected(response);
    }
    const etag = (await request("/favicon.svg")).headers.get("etag") ?? "";
    const unchanged = await request("/favicon.svg", { headers: { "if-none-match": etag } });
    assert.equal(unchanged.status, 304);
    assertProtected(unchanged);
    Object.assign(program, { isHealthy: () => false });
    const failing = await request("/healthz");
    await failing.body?.cancel();
    assert.equal(failing.status, 503);
    assertProtected(failing);
  });
});

Deno.test("withHeaders() answers 500 with our headers for what nobody caught", async () => {
  const info = {
    remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 } as const,
    completed: Promise.resolve(),
  };
  const answer = withHeaders(() => Promise.reject(new TypeError("oops")), LISTED);
  const response = await answer(new Request("http://x/", { headers: { host: "x" } }), info);
  assert.equal(response.status, 500);
  assertProtected(response);
  assert.equal((await response.json()).code, "internal");
});

Deno.test("withHeaders() protects the answer of a program that is still starting", async () => {
  const info = {
    remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 } as const,
    completed: Promise.resolve(),
  };
  const answer = withHeaders(createApp(() => null).handler(), LISTED);
  const response = await answer(new Request("http://x/", { headers: { host: "localhost" } }), info);
  assert.equal(response.status, 503);
  assertProtected(response);
  assert.equal((await response.json()).code, "starting");
});

/** The answer to bytes sent as they are, to a server that reads the body as the program does. */
async function answerTo(text: string): Promise<string> {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    withHeaders(() => new Response("fine"), LISTED),
  );
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
  try {
    await connection.write(new TextEncoder().encode(text));
    return await new Response(connection.readable).text();
  } finally {
    await server.shutdown();
  }
}

Deno.test("A malformed host on a real connection is a 400 with our headers", async () => {
  for (const host of ["[::1", "a b", "x:99999"]) {
    const answer = await answerTo(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.match(answer, /cross-origin-resource-policy: same-origin/);
    assert.match(answer, /Host header must be a name or an address/);
  }
});

Deno.test("A socket's 101 has our headers, too", () =>
  withLocalServer(async ({ server: { url } }) => {
    const { hostname, port, host } = new URL(url);
    using connection = await Deno.connect({ hostname, port: Number(port) });
    const handshake = [
      ...["GET /ws HTTP/1.1", `Host: ${host}`, "Upgrade: websocket", "Connection: Upgrade"],
      ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""],
    ];
    await connection.write(new TextEncoder().encode(handshake.join("\r\n")));
    const bytes = new Uint8Array(4096);
    const [head = ""] = new TextDecoder()
      .decode(bytes.subarray(0, await connection.read(bytes) ?? 0)).split("\r\n\r\n");
    const [first = "", ...lines] = head.split("\r\n");
    assert.match(first, /^HTTP\/1\.1 101 /);
    const headers = new Headers(
      lines.map((line) => line.split(/:\s*(.*)/, 2) as [string, string]),
    );
    for (const [name, value] of PROTECTING) assert.match(headers.get(name) ?? "", value, name);
    assert.match(headers.get("x-request-id") ?? "", /./);
  }));

Deno.test("Hundreds of requests that come at once begin a few a round; the health check waits for none", async () => {
  let [begun, most] = [0, 0];
  const fetch = withHeaders(() => {
    begun++;
    return Promise.resolve(new Response());
  }, LISTED);
  const info = {
    remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 } as const,
    completed: Promise.resolve(),
  };
  const headers = { host: "localhost" };
  const ask = (path: string) => fetch(new Request(`http://localhost${path}`, { headers }), info);
  const all = Promise.all(Array.from({ length: 300 }, (_, nth) => ask(`/a/${nth}`)));
  const soon = await ask("/healthz");
  assert.equal(soon.status, 200);
  assert.ok(begun <= 20, `${begun} begin at once`);
  for (let before = begun; begun < 301; before = begun) {
    most = Math.max(most, begun - before);
    await new Promise((resolve) => setTimeout(resolve));
  }
  await all;
  assert.ok(most <= 40, `${most} in one round`);
});
