import assert from "node:assert/strict";
import { EMPTY_STATE, type State } from "@/lib/alarms/pair.ts";
import type { Resolution } from "@/lib/market/candle.ts";
import { apply } from "@/lib/store/apply.ts";
import type { Event } from "@/lib/store/events.ts";
import { alarmOf, fireOf, NOON, pairOf, textOf } from "./fixtures.ts";

const ACKNOWLEDGED_FIRES_KEPT = 500;

const alarm = alarmOf("alarm_1");
const WITH_ALARM = apply(EMPTY_STATE, [
  { type: "pairAdded", pair: pairOf("BTCUSDT") },
  { type: "alarmAdded", symbol: "BTCUSDT", alarm },
]);

function observed(price: number, seconds: number, range: { low?: number; high?: number } = {}) {
  const at = NOON + seconds * 1000;
  return {
    type: "priceObserved",
    symbol: "BTCUSDT",
    observation: { price, at, ...range },
  } as const;
}

const stateOf = (pair = pairOf("BTCUSDT")): State => ({
  ...EMPTY_STATE,
  pairs: new Map([[pair.symbol, pair]]),
});
const btc = (state: State) => state.pairs.get("BTCUSDT");

Deno.test("apply() moves prices, extremes and the newest points, and leaves the state before alone", () => {
  const before = textOf(WITH_ALARM);
  const state = apply(WITH_ALARM, [
    {
      type: "priceDoubted",
      symbol: "BTCUSDT",
      point: { price: 9, timestamp: "2024-01-15T12:00:00Z" },
    },
    observed(50000, 0),
    observed(51000, 15, { low: 49000, high: 53000 }),
    observed(50500, 30.5),
  ]);
  const { alarms: _, ...pair } = btc(state) ?? pairOf("");
  assert.deepEqual(
    [pair.firstPrice, pair.currentPrice, pair.maxPrice, pair.minPrice, pair.unconfirmed],
    [50000, 50500, 53000, 49000, null],
  );
  assert.equal(pair.lastUpdate, "2024-01-15T12:00:30.500Z");
  assert.deepEqual(pair.priceHistory.at(-1), { price: 50500, timestamp: pair.lastUpdate });
  assert.equal(textOf(WITH_ALARM), before);
});

Deno.test("apply() notes trouble of a pair and its end, and drops a jump that waited for its confirmation", () => {
  const since = "2024-01-15T12:00:00.000Z";
  const trouble = { kind: "halted", reason: "Not traded now", since } as const;
  const outlier = apply(WITH_ALARM, [
    observed(50000, 0),
    { type: "priceDoubted", symbol: "BTCUSDT", point: { price: 9, timestamp: since } },
  ]);
  const troubled = apply(outlier, [{ type: "pairTroubled", symbol: "BTCUSDT", trouble }]);
  assert.deepEqual(btc(troubled), { ...btc(outlier), trouble, unconfirmed: null });
  const well = apply(troubled, [{ type: "pairTroubled", symbol: "BTCUSDT", trouble: null }]);
  assert.equal(btc(well)?.trouble, null);
});

Deno.test("apply() keeps the newest 40 points of a pair", () => {
  const state = apply(WITH_ALARM, Array.from({ length: 60 }, (_, i) => observed(i + 1, 15 * i)));
  assert.deepEqual(
    btc(state)?.priceHistory.map(({ price }) => price),
    Array.from({ length: 40 }, (_, i) => i + 21),
  );
});

Deno.test("apply() keeps two points, the first and the newest, of prices within a quarter of a minute", () => {
  const seconds = [0, 1, 14, 15, 29, 44, 45];
  const state = apply(WITH_ALARM, seconds.map((second) => observed(100 + second, second)));
  assert.deepEqual(btc(state)?.priceHistory.map(({ price }) => price), [
    100,
    114,
    115,
    129,
    144,
    145,
  ]);
});

