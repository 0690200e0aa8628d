import assert from "node:assert/strict";
import { mock } from "node:test";
import type { PairView, Snapshot } from "@/lib/protocol/frames.ts";
import { lightSnapshot, pageSnapshot } from "@/lib/server/pages.ts";
import { aPair } from "../client/samples.ts";

/** What a pair takes on a slow machine, in milliseconds. */
const SLOW_MS = 1;
const PAIRS = 300;

/** Pairs that take their time whenever somebody makes their part of a page, on a clock that nothing else moves. */
function slowPairs(clock: { now: number }): PairView[] {
  return Array.from({ length: PAIRS }, (_, nth) => ({
    ...aPair({ symbol: `C${nth}USDT` }),
    alarms: [],
    // What is made of a pair is kept, so its points are looked at once.
    get priceHistory() {
      clock.now += SLOW_MS;
      return [];
    },
  } as unknown as PairView));
}

Deno.test("A page is made of a state that moves while it is made, and no turn of it is long", async () => {
  const clock = { now: 0 };
  const spy = mock.method(performance, "now", () => clock.now);
  try {
    let pairs = slowPairs(clock);
    const parts = () => ({ at: 0, pairs: pairs.values(), ringing: [] });
    const snapshot = () => ({ epoch: "e", seq: 1, pairs, ringing: [] }) as unknown as Snapshot;
    let [rounds, longest, isDone] = [0, 0, false];
    const page = pageSnapshot({ parts, snapshot }).then((made) =>
      lightSnapshot(made, { isDrawn: () => false })
    ).finally(() => isDone = true);
    for (let before = 0; !isDone; before = clock.now) {
      await new Promise((resolve) => setTimeout(resolve));
      longest = Math.max(longest, clock.now - before);
      // A check gives every pair a new price.
      if (++rounds % 10 === 0) pairs = slowPairs(clock);
    }
    assert.equal((await page).pairs.length, PAIRS);
    assert.ok(clock.now >= PAIRS * SLOW_MS, `${clock.now} ms of work`);
    assert.ok(longest <= 20, `a turn of ${longest} ms`);
  } finally {
    spy.mock.restore();
  }
});
