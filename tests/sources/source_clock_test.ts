import assert from "node:assert/strict";
import { SourceClock } from "@/lib/sources/source.ts";

const NOON = Date.parse("2026-01-15T12:00:00Z");
const dated = (ms: number) => new Date(ms).toUTCString();

/** A clock that learned from an answer which took so long, while the source was so far behind us. */
function learned(behindMs: number, tookMs = 200, clock = new SourceClock()): SourceClock {
  clock.learn(dated(NOON + tookMs / 2 - behindMs), NOON, NOON + tookMs);
  return clock;
}

Deno.test("SourceClock takes clocks that are about the same for the same", () => {
  for (const behindMs of [0, 900, -900, 4_000, -4_000]) {
    assert.equal(learned(behindMs).differenceMs, 0, `${behindMs} ms`);
  }
  assert.equal(learned(0, 20_000).differenceMs, 0, "a slow answer says nothing of the clock");
});

Deno.test("SourceClock tells a difference to about a second, whatever way the answer took", () => {
  for (const behindMs of [3_600_000, -3_600_000, 20_000, -20_000]) {
    for (const tookMs of [10, 900]) {
      const { differenceMs } = learned(behindMs, tookMs);
      assert.ok(Math.abs(differenceMs - behindMs) <= 2_000, `${differenceMs} for ${behindMs}`);
    }
  }
});

Deno.test("SourceClock keeps a difference while it may be right, so that moments stay in order", () => {
  const clock = learned(3_600_000);
  const { differenceMs } = clock;
  learned(3_600_400, 700, clock);
  learned(3_599_800, 30, clock);
  assert.equal(clock.differenceMs, differenceMs);
  learned(0, 200, clock);
  assert.equal(clock.differenceMs, 0);
});

Deno.test("SourceClock keeps to one difference where the clocks are barely apart", () => {
  const clock = learned(5_500);
  const first = clock.differenceMs;
  const seen = new Set<number>();
  for (let at = 0; at < 60_000; at += 1_370) {
    const askedAt = NOON + at + 5_500;
    const date = new Date(Math.floor((NOON + at + 20) / 1_000) * 1_000).toUTCString();
    clock.learn(date, askedAt, askedAt + 40);
    seen.add(clock.differenceMs);
  }
  assert.ok(seen.size <= 2, [first, ...seen].join());
});

Deno.test("SourceClock moves along when our clock is set", () => {
  const clock = learned(0);
  clock.moved(86_400_000);
  assert.equal(clock.differenceMs, 86_400_000);
  clock.moved(-86_400_000);
  assert.equal(clock.differenceMs, 0);
});

Deno.test("SourceClock knows nothing of an answer without a usable date", () => {
  const clock = learned(3_600_000);
  const { differenceMs } = clock;
  clock.learn("yesterday", NOON, NOON + 100);
  clock.learn(null, NOON, NOON + 100);
  assert.equal(clock.differenceMs, differenceMs);
});
