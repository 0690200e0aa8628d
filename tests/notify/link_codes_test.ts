import assert from "node:assert/strict";
import { LinkCodes } from "@/lib/notify/actions.ts";

const START = Date.parse("2026-01-15T12:00:30.000Z");
const MINUTE = 60_000;

function scene() {
  let now = START;
  const codes = new LinkCodes({
    sign: (text) => text.replaceAll(/[^a-z\d]/g, "-"),
    now: () => now,
  });
  return { codes, at: (ms: number) => void (now = START + ms) };
}

Deno.test("LinkCodes gives codes that are good for their own channel until their moment", () => {
  const { codes, at } = scene();
  const { code, expiresAt } = codes.of("a");
  assert.equal(expiresAt, "2026-01-15T12:15:00.000Z");
  assert.match(code, /^[-\w]{1,64}$/);
  const isGood = (ms: number, channel = "a", given = code) => {
    at(ms);
    return codes.isGood(given, channel);
  };
  assert.ok(isGood(0) && isGood(14 * MINUTE));
  assert.ok(!isGood(0, "b") && !isGood(15 * MINUTE) && !isGood(60 * MINUTE));
  // Nobody makes one last longer.
  const [minute = "", signature] = code.split("_");
  const later = (Number.parseInt(minute, 36) + 1).toString(36);
  assert.ok(!isGood(0, "a", `${later}_${signature}`));
  for (const given of ["", "_", minute, `${minute}_`, "x".repeat(64)]) {
    assert.ok(!isGood(0, "a", given));
  }
});
