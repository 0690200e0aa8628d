import assert from "node:assert/strict";
import { backoffMs } from "@/lib/time/durations.ts";

Deno.test("backoffMs() doubles with each failure, from nothing to half a minute at most", () => {
  assert.equal(backoffMs(0, 0), 0);
  assert.equal(backoffMs(0, 1), 500);
  assert.equal(backoffMs(3, 0.5), 2_000);
  assert.equal(backoffMs(6, 1), 30_000);
  assert.equal(backoffMs(5_000, 1), 30_000);
});
