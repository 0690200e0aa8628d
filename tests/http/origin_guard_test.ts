import assert from "node:assert/strict";
import { OriginGuard } from "@/lib/http/origin_guard.ts";

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
    const verdict = guard.judge(new Request("http://x/", { method, headers }));
    assert.equal(verdict.allowed, allowed);
    if (!verdict.allowed) assert.match(verdict.message, /ALLOWED_ORIGINS|own pages/);
  });
}
