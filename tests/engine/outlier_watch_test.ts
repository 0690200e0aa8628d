import assert from "node:assert/strict";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import { CrossCheck, decideConfirmed, OutlierWatch } from "@/lib/engine/health/cross_check.ts";
import { type Found, type PriceSource, SourceError } from "@/lib/sources/source.ts";
import { openOn } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";
import { NotedLog } from "./noted_log.ts";
import { pricedPair, stateOf, withAlarm } from "./pairs.ts";
import { FakeClock } from "./fake_clock.ts";

const START = Date.parse("2026-01-15T12:00:00Z");
const STEP = 15_000;
const TARGET = { type: "target", targetPrice: 170, direction: "fromBelow" };

const btc = () =>
  withAlarm(pricedPair("BTCUSDT", { price: 100, at: START, source: "binance" }), TARGET, START);

type Answer = () => Promise<Found>;
const has = (price: number | null): Answer => () =>
  Promise.resolve({ sourceId: null, observation: price === null ? null : { price, at: START } });

/** BTCUSDT at 100 with an alarm at 170, a second source, and prices that come one after the other. */
async function setUp(answer: Answer | null) {
  const { store } = await openOn(new SimulatedDisk());
  const noted = new NotedLog();
  const second = { asked: 0, answer };
  const kraken = {
    name: "kraken",
    find: () => {
      second.asked++;
      return second.answer?.();
    },
  } as unknown as PriceSource;
  let at = START;
  const watch = new OutlierWatch({
    ...{ store, held: new Map(), log: noted.log, clock: { now: () => at + 500 } },
    crossCheck: answer === null ? null : new CrossCheck(kraken, new FakeClock()),
  });
  store.onCommitted((committed) => watch.take(committed));
  await store.change(() => ({ events: [{ type: "pairAdded", pair: btc() }], result: null }));
  const price = async (price: number) => {
    at += STEP;
    const observations = new Map([["BTCUSDT", { price, at }]]);
    const input = { observations, histories: new Map(), now: at, staleAfterMs: 60_000 };
    await store.change((state) => ({ events: decidePrices(state, input).events, result: null }));
    // What the second source says is heard and committed.
    await new Promise((resolve) => setTimeout(resolve));
  };
  return {
    ...{ store, watch, second, price },
    lines: () => noted.take(),
    fires: () => store.state.fires.map((fire) => fire.price),
    pair: () => store.state.pairs.get("BTCUSDT"),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

const JUMP =
  "warn: BTCUSDT jumped from 100 to 180 at Binance; nothing fires before that is confirmed";

Deno.test("OutlierWatch counts a jump and its confirmation by the next price", async () => {
  await using rig = await setUp(null);
  await rig.price(180);
  assert.deepEqual(rig.watch.counts, { BTCUSDT: { seen: 1, confirmed: 0 } });
  assert.deepEqual(rig.lines(), [JUMP]);
  assert.deepEqual(rig.fires(), []);
  await rig.price(181);
  assert.deepEqual(rig.watch.counts, { BTCUSDT: { seen: 1, confirmed: 1 } });
  assert.deepEqual(rig.lines(), ["info: BTCUSDT at 180 is confirmed by another trade, at 181"]);
  assert.deepEqual(rig.fires(), [181]);
});

Deno.test("OutlierWatch counts a bad tick, and nothing fires of it", async () => {
  await using rig = await setUp(null);
  await rig.price(180);
  await rig.price(101);
  await rig.price(102);
  assert.deepEqual(rig.watch.counts, { BTCUSDT: { seen: 1, confirmed: 0 } });
  assert.deepEqual(rig.lines(), [
    JUMP,
    "info: BTCUSDT at 180 was a bad tick: the next price is 101",
  ]);
  assert.deepEqual([rig.fires(), rig.pair()?.maxPrice], [[], 102]);
});

Deno.test("OutlierWatch takes a second source's word at once, and only once", async () => {
  await using rig = await setUp(has(170));
  await rig.price(180);
  assert.deepEqual(rig.fires(), [180]);
  assert.deepEqual([rig.pair()?.currentPrice, rig.pair()?.maxPrice], [180, 180]);
  assert.deepEqual(rig.watch.counts, { BTCUSDT: { seen: 1, confirmed: 1 } });
  assert.deepEqual(rig.lines(), [
    JUMP,
    "info: BTCUSDT at 180 is confirmed by Kraken, which has 170",
  ]);
  await rig.price(181);
  assert.equal(rig.second.asked, 1);
  assert.deepEqual([rig.fires(), rig.lines()], [[180], []]);
});

Deno.test("OutlierWatch leaves it to the next price when the second source does not agree", async () => {
  await using rig = await setUp(has(100));
  await rig.price(180);
  assert.deepEqual(rig.fires(), []);
  assert.deepEqual(rig.lines(), [
    JUMP,
    "info: BTCUSDT at 180 is not confirmed by Kraken, which has 100; another trade decides",
  ]);
  await rig.price(182);
  assert.deepEqual(rig.fires(), [182]);
  assert.equal(rig.second.asked, 1);
});

const SILENCES: readonly [string, Answer, string][] = [
  ["has no price", has(null), "it has no usable price now"],
  [
    "cannot be asked",
    () => Promise.reject(new SourceError("kraken", "No answer", "timeout")),
    "No answer",
  ],
];

for (const [sentence, answer, reason] of SILENCES) {
  Deno.test(`OutlierWatch leaves it to the next price when the second source ${sentence}`, async () => {
    await using rig = await setUp(answer);
    await rig.price(180);
    assert.deepEqual(rig.lines(), [
      JUMP,
      `warn: Kraken cannot confirm BTCUSDT at 180, another trade decides: ${reason}`,
    ]);
    await rig.price(181);
    assert.deepEqual(rig.fires(), [181]);
  });
}

Deno.test("OutlierWatch hears too late that the next price has decided already", async () => {
  const late = Promise.withResolvers<Found>();
  await using rig = await setUp(() => late.promise);
  await rig.price(180);
  await rig.price(101);
  late.resolve({ sourceId: null, observation: { price: 180, at: START } });
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual([rig.fires(), rig.pair()?.currentPrice], [[], 101]);
  assert.deepEqual(rig.watch.counts, { BTCUSDT: { seen: 1, confirmed: 0 } });
});

Deno.test("OutlierWatch counts every jump on its own and forgets a pair that is removed", async () => {
  await using rig = await setUp(null);
  for (const price of [180, 100, 10, 400]) await rig.price(price);
  assert.deepEqual(rig.watch.counts, { BTCUSDT: { seen: 3, confirmed: 0 } });
  await rig.store.change(() => ({
    events: [{ type: "pairRemoved", symbol: "BTCUSDT" }],
    result: null,
  }));
  assert.deepEqual(rig.watch.counts, {});
});

Deno.test("decideConfirmed() changes nothing unless that very price still waits", () => {
  const point = { price: 180, timestamp: new Date(START + STEP).toISOString() };
  const confirm = (unconfirmed: typeof point | null) =>
    decideConfirmed(stateOf({ ...btc(), unconfirmed }), {
      ...{ symbol: "BTCUSDT", point, histories: new Map(), now: START + STEP },
    }).map(({ type }) => type);
  assert.deepEqual(confirm(point), ["priceObserved", "alarmFired"]);
  assert.deepEqual(confirm(null), []);
  assert.deepEqual(confirm({ ...point, price: 181 }), []);
  assert.deepEqual(confirm({ ...point, timestamp: new Date(START).toISOString() }), []);
});

Deno.test("OutlierWatch hears nothing any more once it is stopped", async () => {
  const late = Promise.withResolvers<Found>();
  await using rig = await setUp(() => late.promise);
  await rig.price(180);
  rig.lines();
  rig.watch.stop();
  late.resolve({ sourceId: null, observation: { price: 180, at: START } });
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual([rig.fires(), rig.lines()], [[], []]);
});
