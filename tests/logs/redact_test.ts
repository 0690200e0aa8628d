import assert from "node:assert/strict";
import { MASK, redact, registerSecret } from "@/lib/logs/once_log.ts";
import { quotation } from "@/lib/sources/http/failure.ts";

const PATTERNS: [string, string, string][] = [
  ["a CoinGecko key", "key CG-a1B2c3D4e5F6 refused", `key CG-${MASK} refused`],
  [
    "a key in a query",
    "GET /v3?x_cg_demo_api_key=abc&ids=btc",
    `GET /v3?x_cg_demo_api_key=${MASK}&ids=btc`,
  ],
  ["a token in a query", "ws://host/ws?token=abc", `ws://host/ws?token=${MASK}`],
  ["a key in a header", "x-cg-pro-api-key: abcdef", `x-cg-pro-api-key: ${MASK}`],
  ["a bearer token", "authorization: Bearer abc.def", `authorization: Bearer ${MASK}`],
  ["a password in a URL with a long scheme", "a.b.c+d.e://me:pass@h", `a.b.c+d.e://${MASK}@h`],
  ["a password in a URL", "https://me:pass@proxy/", `https://${MASK}@proxy/`],
  ["a header in JSON", `{"authorization":"Bearer abc"}`, `{"authorization":"Bearer ${MASK}"}`],
  [
    "nothing in an ordinary line",
    "BTCUSDT rose to 55000 (key figure)",
    "BTCUSDT rose to 55000 (key figure)",
  ],
];

for (const [name, text, expected] of PATTERNS) {
  Deno.test(`redact: masks ${name}`, () => assert.equal(redact(text), expected));
}

Deno.test("redact: masks a registered secret wherever it stands, also encoded", () => {
  registerSecret('s3cr"t/value');
  assert.equal(redact('a s3cr"t/value b'), `a ${MASK} b`);
  assert.equal(redact("?q=s3cr%22t%2Fvalue"), `?q=${MASK}`);
  assert.deepEqual(JSON.parse(redact(JSON.stringify({ a: 's3cr"t/value' }))), { a: MASK });
});

Deno.test("redact: masks the longer of two secrets that share a beginning", () => {
  registerSecret("shared-beginning");
  registerSecret("shared-beginning-and-more");
  assert.equal(redact("shared-beginning-and-more"), MASK);
});

Deno.test("registerSecret: takes nothing so short that it would mask words", () => {
  registerSecret("");
  registerSecret(undefined);
  registerSecret("demo");
  assert.equal(redact("the demo market"), "the demo market");
});

/** What a pattern that is quadratic would not be done with in an hour. */
const LONG_TEXTS = ["a.", "a:", "://a", "authorization ", "authorization:", "&x_cg_a", "CG-", " "];

for (const part of LONG_TEXTS) {
  Deno.test(`redact: is soon done with a megabyte of ${JSON.stringify(part)}`, () => {
    assert.ok(redact(part.repeat(1_000_000 / part.length)).length > 0);
    assert.ok(quotation(part.repeat(1_000_000 / part.length)).length <= 201);
  });
}
