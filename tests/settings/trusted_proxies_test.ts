import assert from "node:assert/strict";
import { readConfig } from "@/lib/settings/config.ts";
import { isLoopback, TrustedProxies } from "@/lib/settings/trusted_proxies.ts";
import { readAll } from "../audit/read_all.ts";
import { withApp } from "../program/app_under_test.ts";

const TRUSTED = new TrustedProxies(["127.0.0.1", "::1", "10.0.0.0/8", "2001:db8::/32"]);

const ADDRESSES: readonly [
  remote: string,
  headers: Record<string, string>,
  address: string,
  why: string,
][] = [
  ["198.51.100.1", { "x-forwarded-for": "203.0.113.9" }, "198.51.100.1", "a stranger's word"],
  ["127.0.0.1", {}, "127.0.0.1", "nothing said"],
  ["127.0.0.1", { "x-forwarded-for": "203.0.113.9" }, "203.0.113.9", "one proxy"],
  ["127.0.0.1", { "x-forwarded-for": "6.6.6.6, 203.0.113.9" }, "203.0.113.9", "an invented one"],
  ["::ffff:127.0.0.1", { "x-forwarded-for": "::ffff:203.0.113.9" }, "203.0.113.9", "mapped"],
  ["127.0.0.1", { "x-forwarded-for": "203.0.113.9, 10.1.2.3" }, "203.0.113.9", "two proxies"],
  ["127.0.0.1", { "x-forwarded-for": "10.1.2.3" }, "10.1.2.3", "proxies only"],
  ["127.0.0.1", { "x-forwarded-for": "203.0.113.9:4711" }, "203.0.113.9", "with a port"],
  ["127.0.0.1", { "x-forwarded-for": "203.0.113.9, unknown" }, "127.0.0.1", "a hidden one"],
  ["127.0.0.1", { "x-forwarded-for": "" }, "127.0.0.1", "an empty header"],
  ["127.0.0.1", { "x-forwarded-for": "6.6.6.6,".repeat(9000) }, "127.0.0.1", "an endless one"],
  ["::1", { forwarded: 'for="[2001:db9::7]:99";proto=https' }, "2001:db9::7", "Forwarded"],
  ["::1", { forwarded: "proto=http;FOR=203.0.113.9, for=10.0.0.1" }, "203.0.113.9", "in a row"],
  ["::1", { forwarded: "by=10.0.0.1" }, "::1", "Forwarded without for"],
  [
    "::1",
    { forwarded: "for=6.6.6.6", "x-forwarded-for": "203.0.113.9" },
    "203.0.113.9",
    "both headers",
  ],
];

for (const [remote, headers, address, why] of ADDRESSES) {
  Deno.test(`TrustedProxies.addressOf() answers ${address} for ${remote} (${why})`, () => {
    assert.equal(TRUSTED.addressOf(remote, new Headers(headers)), address);
  });
}

Deno.test("TrustedProxies believes nobody unless told", () => {
  const headers = new Headers({ "x-forwarded-for": "203.0.113.9" });
  assert.equal(new TrustedProxies([]).addressOf("127.0.0.1", headers), "127.0.0.1");
});

for (const wrong of ["proxy", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "1.2.3"]) {
  Deno.test(`readConfig() refuses TRUSTED_PROXIES=${wrong}`, () => {
    assert.throws(() => readConfig({ TRUSTED_PROXIES: wrong }), /^ConfigError: TRUSTED_PROXIES/);
  });
}

Deno.test("isLoopback() knows which addresses only this machine reaches", () => {
  for (const yes of ["127.0.0.1", "127.9.9.9", "::1", "localhost", "::ffff:127.0.0.1"]) {
    assert.ok(isLoopback(yes), yes);
  }
  for (const no of ["0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "127.evil.example"]) {
    assert.ok(!isLoopback(no), no);
  }
});

Deno.test("The audit log knows the address before a trusted proxy", async () => {
  await withApp(async ({ request, program }) => {
    const headers = { "x-forwarded-for": "203.0.113.9" };
    const body = JSON.stringify({ pair: "BTCUSDT" });
    await request("/api/pairs", { method: "POST", body, headers });
    const [entry] = await readAll(program.auditLog.path);
    assert.equal(entry?.address, "203.0.113.9");
  }, { TRUSTED_PROXIES: "127.0.0.0/8", AUTH: "off" });
});
