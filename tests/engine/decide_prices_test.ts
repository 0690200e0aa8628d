import assert from "node:assert/strict";
import type { State } from "@/lib/alarms/pair.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import type { Observation } from "@/lib/market/accept.ts";
import { apply } from "@/lib/store/apply.ts";
import { pricedPair, stateOf, withAlarm } from "./pairs.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z");
const TARGET = { type: "target", targetPrice: 110, direction: "fromBelow" };

function decide(state: State, prices: Record<string, number | Observation>, now = NOW) {
  const observations = new Map(
    Object.entries(prices).map(([symbol, price]) => [
      symbol,
      typeof price === "number" ? { price, at: now } : price,
    ]),
  );
  return decidePrices(state, { observations, histories: new Map(), now, staleAfterMs: 60_000 });
}

function types(events: readonly { type: string }[]): string[] {
  return events.map(({ type }) => type);
}

const before = NOW - 15_000;
const btc = withAlarm(pricedPair("BTCUSDT", { price: 100, at: before }), TARGET, before);
const eth = withAlarm(pricedPair("ETHUSDT", { price: 100, at: before }), TARGET, before);

Deno.test("decidePrices() fires every alarm that is met, of all pairs, in one decision", () => {
  const both = withAlarm(btc, { ...TARGET, targetPrice: 105 }, before);
  const { events } = decide(stateOf(both, eth), { BTCUSDT: 120, ETHUSDT: 111 });
  assert.deepEqual(types(events), [
    "priceObserved",
    "alarmFired",
    "alarmFired",
    "priceObserved",
    "alarmFired",
  ]);
});

Deno.test("decidePrices() gives the same fires in whatever order the pairs come", () => {
  const state = stateOf(btc, eth);
  const one = apply(state, decide(state, { BTCUSDT: 120, ETHUSDT: 120 }).events);
  const other = apply(state, decide(state, { ETHUSDT: 120, BTCUSDT: 120 }).events);
  assert.deepEqual(one.pairs, other.pairs);
  const byId = (state: State) => state.fires.toSorted((a, b) => a.pair.localeCompare(b.pair));
  assert.deepEqual(byId(one), byId(other));
});

Deno.test("decidePrices() takes a false wick for no maximum, and rings for a true one", () => {
  const state = stateOf(btc);
  const seen = { price: 100.1, at: NOW, low: 100 };
  const wrong = decide(state, { BTCUSDT: { ...seen, high: 250 } }).events;
  assert.deepEqual(types(wrong), ["priceObserved"]);
  assert.equal(apply(state, wrong).pairs.get("BTCUSDT")?.maxPrice, 100.1);
  const right = decide(state, { BTCUSDT: { ...seen, high: 112 } }).events;
  assert.deepEqual(types(right), ["priceObserved", "alarmFired"]);
});

Deno.test("decidePrices() rings for no high that is of a price it did not believe", () => {
  const first = decide(stateOf(btc), { BTCUSDT: { price: 180, at: NOW - 1000 } }).events;
  assert.deepEqual(types(first), ["priceDoubted"]);
  const next = { price: 100, at: NOW, low: 100, high: 181 };
  const { events } = decide(apply(stateOf(btc), first), { BTCUSDT: next });
  assert.deepEqual(types(events), ["priceObserved"]);
});

Deno.test("decidePrices() changes nothing for a pair that nobody watches", () => {
  assert.deepEqual(decide(stateOf(), { BTCUSDT: 120 }).events, []);
});

for (
  const [sentence, observation] of [
    ["a stale price", { price: 120, at: NOW - 61_000 }],
    ["an older price", { price: 120, at: before - 1 }],
    ["NaN", { price: NaN, at: NOW }],
    ["zero", { price: 0, at: NOW }],
  ] as const
) {
  Deno.test(`decidePrices() changes nothing for ${sentence}`, () => {
    assert.deepEqual(decide(stateOf(btc), { BTCUSDT: observation }).events, []);
  });
}

Deno.test("decidePrices() fires by a price before a jump in the same second, and lets only the jump wait", () => {
  const seen = { price: 240, at: NOW, first: 112, low: 112, high: 240 };
  const { events } = decide(stateOf(btc), { BTCUSDT: seen });
  assert.deepEqual(types(events), ["priceObserved", "alarmFired", "priceDoubted"]);
  const pair = apply(stateOf(btc), events).pairs.get("BTCUSDT");
  assert.deepEqual([pair?.currentPrice, pair?.maxPrice, pair?.unconfirmed?.price], [112, 112, 240]);
});

Deno.test("decidePrices() believes nothing of a jump that has no other price beside it", () => {
  for (const beside of [{}, { low: 100, high: 240 }, { first: 240, low: 240, high: 240 }]) {
    const { events } = decide(stateOf(btc), { BTCUSDT: { price: 240, at: NOW, ...beside } });
    assert.ok(events.every(({ type }) => type !== "alarmFired"));
  }
});

Deno.test("decidePrices() fires nothing on a jump until the next price confirms it", () => {
  const jump = decide(stateOf(btc), { BTCUSDT: 200 });
  assert.deepEqual(types(jump.events), ["priceDoubted"]);
  const outlier = apply(stateOf(btc), jump.events);
  assert.equal(outlier.pairs.get("BTCUSDT")?.maxPrice, 100);
  const confirmed = decide(outlier, { BTCUSDT: 201 }, NOW + 15_000);
  assert.deepEqual(types(confirmed.events), ["priceObserved", "alarmFired"]);
  const takenBack = decide(outlier, { BTCUSDT: 101 }, NOW + 15_000);
  assert.deepEqual(types(takenBack.events), ["priceObserved"]);
});

Deno.test("decidePrices() lets one decision's fire be no fire of the next", () => {
  const first = apply(stateOf(btc), decide(stateOf(btc), { BTCUSDT: 120 }).events);
  const { events } = decide(first, { BTCUSDT: 121 }, NOW + 15_000);
  assert.deepEqual(types(events).filter((type) => type === "alarmFired"), []);
  assert.equal(first.fires.length, 1);
  assert.deepEqual(first.unannounced, [first.fires[0]?.id]);
});

Deno.test("decidePrices() fires nothing on a price from before the alarm was set, and takes it for the truth then", () => {
  const start = Date.parse("2026-01-15T12:00:00Z");
  const at = start + 10_000;
  const wanted = { type: "target", targetPrice: 110, direction: "fromBelow" };
  const pair = withAlarm(pricedPair("BTCUSDT", { price: 100, at: start }), wanted, at + 19);
  const input = { histories: new Map(), now: at + 66, staleAfterMs: 60_000 };
  const price = (price: number, at: number) => new Map([["BTCUSDT", { price, at }]]);
  const { events } = decidePrices(stateOf(pair), { ...input, observations: price(111, at) });
  assert.deepEqual(events.map(({ type }) => type), ["priceObserved", "alarmUpdated"]);
  const state = apply(stateOf(pair), events);
  assert.equal(state.pairs.get("BTCUSDT")?.alarms[0]?.conditionMet, true);
  const next = decidePrices(state, { ...input, observations: price(112, at + 50) });
  assert.deepEqual(next.events.map(({ type }) => type), ["priceObserved"]);
});