Deno.test("apply() shows a price without moving what alarms are evaluated by", () => {
  const point = (price: number, second: number) => ({
    price,
    timestamp: new Date(NOON + second * 1000).toISOString(),
  });
  const shown = (price: number, second: number): Event => ({
    type: "priceShown",
    symbol: "BTCUSDT",
    point: point(price, second),
  });
  const ahead = btc(apply(WITH_ALARM, [observed(100, 0), shown(130, 15), shown(120, 30)]));
  assert.deepEqual([ahead?.currentPrice, ahead?.maxPrice], [120, 100]);
  assert.deepEqual(Date.parse(ahead?.judged?.timestamp ?? ""), NOON);

  const behind = btc(apply(stateOf(ahead), [observed(140, 10)]));
  assert.deepEqual([behind?.currentPrice, behind?.maxPrice], [120, 140]);
  assert.deepEqual([behind?.judged?.price, behind?.priceHistory.length], [140, 3]);

  const level = btc(apply(stateOf(behind), [observed(110, 31)]));
  assert.deepEqual([level?.currentPrice, level?.judged], [110, undefined]);
});

Deno.test("apply() notes how closely the time up to a price was watched", () => {
  const seen = (second: number, from: number, grain: Resolution): Event => ({
    ...observed(100, second),
    watched: { from: NOON + from * 1000, grain },
  });
  const state = apply(WITH_ALARM, [
    observed(100, 0),
    seen(10, 0, "tick"),
    seen(11, 10, "tick"),
    seen(60, 40, "second"),
  ]);
  const told = btc(state)?.coverage?.map(({ from, to, grain }) => [
    (Date.parse(from) - NOON) / 1000,
    (Date.parse(to) - NOON) / 1000,
    grain,
  ]);
  assert.deepEqual(told, [[0, 11, "tick"], [11, 40, "nothing"], [40, 60, "second"]]);
});

Deno.test("apply() replaces a fired alarm in its place and notes the fire as not announced", () => {
  const fired = { ...alarm, triggered: true, fireCount: 1 };
  const state = apply(WITH_ALARM, [
    { type: "alarmAdded", symbol: "BTCUSDT", alarm: alarmOf("alarm_2") },
    { type: "alarmFired", symbol: "BTCUSDT", alarm: fired, fire: fireOf("fire_1", alarm) },
  ]);
  assert.deepEqual(btc(state)?.alarms.map(({ id }) => id), ["alarm_1", "alarm_2"]);
  assert.equal(btc(state)?.alarms[0], fired);
  assert.deepEqual(state.fires.map(({ id }) => id), ["fire_1"]);
  assert.deepEqual(state.unannounced, ["fire_1"]);
});

Deno.test("apply() rings a tested alarm and leaves it as it is", () => {
  const fire = fireOf("fire_t", alarm, { test: true });
  const state = apply(WITH_ALARM, [{ type: "alarmTested", symbol: "BTCUSDT", fire }]);
  assert.equal(btc(state)?.alarms[0], alarm);
  assert.deepEqual([state.fires, state.unannounced], [[fire], ["fire_t"]]);
});

Deno.test("apply() keeps the first acknowledgement of a fire", () => {
  const fires = [fireOf("fire_1", alarm)];
  const first = apply({ ...WITH_ALARM, fires }, [
    { type: "fireAcknowledged", fireId: "fire_1", at: "2024-01-15T12:01:00Z", by: "::1" },
  ]);
  const second = apply(first, [
    { type: "fireAcknowledged", fireId: "fire_1", at: "2024-01-15T12:02:00Z", by: "::1" },
  ]);
  assert.equal(second.fires[0]?.acknowledgedAt, "2024-01-15T12:01:00Z");
  assert.equal(second.fires[0]?.acknowledgedBy, "::1");
});

