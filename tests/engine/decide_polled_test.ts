import assert from "node:assert/strict";
import { decidePolled } from "@/lib/engine/checks/candle_watch.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { apply } from "@/lib/store/apply.ts";
import { pricedPair, stateOf, withAlarm } from "./pairs.ts";

const START = Date.parse("2026-01-15T12:00:00Z");

Deno.test("decidePolled() discards an outlier with the next good price, so that no two stray prices confirm each other", () => {
  const pair = pricedPair("BTCUSD", { price: 100, at: START, source: "kraken" });
  let state = stateOf(
    withAlarm(pair, { type: "target", targetPrice: 150, direction: "fromBelow" }, START),
  );
  const seen: string[][] = [];
  for (const [second, price] of [[5, 180], [20, 100], [35, 100.2], [50, 181]] as const) {
    const at = START + second * 1_000;
    const { events } = decidePolled(state, {
      observations: new Map([["BTCUSD", { price, at }]]),
      ...{ histories: new Map(), now: at, staleAfterMs: 60_000, answersCandles: true },
      ...{
        filled: new Map([["BTCUSD", { grain: "minute", to: at, stepMs: 60_000 }]]),
        failed: new Set(),
        gapMs: 37_500,
      },
    });
    state = apply(state, events);
    seen.push(events.map(({ type }) => type));
  }
  assert.deepEqual(seen, [
    ["priceDoubted"],
    ["priceObserved"],
    ["priceShown"],
    ["priceDoubted"],
  ]);
  assert.equal(state.pairs.get("BTCUSD")?.unconfirmed?.price, 181);
});

Deno.test("decidePolled() measures a window by the prices that were only shown, too", () => {
  const wanted = {
    ...{ type: "timeframe", percentage: 2, direction: "up" },
    ...{ timeValue: 1, timeUnit: "minutes" },
  };
  const history = new PriceHistory();
  for (let second = -300; second <= 0; second += 15) history.append(START + second * 1_000, 100);
  const pair = withAlarm(pricedPair("BTCUSD", { price: 100, at: START }), wanted, START);
  let state = stateOf(pair);
  const poll = (second: number, price: number, failed: ReadonlySet<string>) => {
    const at = START + second * 1_000;
    const { events } = decidePolled(state, {
      observations: new Map([["BTCUSD", { price, at }]]),
      ...{ histories: new Map([["BTCUSD", history]]), now: at, staleAfterMs: 60_000 },
      ...{ answersCandles: true, filled: new Map(), failed, gapMs: 37_500 },
    });
    state = apply(state, events);
    return events.map(({ type }) => type);
  };
  for (let second = 15; second <= 90; second += 15) poll(second, 100, new Set());
  assert.deepEqual(poll(105, 103, new Set(["BTCUSD"])), ["priceObserved", "alarmFired"]);
});
