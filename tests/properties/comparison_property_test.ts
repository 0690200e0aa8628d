import assert from "node:assert/strict";
import fc from "fast-check";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { atLeast, plus, rational, times } from "../market/rational.ts";
import { pricedPair, stateOf, withAlarm } from "../engine/pairs.ts";
import { RUNS, SEED, tellSeed } from "./settings.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z");
const BEFORE = NOW - 15_000;

// 1e-12 to 1e12, with as many digits as exchanges show.
const price = fc.tuple(
  fc.integer({ min: 100_000, max: 999_999 }),
  fc.integer({ min: -17, max: 7 }),
);
const percentage = fc.tuple(fc.integer({ min: 1, max: 4_999 }), fc.constantFrom(-2, -1, -3))
  .map(([digits, power]) => Number(`${digits}e${power}`))
  .filter((value) => value < 50);
const direction = fc.constantFrom("up", "down");
const off = fc.integer({ min: -2, max: 2 });

Deno.test("a percentage fires exactly when exact decimals say so, from 1e-12 to 1e12", () => {
  tellSeed("comparisons");
  let fired = 0;
  fc.assert(
    fc.property(
      price,
      percentage,
      direction,
      off,
      ([digits, power], percentage, direction, off) => {
        const start = Number(`${digits}e${power}`);
        const sign = direction === "up" ? 1 : -1;
        // The nearest decimals to the threshold, and the threshold itself where it is one.
        const scale = 100_000n;
        const share = BigInt(Math.round((100 + sign * percentage) * 1000));
        const threshold = BigInt(digits) * share * scale / 100_000n + BigInt(off);
        const now = Number(`${threshold}e${power - 5}`);
        const alarm = { type: "timeframe", timeUnit: "sinceStart", percentage, direction };
        const pair = withAlarm(pricedPair("BTCUSDT", { price: start, at: BEFORE }), alarm, BEFORE);
        const { events } = decidePrices(stateOf(pair), {
          observations: new Map([["BTCUSDT", { price: now, at: NOW }]]),
          histories: new Map([["BTCUSDT", new PriceHistory()]]),
          now: NOW,
          staleAfterMs: 60_000,
        });
        const wanted = times(
          rational(start),
          plus(rational(1), times(rational(sign * percentage), rational(0.01))),
        );
        const reached = sign > 0 ? atLeast(rational(now), wanted) : atLeast(wanted, rational(now));
        if (reached) fired++;
        assert.equal(events.some((event) => event.type === "alarmFired"), reached);
      },
    ),
    { numRuns: RUNS * 40, seed: SEED },
  );
  assert.ok(fired > RUNS * 10, `only ${fired} fired`);
});
