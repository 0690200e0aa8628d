import assert from "node:assert/strict";
import fc from "fast-check";
import { makeAlarm } from "@/lib/alarms/life_cycle.ts";
import type { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import { Replay, type ReplayedFire } from "@/lib/alarms/replay.ts";
import { newPair } from "@/lib/commands/pairs.ts";
import { type Candle, candleObservation } from "@/lib/market/candle.ts";
import { withoutBadTicks } from "@/lib/market/accept.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { decideGap } from "@/lib/engine/gaps/evaluate.ts";
import { apply } from "@/lib/store/apply.ts";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import { IS_LONG } from "../store/fault_sizes.ts";
import { someCandles, someNewAlarm, STEP_MS } from "../alarms/arbitrary_candles.ts";

const NAME = { symbol: "BTCUSDT", base: "BTC", quote: "USDT" };
const { symbol } = NAME;
const RUNS = IS_LONG ? 1_500 : 500;

function replayed(wanted: NewAlarm, candles: readonly Candle[]) {
  const replay = new Replay(wanted, { symbol, stepMs: STEP_MS, now: Infinity });
  replay.play(candles);
  return replay.result;
}

/** What the engine itself makes of the candles after the first, with the alarm set at the end of the first. */
function decided(wanted: NewAlarm, [first, ...candles]: readonly Candle[]): ReplayedFire[] {
  assert.ok(first);
  const observation = withoutBadTicks(candleObservation(first, STEP_MS), null);
  const pair = newPair(NAME, { source: "demo", sourceId: null }, first.at);
  const added = apply(EMPTY_STATE, [
    { type: "pairAdded", pair },
    { type: "priceObserved", symbol, observation },
  ]);
  const history = new PriceHistory();
  history.append(observation.at, observation.price);
  const priced = added.pairs.get(symbol);
  assert.ok(priced);
  // As if someone re-armed it each time, as soon as the condition was false again.
  const repeated = wanted.mode === "once" ? { mode: "repeat" as const, cooldownSeconds: 0 } : {};
  const context = { id: "alarm_1", now: observation.at, pair: priced, history };
  const made = makeAlarm({ ...wanted, ...repeated }, context);
  assert.ok(made.ok);
  const state = apply(added, [{ type: "alarmAdded", symbol, alarm: made.alarm }]);
  const gap = { symbol, candles, stepMs: STEP_MS, why: "nobody looked" };
  const histories = new Map([[symbol, history]]);
  const events = decideGap(state, { gap, histories, now: Number.MAX_SAFE_INTEGER / 2 });
  return events.flatMap((event) => {
    if (event.type !== "alarmFired") return [];
    const { timestamp, price, direction } = event.fire;
    return [{ at: Date.parse(timestamp), price, direction }];
  });
}

Deno.test("Replay fires as the engine does on the same candles, for any alarm", () => {
  let fired = 0;
  fc.assert(
    fc.property(someNewAlarm, someCandles, (wanted, candles) => {
      const { fires } = replayed(wanted, candles);
      fired += fires.length;
      assert.deepEqual(fires, decided(wanted, candles));
    }),
    { numRuns: RUNS },
  );
  assert.ok(fired > RUNS, `only ${fired} fires were compared`);
});
