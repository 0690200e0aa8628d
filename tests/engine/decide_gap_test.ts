import assert from "node:assert/strict";
import { decideGap } from "@/lib/engine/gaps/evaluate.ts";
import type { Candle } from "@/lib/market/candle.ts";
import { PriceHistory } from "@/lib/market/history/history.ts";
import { apply } from "@/lib/store/apply.ts";
import { pricedPair, stateOf, withAlarm } from "./pairs.ts";

const SECOND = 1000;
const START = Date.parse("2026-01-15T12:00:00Z");
const NOW = START + 600 * SECOND;
const TARGET = { type: "target", targetPrice: 110, direction: "fromBelow" };

/** One-minute candles from twelve o'clock on; the pair's last price is of just before. */
function candles(...prices: readonly [low: number, high: number, close: number][]): Candle[] {
  return prices.map(([low, high, close], index) => ({
    at: START + index * 60 * SECOND,
    open: prices[index - 1]?.[2] ?? close,
    low,
    high,
    close,
  }));
}

const quiet = pricedPair("BTCUSDT", { price: 100, at: START - SECOND });
const pair = withAlarm(quiet, TARGET, START - SECOND);

function decide(
  found: Candle[],
  state = stateOf(pair),
  histories = new Map<string, PriceHistory>(),
) {
  const gap = {
    symbol: "BTCUSDT",
    candles: found,
    stepMs: 60 * SECOND,
    why: "the program was not running",
  };
  const events = decideGap(state, { gap, histories, now: NOW });
  return { events, state: apply(state, events) };
}

Deno.test("decideGap() fires late on a spike that came and went, once", () => {
  const { state } = decide(candles([99, 101, 100], [100, 111, 100], [99, 101, 100]));
  const [fire] = state.fires;
  assert.equal(state.fires.length, 1);
  assert.equal(fire?.late, true);
  assert.equal(fire?.price, 111);
  assert.equal(fire?.timestamp, "2026-01-15T12:01:59.999Z");
  assert.equal(fire?.detectedAt, "2026-01-15T12:10:00.000Z");
  assert.match(
    fire?.message ?? "",
    /happened 12:01, found 12:10 UTC: the program was not running$/,
  );
});

Deno.test("decideGap() moves price, maximum, minimum and history through the gap in order", () => {
  const { state, events } = decide(candles([95, 101, 100], [99, 105, 104]));
  const after = state.pairs.get("BTCUSDT");
  assert.deepEqual([after?.minPrice, after?.maxPrice, after?.currentPrice], [95, 105, 104]);
  assert.deepEqual(events.map(({ type }) => type), ["priceObserved", "priceObserved"]);
});

Deno.test("decideGap() does not evaluate an alarm on what came before it was set", () => {
  const late = withAlarm(quiet, TARGET, START + 150 * SECOND);
  const spikes = candles([100, 111, 100], [100, 111, 100], [99, 101, 100], [99, 101, 100]);
  assert.equal(decide(spikes, stateOf(late)).state.fires.length, 0);
  const again = candles([100, 111, 100], [99, 101, 100], [99, 101, 100], [100, 112, 100]);
  assert.equal(decide(again, stateOf(late)).state.fires.length, 1);
});

Deno.test("decideGap() leaves out candles that were watched already", () => {
  const seen = pricedPair("BTCUSDT", { price: 100, at: START + 90 * SECOND });
  const state = stateOf(withAlarm(seen, TARGET, START));
  const { events } = decide(candles([100, 120, 100], [100, 120, 100], [99, 101, 100]), state);
  assert.deepEqual(events.map(({ type }) => type), ["priceObserved", "priceObserved"]);
});

Deno.test("decideGap() measures a window within the gap by the gap's own prices", () => {
  const wanted = {
    type: "timeframe",
    percentage: 5,
    direction: "up",
    timeValue: 2,
    timeUnit: "minutes",
  };
  const history = new PriceHistory();
  history.append(START - 600 * SECOND, 100);
  history.append(START - SECOND, 100);
  const state = stateOf(withAlarm(quiet, wanted, START - SECOND));
  const histories = new Map([["BTCUSDT", history]]);
  const slow = candles([100, 102, 102], [102, 104, 104], [104, 106, 106], [106, 108, 108]);
  assert.equal(
    decide(slow, state, histories).state.fires.length,
    0,
    "2 % a minute is under 5 % in two",
  );
  const fast = candles([100, 102, 102], [102, 104, 104], [104, 110, 110], [110, 110, 110]);
  assert.equal(decide(fast, state, histories).state.fires.length, 1);
});

Deno.test("decideGap() fires a repeating alarm as often as it would have", () => {
  const repeat = { ...TARGET, mode: "repeat", cooldownSeconds: 0 };
  const state = stateOf(withAlarm(quiet, repeat, START - SECOND));
  const swings = candles([100, 112, 112], [100, 112, 100], [100, 112, 112], [100, 112, 100]);
  assert.equal(decide(swings, state).state.fires.length, 2);
});

Deno.test("decideGap() evaluates an alarm set while a bar lasted on that bar's close only", () => {
  const within = withAlarm(quiet, TARGET, START + 30 * SECOND);
  assert.equal(
    decide(candles([100, 111, 100], [99, 101, 100]), stateOf(within)).state.fires.length,
    0,
  );
  assert.equal(
    decide(candles([100, 112, 111], [99, 112, 111]), stateOf(within)).state.fires.length,
    1,
  );
});

Deno.test("decideGap() takes no low or high that is far from the prices on both its sides", () => {
  const { state } = decide(candles([0.01, 101, 100], [99, 500, 100], [99, 101, 100]));
  const after = state.pairs.get("BTCUSDT");
  assert.deepEqual([after?.minPrice, after?.maxPrice], [99, 101]);
  assert.equal(state.fires.length, 0);
});

Deno.test("decideGap() tells the day too where that differs", () => {
  const gap = {
    symbol: "BTCUSDT",
    candles: candles([99, 111, 100]),
    stepMs: 60 * SECOND,
    why: "why",
  };
  const now = START + 2 * 24 * 3600 * SECOND;
  const { fires } = apply(
    stateOf(pair),
    decideGap(stateOf(pair), { gap, histories: new Map(), now }),
  );
  assert.match(fires[0]?.message ?? "", /happened 2026-01-15 12:00, found 2026-01-17 12:00 UTC/);
});
