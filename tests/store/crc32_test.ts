import assert from "node:assert/strict";
import zlib from "node:zlib";
import fc from "fast-check";
import { crc32 } from "@/lib/store/file/bytes.ts";

Deno.test("crc32() is that of zlib, of bytes and texts, from any sum on", () => {
  fc.assert(fc.property(
    fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "grapheme" })),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    (content, before) => assert.equal(crc32(content, before), zlib.crc32(content, before)),
  ));
});

Deno.test("crc32() sums large contents alike, and all after them", () => {
  const bytes = new Uint8Array(300_000).map((_, at) => at * 7);
  assert.equal(crc32(bytes), zlib.crc32(bytes));
  assert.equal(crc32(bytes.subarray(70_000), crc32(bytes.subarray(0, 70_000))), crc32(bytes));
});
