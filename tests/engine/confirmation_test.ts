import assert from "node:assert/strict";
import type { State } from "@/lib/alarms/pair.ts";
import { decidePrices } from "@/lib/engine/decide_prices.ts";
import { decideGap } from "@/lib/engine/gaps/evaluate.ts";
import { OutlierWatch } from "@/lib/engine/health/cross_check.ts";
import { BinanceStream } from "@/lib/sources/binance/binance.ts";
import { CoinbaseStream } from "@/lib/sources/coinbase/coinbase.ts";
import { KrakenStream } from "@/lib/sources/kraken/kraken.ts";
import type { StreamProtocol } from "@/lib/sources/stream/protocol.ts";
import { TickGate } from "@/lib/sources/stream/shard.ts";
import { apply } from "@/lib/store/apply.ts";
import { NotedLog } from "./noted_log.ts";
import { pricedPair, stateOf, withAlarm } from "./pairs.ts";

const START = Date.parse("2026-01-15T12:00:00Z");
const SECOND = 1_000;
const TARGET = { type: "target", targetPrice: 150, direction: "fromBelow" };

const btc = () =>
  stateOf(withAlarm(pricedPair("BTCUSD", { price: 100, at: START }), TARGET, START));

/** The state after these messages of a stream, `arrived` seconds after the start each. */
function streamed(
  protocol: StreamProtocol,
  messages: readonly (readonly [arrived: number, text: unknown])[],
) {
  const gate = new TickGate();
  let state: State = btc();
  for (const [arrived, message] of messages) {
    const read = protocol.read(message);
    for (const told of Array.isArray(read) ? read : [read]) {
      const observation = told.kind === "tick" ? gate.pass("BTCUSD", told.tick) : null;
      if (observation === null) continue;
      const { events } = decidePrices(state, {
        observations: new Map([["BTCUSD", observation]]),
        ...{ histories: new Map(), now: START + arrived * SECOND, staleAfterMs: 60_000 },
      });
      state = apply(state, events);
    }
  }
  return state;
}

const outcome = ({ pairs, fires }: State) => {
  const pair = pairs.get("BTCUSD");
  return [fires.length, pair?.currentPrice, pair?.maxPrice, pair?.unconfirmed?.price ?? null];
};

/** Binance's message about a second; `n` trades of which the last has the number `L`. */
function kline(second: number, price: number, { n, L, sent, open = price }: {
  readonly n: number;
  readonly L: number;
  /** Part of the second that has passed; the whole one where left out. */
  readonly sent?: number;
  readonly open?: number;
}) {
  const t = START + second * SECOND;
  const k = {
    ...{ t, T: t + 999, i: "1s", x: sent === undefined, n, f: n === 0 ? -1 : L - n + 1, L },
    ...{ o: String(open), c: String(price) },
    ...{ h: String(Math.max(price, open)), l: String(Math.min(price, open)) },
  };
  return { e: "kline", E: t + (sent ?? 1) * SECOND, s: "BTCUSD", k };
}

const quiet = (second: number, price: number) => kline(second, price, { n: 0, L: -1 });
const OUTLIER = [0, 100, 100, 180];
const FIRED = [1, 180, 180, null];

for (
  const [what, messages, expected] of [
    ["one trade told in its second and at its end", [
      [1.3, kline(1, 180, { n: 1, L: 7, sent: 0.3 })],
      [2, kline(1, 180, { n: 1, L: 7 })],
    ], OUTLIER],
    ["one trade and seconds without any", [
      [2, kline(1, 180, { n: 1, L: 7 })],
      [3, quiet(2, 180)],
      [4, quiet(3, 180)],
    ], OUTLIER],
    ["one trade that a new connection tells again", [
      [1.3, kline(1, 180, { n: 1, L: 7, sent: 0.3 })],
      [1.6, kline(1, 180, { n: 1, L: 7, sent: 0.6 })],
      [2, kline(1, 180, { n: 1, L: 7 })],
    ], OUTLIER],
    ["another trade at the same price in the same second", [
      [1.3, kline(1, 180, { n: 1, L: 7, sent: 0.3 })],
      [2, kline(1, 180, { n: 2, L: 8 })],
    ], FIRED],
    ["another trade at the same price after a silence", [
      [2, kline(1, 180, { n: 1, L: 7 })],
      [3, quiet(2, 180)],
      [4, kline(3, 180, { n: 1, L: 8 })],
    ], FIRED],
    ["two trades told at once", [[2, kline(1, 180, { n: 2, L: 8 })]], FIRED],
    ["a trade of before and one far away", [
      [2, kline(1, 180, { n: 2, L: 8, open: 100 })],
      [3, quiet(2, 180)],
    ], OUTLIER],
    ["a trade that takes it back", [
      [2, kline(1, 180, { n: 1, L: 7 })],
      [3, kline(2, 100, { n: 1, L: 8 })],
    ], [0, 100, 100, null]],
  ] as const
) {
  Deno.test(`BinanceStream with accept: ${what}`, () => {
    assert.deepEqual(outcome(streamed(new BinanceStream("wss://x"), messages)), expected);
  });
}

