import assert from "node:assert/strict";
import type { Pair } from "@/lib/alarms/pair.ts";
import { DayReport, unwatchedToday } from "@/lib/engine/health/status_board.ts";
import { withStretch } from "@/lib/market/candle.ts";
import { pricedPair, stateOf } from "./pairs.ts";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-01-15T12:00:00Z");

/** A pair that nobody watched from ten past two to a quarter past, and again around midnight. */
function leakyPair(): Pair {
  const at = (hours: number) => NOON + hours * HOUR;
  let coverage = withStretch([], { from: at(0), to: at(2) + 600_000 }, "tick");
  coverage = withStretch(coverage, { from: at(2) + 600_000, to: at(2) + 900_000 }, "nothing");
  coverage = withStretch(coverage, { from: at(2) + 900_000, to: at(12) - 10_000 }, "second");
  coverage = withStretch(coverage, { from: at(12) - 10_000, to: at(12) + 5_000 }, "nothing");
  return { ...pricedPair("BTCUSDT", { price: 100, at: at(12) }), coverage: [...coverage] };
}

Deno.test("unwatchedToday() counts the seconds of the UTC day, and leaves out pairs without any", () => {
  const quiet = pricedPair("ETHUSDT", { price: 100, at: NOON });
  const state = stateOf(leakyPair(), quiet);
  assert.deepEqual(unwatchedToday(state, NOON + HOUR), { BTCUSDT: 310 });
  assert.deepEqual(unwatchedToday(state, NOON + 13 * HOUR), { BTCUSDT: 5 });
  assert.deepEqual(unwatchedToday(state, NOON + 40 * HOUR), {});
});

Deno.test("DayReport says once, after a day has ended, what of it nobody watched", () => {
  const said: unknown[] = [];
  let now = NOON;
  const report = new DayReport({
    store: { state: stateOf(leakyPair()) },
    clock: { now: () => now },
    log: {
      info: (_text: unknown, fields: unknown) => void said.push(fields),
      warn: (_text: unknown, fields: unknown) => void said.push(fields),
    } as never,
  });
  report.look();
  now += 6 * HOUR;
  report.look();
  assert.deepEqual(said, []);
  now += 7 * HOUR;
  report.look();
  report.look();
  assert.deepEqual(said, [{ day: "2026-01-15", pairs: "BTCUSDT 310 s" }]);
  now += 48 * HOUR;
  report.look();
  assert.deepEqual(said[1], { day: "2026-01-17", pairs: 1 });
});
