import assert from "node:assert/strict";
import fc from "fast-check";
import { LONGEST_WAIT_MS, parseRetryAfter } from "@/lib/sources/http/failure.ts";

const NOW = Date.UTC(2026, 0, 15, 10, 30);

Deno.test("parseRetryAfter adds seconds to now", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: LONGEST_WAIT_MS / 1000 }), (seconds) => {
    assert.equal(parseRetryAfter(` ${seconds} `, NOW), NOW + seconds * 1000);
  }));
});

Deno.test("parseRetryAfter reads every HTTP date, and never goes back before now", () => {
  fc.assert(fc.property(fc.integer({ min: -1e6, max: LONGEST_WAIT_MS / 1000 }), (seconds) => {
    const at = NOW + seconds * 1000;
    assert.equal(parseRetryAfter(new Date(at).toUTCString(), NOW), Math.max(at, NOW));
  }));
});

Deno.test("parseRetryAfter never gives more than three days, whatever it is told", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.bigInt().map(String)), (header) => {
    const at = parseRetryAfter(header, NOW);
    assert.ok(at === null || (at >= NOW && at <= NOW + LONGEST_WAIT_MS));
  }));
});

for (const header of [null, "", "soon", "-5", "1.5", "1e3", "0x10", "Foo, bar"]) {
  Deno.test(`parseRetryAfter reads nothing in ${JSON.stringify(header)}`, () => {
    assert.equal(parseRetryAfter(header, NOW), null);
  });
}
