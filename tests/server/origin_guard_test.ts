import assert from "node:assert/strict";
import { OriginGuard } from "@/lib/server/guards.ts";

const guard = new OriginGuard({
  HOST: "nas.lan",
  ALLOWED_ORIGINS: ["https://alarm.example.com"],
});

type Row = [sentence: string, method: string, headers: Record<string, string>, allowed: boolean];
const LOCAL = { host: "127.0.0.1:8000" };
const UPGRADE = { ...LOCAL, upgrade: "websocket" };

const ROWS: readonly Row[] = [
  ["a page asked for by address", "GET", LOCAL, true],
  ["a page asked for as localhost", "GET", { host: "localhost:8000" }, true],
  ["a page asked for by an IPv6 address", "GET", { host: "[::1]:8000" }, true],
  ["a page asked for by the HOST setting", "GET", { host: "nas.lan:8000" }, true],
  ["a page asked for by a listed origin's name", "GET", { host: "alarm.example.com" }, true],
  ["a page asked for by a name pointed here (rebinding)", "GET", { host: "evil.com:8000" }, false],
  ["no host at all", "GET", {}, false],
  ["a change from our own page", "POST", { ...LOCAL, origin: "http://127.0.0.1:8000" }, true],
  [
    "a change from a listed origin",
    "POST",
    { ...LOCAL, origin: "https://alarm.example.com" },
    true,
  ],
  ["a change from another port", "POST", { ...LOCAL, origin: "http://127.0.0.1:9000" }, false],
  ["a change from another site", "DELETE", { ...LOCAL, origin: "https://evil.com" }, false],
  [
    "a change from a name that begins like ours",
    "POST",
    { ...LOCAL, origin: "http://127.0.0.1:8000.evil.com" },
    false,
  ],
  ["a change from origin null", "POST", { ...LOCAL, origin: "null" }, false],
  ["a change by a script", "POST", LOCAL, true],
  [
    "a change by a browser from another site",
    "POST",
    { ...LOCAL, "sec-fetch-site": "cross-site" },
    false,
  ],
  ["a change by a browser from here", "POST", { ...LOCAL, "sec-fetch-site": "same-origin" }, true],
  ["a change with a cookie and no origin", "POST", { ...LOCAL, cookie: "a=b" }, false],
  ["a socket from our own page", "GET", { ...UPGRADE, origin: "http://127.0.0.1:8000" }, true],
  ["a socket from another site", "GET", { ...UPGRADE, origin: "https://evil.com" }, false],
  ["a socket of a script", "GET", UPGRADE, true],
];

for (const [sentence, method, headers, allowed] of ROWS) {
  Deno.test(`OriginGuard ${allowed ? "allows" : "refuses"} ${sentence}`, () => {
    const refusal = guard.refusal(new Request("http://x/", { method, headers }));
    assert.equal(refusal === null, allowed);
    if (refusal !== null) assert.match(refusal, /ALLOWED_ORIGINS|own pages/);
  });
}

const HOST_NAMED = "nas.lan";
const guards = {
  listed: new OriginGuard({ HOST: "127.0.0.1", ALLOWED_ORIGINS: ["https://alarm.example.com"] }),
  both: new OriginGuard({
    HOST: HOST_NAMED,
    ALLOWED_ORIGINS: [`https://${HOST_NAMED}`, "https://localhost:8443", "https://[2001:db8::1]"],
  }),
  idn: new OriginGuard({ HOST: "::1", ALLOWED_ORIGINS: ["https://xn--mnchen-3ya.example"] }),
};
const PROXIED = { "x-forwarded-for": "203.0.113.9" };

type Exact = [
  sentence: string,
  guard: keyof typeof guards,
  host: string,
  origin: string,
  allowed: boolean,
  more?: Record<string, string>,
];

const EXACT: readonly Exact[] = [
  ["the listed scheme", "listed", "alarm.example.com", "https://alarm.example.com", true],
  ["another scheme", "listed", "alarm.example.com", "http://alarm.example.com", false],
  [
    "another scheme and a port",
    "listed",
    "alarm.example.com:8000",
    "http://alarm.example.com:8000",
    false,
  ],
  ["another port", "listed", "alarm.example.com:444", "https://alarm.example.com:444", false],
  [
    "the usual port written out",
    "listed",
    "alarm.example.com",
    "https://alarm.example.com:443",
    false,
  ],
  ["a dot at the end", "listed", "alarm.example.com", "https://alarm.example.com.", false],
  ["capitals", "listed", "alarm.example.com", "https://ALARM.example.com", false],
  ["a name below it", "listed", "alarm.example.com", "https://x.alarm.example.com", false],
  ["no origin's text", "listed", "alarm.example.com", "", false],
  ["two origins", "listed", "127.0.0.1", "https://alarm.example.com, http://127.0.0.1", false],
  ["HOST's own page", "both", "nas.lan:8000", "http://nas.lan:8000", true],
  ["HOST over another scheme than listed", "both", "nas.lan", "http://nas.lan", false],
  ["HOST as listed", "both", "nas.lan", "https://nas.lan", true],
  ["localhost with a listed port", "both", "localhost:8443", "http://localhost:8443", false],
  ["localhost as listed", "both", "localhost:8443", "https://localhost:8443", true],
  ["localhost with another port", "both", "localhost:8000", "http://localhost:8000", true],
  ["a listed address over another scheme", "both", "[2001:db8::1]", "http://[2001:db8::1]", false],
  ["a listed address", "both", "[2001:db8::1]", "https://[2001:db8::1]", true],
  ["an address written out", "idn", "[0:0::1]:8000", "http://[::1]:8000", true],
  ["a name beyond ASCII", "idn", "xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example", true],
  ["capitals of the host", "idn", "LOCALHOST:8000", "http://localhost:8000", true],
  ["an address behind a proxy", "listed", "203.0.113.5", "http://203.0.113.5", false, PROXIED],
  ["an address without a proxy", "listed", "203.0.113.5", "http://203.0.113.5", true],
  ["a name behind a proxy", "listed", "localhost", "http://localhost", true, PROXIED],
  ["another scheme than the proxy's", "listed", "localhost", "http://localhost", false, {
    "x-forwarded-proto": "https",
  }],
  ["the proxy's scheme", "listed", "localhost", "https://localhost", true, {
    "x-forwarded-proto": "https, http",
  }],
  ["the scheme in Forwarded", "listed", "app.localhost", "https://app.localhost", true, {
    forwarded: 'for=192.0.2.1;proto="https";host=app.localhost',
  }],
];

for (const [sentence, name, host, origin, allowed, more = {}] of EXACT) {
  Deno.test(`OriginGuard ${allowed ? "allows" : "refuses"} ${sentence} (${origin})`, () => {
    const headers = { host, ...more };
    for (const extra of [{}, { upgrade: "websocket" }]) {
      const method = "upgrade" in extra ? "GET" : "POST";
      const request = new Request("http://x/", { method, headers: { ...headers, ...extra } });
      request.headers.set("origin", origin);
      assert.equal(guards[name].refusal(request) === null, allowed);
    }
  });
}
