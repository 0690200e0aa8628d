import assert from "node:assert/strict";
import { mock } from "node:test";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { RawCandles } from "@/lib/market/history/raw_candles.ts";
import { findNearMiss, replayAnswer } from "@/lib/server/past.ts";
import { alarmOf, NOON, pairOf } from "../store/fixtures.ts";

const MINUTE = 60_000;
const DAY = 1440;
/** What a candle takes on a machine that runs the code for the first time, in milliseconds. */
const SLOW_MS = 0.2;

/** A day of candles, each of which takes its time when it is looked at, on a clock that nothing else moves. */
function slowHistory(clock: { now: number }): PriceHistory {
  const slow = (candle: Candle): Candle => ({
    ...candle,
    get close() {
      clock.now += SLOW_MS;
      return candle.close;
    },
  });
  const oldestAt = NOON - DAY * MINUTE;
  const history = new PriceHistory();
  const day = Array.from({ length: DAY }, (_, nth) => {
    const at = oldestAt + nth * MINUTE;
    return { ...{ at, open: 100, low: 99, high: 101, close: 100 }, closeAt: at };
  });
  history.appendAll(RawCandles.of(day));
  const addCandles = history.addCandles.bind(history);
  history.addCandles = (part, candles) => {
    addCandles(part, candles);
    candles.some = (...given) => RawCandles.prototype.some.apply(candles, given).map(slow);
  };
  return history;
}

const PAIR = pairOf("BTCUSDT", { addedAt: "2024-01-01T00:00:00Z", currentPrice: 100 });

const ROWS: readonly [string, (history: PriceHistory) => Promise<unknown>][] = [
  ["replayAnswer()", (history) => {
    const state = { ...EMPTY_STATE, pairs: new Map([["BTCUSDT", PAIR]]) };
    const store = { state, histories: new Map([["BTCUSDT", history]]) };
    const wanted = { type: "target", targetPrice: 100.5, direction: "any" } as const;
    const more = { note: "", mode: "repeat", cooldownSeconds: 0, expiresAt: null } as const;
    return replayAnswer({ store, now: () => NOON }, "BTCUSDT", { ...wanted, ...more });
  }],
  ["findNearMiss()", (history) => {
    const alarm = alarmOf("alarm_1", { createdAt: "2024-01-01T00:00:00Z" });
    return findNearMiss(alarm, { pair: PAIR, history, now: NOON });
  }],
];

for (const [name, look] of ROWS) {
  Deno.test(`${name} lets all else go on in time, however slowly candles are looked at`, async () => {
    const clock = { now: 0 };
    const spy = mock.method(performance, "now", () => clock.now);
    try {
      let [isDone, longest] = [false, 0];
      const work = look(slowHistory(clock)).finally(() => isDone = true);
      for (let before = 0; !isDone; before = clock.now) {
        await new Promise((resolve) => setTimeout(resolve));
        longest = Math.max(longest, clock.now - before);
      }
      await work;
      assert.ok(Math.round(clock.now) >= DAY * SLOW_MS, `${clock.now} ms of work`);
      assert.ok(longest <= 30, `a turn of ${longest} ms`);
    } finally {
      spy.mock.restore();
    }
  });
}
