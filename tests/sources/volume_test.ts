import assert from "node:assert/strict";
import { candleOf, joinCandles, parseVolume } from "@/lib/market/candle.ts";
import { observationsOf } from "@/lib/engine/gaps/gap.ts";
import { SecondKlines } from "@/lib/sources/binance/binance.ts";
import { CoinbaseStream } from "@/lib/sources/coinbase/coinbase.ts";
import { demoCandles, demoVolumes, placeOf } from "@/lib/sources/demo/market.ts";
import { TickGate } from "@/lib/sources/stream/shard.ts";

const AT = Date.parse("2024-01-15T12:00:00Z");
const MINUTE = 60_000;
const prices = { open: 5, high: 6, low: 4, close: 5 };

Deno.test("parseVolume() takes numbers and decimals from zero on, and nothing else", () => {
  const taken = ["12.50000000", "0", 0, 3, "1e-7"].map(parseVolume);
  assert.deepEqual(taken, [12.5, 0, 0, 3, 1e-7]);
  for (const wrong of ["", "-1", -1, NaN, Infinity, "1e999", "x", null, undefined, "0x10", [1]]) {
    assert.equal(parseVolume(wrong), undefined, String(wrong));
  }
});

Deno.test("joinCandles() sums the volumes that are known, and knows none where there is none", () => {
  const [none, some] = [candleOf(AT, [5, 6, 4, 5]), candleOf(AT, [5, 6, 4, 5], 1, 0.5)];
  assert.ok(none !== null && some !== null);
  assert.equal(joinCandles(some, some).volume, 1);
  assert.equal(joinCandles(none, some).volume, 0.5);
  assert.equal("volume" in joinCandles(none, none), false);
});

Deno.test("SecondKlines.read() tells of a second that is told again what was traded since", () => {
  const klines = new SecondKlines();
  const second = (from: number, ms: number, volume: number, isClosed = false) => {
    const numbers = { firstTrade: 1, lastTrade: 1 + volume };
    const times = { from: AT + from, to: AT + from + 999, sentAt: AT + from + ms, isClosed };
    const tick = klines.read("btcusdt", { ...times, ...prices, ...numbers, volume });
    return typeof tick === "string" ? tick : tick.volume;
  };
  const told = [
    second(0, 200, 2),
    second(0, 400, 5),
    second(0, 1_001, 5, true),
    second(1_000, 200, 1),
  ];
  assert.deepEqual(told, [2, 3, 0, 1]);
});

Deno.test("CoinbaseStream.read() tells the size of each trade, and the gate lets it through", () => {
  const message = {
    type: "ticker",
    product_id: "BTC-USD",
    price: "5",
    time: "2024-01-15T12:00:00Z",
  };
  const stream = new CoinbaseStream("wss://localhost");
  const told = [{ ...message, last_size: "0.25" }, message].map((each) => {
    const read = stream.read(each);
    assert.ok("tick" in read);
    return new TickGate().pass("BTCUSD", read.tick)?.volume;
  });
  assert.deepEqual(told, [0.25, undefined]);
});

Deno.test("observationsOf() counts the volume of a candle once, with its end", () => {
  const candles = [0, 1, 2].map((nth) => ({ at: AT + nth * MINUTE, ...prices, volume: 10 + nth }));
  const volumes = (from: number, to: number) =>
    observationsOf({ candles, stepMs: MINUTE }, {
      from: { at: AT + from, price: 5 },
      to: { at: AT + to, price: 5 },
    }).map(({ volume }) => volume);
  assert.deepEqual(volumes(45_000, 150_000), [10, 11, undefined]);
  assert.deepEqual(volumes(150_000, 200_000), [12]);
});

Deno.test("demoCandles() has traded in a minute what its seconds have", async () => {
  const market = { base: "BTC", quote: "USDT", seed: 1, now: AT + 10 * MINUTE };
  const range = { from: AT, to: AT + MINUTE, stepMs: MINUTE };
  const { candles: [minute] } = await demoCandles(market, range, new AbortController().signal);
  const volumes = demoVolumes(market, 1);
  volumes.goTo(placeOf(AT).minute);
  let sum = 0;
  for (let second = 0; second < 60; second++) sum += volumes.volumeAt(second);
  assert.equal(minute?.volume, sum);
});