function coinbase(second: number, trade_id?: number) {
  const time = new Date(START + second * SECOND).toISOString();
  return { type: "ticker", product_id: "BTC-USD", price: "180", time, trade_id };
}

function kraken(second: number, type: "snapshot" | "update") {
  const timestamp = new Date(START + second * SECOND).toISOString();
  return { channel: "ticker", type, data: [{ symbol: "BTC/USD", last: 180, timestamp }] };
}

for (
  const [what, protocol, messages, expected] of [
    ["Coinbase's one trade after a new connection", new CoinbaseStream("wss://x"), [
      [1, coinbase(1, 7)],
      [2, coinbase(2, 7)],
    ], OUTLIER],
    ["Coinbase's two trades at one price", new CoinbaseStream("wss://x"), [
      [1, coinbase(1, 7)],
      [2, coinbase(2, 8)],
    ], FIRED],
    ["Kraken's last price told first by a new connection", new KrakenStream("wss://x", () => 0), [
      [1, kraken(1, "update")],
      [5, kraken(5, "snapshot")],
    ], OUTLIER],
    ["Kraken's two trades at one price", new KrakenStream("wss://x", () => 0), [
      [1, kraken(1, "update")],
      [2, kraken(2, "update")],
    ], FIRED],
  ] as const
) {
  Deno.test(`StreamProtocol with accept: ${what}`, () => {
    assert.deepEqual(outcome(streamed(protocol, messages)), expected);
  });
}

const flat = (second: number, price: number, trades: number) => ({
  ...{ at: START + second * SECOND, open: price, high: price, low: price, close: price, trades },
});

for (
  const [what, candles, expected] of [
    ["one trade and seconds without any", [
      flat(1, 180, 1),
      flat(2, 180, 0),
      flat(3, 180, 0),
    ], OUTLIER],
    ["two trades apart", [flat(1, 180, 1), flat(2, 180, 0), flat(3, 180, 1)], FIRED],
    ["two trades in one second", [flat(1, 180, 2)], FIRED],
    ["one trade taken back", [flat(1, 180, 1), flat(2, 100, 1)], [0, 100, 100, null]],
  ] as const
) {
  Deno.test(`decideGap() believes a jump by another trade only: ${what}`, () => {
    const gap = { symbol: "BTCUSD", candles, stepMs: SECOND, why: null };
    const input = { gap, histories: new Map(), now: START + 60 * SECOND };
    assert.deepEqual(outcome(apply(btc(), decideGap(btc(), input))), expected);
  });
}

Deno.test("decideGap() goes on before an outlier that arrived first, and keeps it waiting", () => {
  const before = btc();
  const timestamp = new Date(START + 15 * SECOND).toISOString();
  const outlier = apply(before, [
    { type: "priceDoubted", symbol: "BTCUSD", point: { price: 180, timestamp } },
  ]);
  const gap = { symbol: "BTCUSD", candles: [flat(1, 101, 1)], stepMs: SECOND, why: null };
  const input = { gap, histories: new Map(), now: START + 60 * SECOND };
  assert.deepEqual(outcome(apply(outlier, decideGap(outlier, input))), [0, 101, 101, 180]);
});

Deno.test("OutlierWatch names the price before the jump, also when the same commit confirms it", () => {
  const noted = new NotedLog();
  const store = { change: () => Promise.reject(new Error("nobody asks")), histories: new Map() };
  const watch = new OutlierWatch({
    store,
    held: new Map(),
    crossCheck: null,
    clock: { now: () => START },
    log: noted.log,
  });
  const gap = {
    ...{ symbol: "BTCUSD", stepMs: SECOND, why: null },
    candles: [flat(1, 101, 1), flat(2, 180, 1), flat(3, 181, 1)],
  };
  const before = btc();
  const events = decideGap(before, { gap, histories: new Map(), now: START + 60 * SECOND });
  watch.take({ events, before, state: apply(before, events) });
  assert.deepEqual(noted.take(), [
    "warn: BTCUSD jumped from 101 to 180 at The demo market; nothing fires before that is confirmed",
    "info: BTCUSD at 180 is confirmed by another trade, at 181",
  ]);
});