Deno.test("apply() keeps every unacknowledged fire and the newest 500 acknowledged ones", () => {
  const at = "2024-01-15T12:01:00Z";
  const done = Array.from(
    { length: ACKNOWLEDGED_FIRES_KEPT },
    (_, i) => fireOf(`done_${i}`, alarm, { acknowledgedAt: at }),
  );
  const fires = [fireOf("ringing", alarm), ...done, fireOf("next", alarm)];
  const state = apply({ ...WITH_ALARM, fires }, [{
    type: "fireAcknowledged",
    fireId: "next",
    at,
    by: "::1",
  }]);
  const ids = state.fires.map(({ id }) => id);
  assert.equal(ids.length, ACKNOWLEDGED_FIRES_KEPT + 1);
  assert.deepEqual([ids[0], ids[1], ids.at(-1)], ["ringing", "done_1", "next"]);
});

Deno.test("apply() forgets no fire that is not announced yet, acknowledged or not", () => {
  const at = "2024-01-15T12:01:00Z";
  const done = Array.from(
    { length: ACKNOWLEDGED_FIRES_KEPT + 1 },
    (_, i) => fireOf(`done_${i}`, alarm, { acknowledgedAt: at }),
  );
  const fires = [...done, fireOf("next", alarm)];
  const state = apply({ ...WITH_ALARM, fires, unannounced: ["done_0"] }, [{
    type: "fireAcknowledged",
    fireId: "next",
    at,
    by: "::1",
  }]);
  assert.deepEqual(state.fires.slice(0, 2).map(({ id }) => id), ["done_0", "done_2"]);
});

Deno.test("apply() starts a pair afresh that is removed and added in one go", () => {
  const state = apply(apply(WITH_ALARM, [observed(50000, 0)]), [
    { type: "pairRemoved", symbol: "BTCUSDT" },
    { type: "pairAdded", pair: pairOf("BTCUSDT") },
  ]);
  assert.deepEqual(btc(state), pairOf("BTCUSDT"));
});

const ORDERS: readonly (readonly [says: string, symbols: readonly string[], after: string])[] = [
  ["all of them", ["C", "A", "B"], "CAB"],
  ["one that comes first", ["C"], "CAB"],
  ["none", [], "ABC"],
];

for (const [says, symbols, after] of ORDERS) {
  Deno.test(`apply() puts pairs in another order that names ${says}`, () => {
    const pairs = ["A", "B", "C"].map((symbol) => [symbol, pairOf(symbol)] as const);
    const before: State = { ...EMPTY_STATE, pairs: new Map(pairs) };
    const state = apply(before, [{ type: "pairsReordered", symbols }]);
    assert.equal([...state.pairs.keys()].join(""), after);
    assert.equal([...before.pairs.keys()].join(""), "ABC");
    for (const [symbol, pair] of pairs) assert.equal(state.pairs.get(symbol), pair);
  });
}

const REFUSED: readonly [string, Event, RegExp][] = [
  ["a pair twice", { type: "pairAdded", pair: pairOf("BTCUSDT") }, /in the store already/],
  ["an unknown pair", { type: "pairRemoved", symbol: "X" }, /pair X is not in the store/],
  [
    "an order with an unknown pair",
    { type: "pairsReordered", symbols: ["X"] },
    /pair X is not in the store/,
  ],
  ["an alarm twice", { type: "alarmAdded", symbol: "BTCUSDT", alarm }, /has alarm_1 already/],
  [
    "an unknown alarm",
    { type: "alarmRemoved", symbol: "BTCUSDT", id: "alarm_9" },
    /has no alarm alarm_9/,
  ],
  [
    "an unknown fire",
    { type: "fireAcknowledged", fireId: "fire_9", at: "2024-01-15T12:00:00Z", by: "::1" },
    /fire fire_9 is not in the store/,
  ],
];

for (const [name, event, message] of REFUSED) {
  Deno.test(`apply() throws on ${name}`, () => {
    assert.throws(() => apply(WITH_ALARM, [event]), message);
  });
}
