import assert from "node:assert/strict";
import fc from "fast-check";
import { isPrice } from "@/lib/market/accept.ts";
import { DEMO_COINS } from "@/lib/sources/demo/assets.ts";
import { demoPriceAt } from "@/lib/sources/demo/market.ts";
import { DemoSource } from "@/lib/sources/demo/demo.ts";
import { UnknownPairError } from "@/lib/sources/source.ts";
import { FakeTime } from "./fake_time.ts";
import { forever, listed, pairOf } from "./rig.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";

const QUOTES = ["USD", "USDT", "USDC", "BUSD", "DAI", "FDUSD", "TUSD", "EUR", "GBP", "TRY"];
const NOW = Date.UTC(2026, 0, 15, 10, 30);
const coin = fc.constantFrom(...DEMO_COINS.keys());
const moment = fc.integer({ min: 0, max: 4e12 });

function price(base: string, quote: string, at: number, seed?: number): number {
  const value = demoPriceAt({ base, quote }, at, seed);
  assert.ok(isPrice(value), `${base}${quote} at ${at}: ${value}`);
  return value;
}

Deno.test("demoPriceAt() gives the same price for the same seed and moment", () => {
  fc.assert(fc.property(coin, moment, fc.integer(), (base, at, seed) => {
    assert.equal(price(base, "USDT", at, seed), price(base, "USDT", at, seed));
  }));
  assert.notEqual(price("BTC", "USD", NOW, 1), price("BTC", "USD", NOW, 2));
});

Deno.test("demoPriceAt() gives ratios that agree with the dollar prices exactly", () => {
  fc.assert(fc.property(coin, coin, moment, (base, quote, at) => {
    fc.pre(base !== quote);
    assert.equal(price(base, quote, at), price(base, "USD", at) / price(quote, "USDT", at));
  }));
});

Deno.test("demoPriceAt() makes no step over 1 % within a second", () => {
  fc.assert(fc.property(coin, moment, (base, at) => {
    const change = price(base, "USDT", at + 1_000) / price(base, "USDT", at) - 1;
    assert.ok(Math.abs(change) < 0.01, `${change}`);
  }));
});

Deno.test("demoPriceAt() knows every quote", () => {
  for (const quote of [...QUOTES, "BTC", "ETH", "BNB"]) price("SOL", quote, NOW);
  assert.equal(demoPriceAt({ base: "BTC", quote: "BTC" }, NOW), null);
  assert.equal(demoPriceAt({ base: "BTC", quote: "NOPE" }, NOW), null);
});

Deno.test("demoPriceAt() moves within nearly every second", () => {
  let still = 0;
  for (let second = 0; second < 1_000; second++) {
    const at = NOW + second * 1_000;
    if (price("PEPE", "USDT", at) === price("PEPE", "USDT", at + 1_000)) still++;
  }
  assert.ok(still <= 5, `${still}`);
});

Deno.test("DemoSource.find lists the coins when it does not have one", async () => {
  const error = await new DemoSource().find(pairOf("BTV", "EUR"), forever()).catch((e) => e);
  assert.ok(error instanceof UnknownPairError);
  assert.equal(error.suggestions[0], "BTCEUR");
  assert.equal(error.suggestions.length, DEMO_COINS.size);
});

Deno.test("DemoSource.stream tells the price of every full second", async () => {
  const time = new FakeTime();
  const told: string[] = [];
  const ticks: number[] = [];
  const source = new DemoSource({ clock: time.clock, stream: { after: time.after } });
  const stream = source.stream({
    onTick: (symbol, { price, at }) => {
      assert.equal(price, demoPriceAt({ base: "BTC", quote: "USDT" }, at));
      assert.equal(symbol, "BTCUSDT");
      ticks.push(at);
    },
    onLive: (symbols) => told.push(`live ${symbols}`),
    onDown: (reason) => told.push(reason),
    onUnknown: (symbol) => told.push(`unknown ${symbol}`),
    onGap: (symbol) => told.push(`gap ${symbol}`),
  });
  stream.watch([listed("BTC", "USDT"), listed("NOBODY", "USDT")]);
  time.advance(300);
  time.advance(4_000);
  assert.deepEqual(ticks.map((at) => at % 1_000), [0, 0, 0, 0]);
  assert.deepEqual(told, ["live BTCUSDT"]);
  await stream.close();
  time.advance(5_000);
  assert.equal(ticks.length, 4);
  assert.equal(time.waiting, 0);
});

Deno.test("DemoSource.stream tells the seconds that it slept through as a gap", async () => {
  let now = NOW + 300;
  let wake = () => {};
  const told: unknown[] = [];
  const after = (_ms: number, act: () => void) => {
    wake = act;
    return () => {};
  };
  const source = new DemoSource({ clock: { ...SYSTEM_CLOCK, now: () => now }, stream: { after } });
  const stream = source.stream({
    onTick: (_symbol, { at }) => told.push(at - NOW),
    onLive: () => {},
    onDown: () => {},
    onUnknown: () => {},
    onGap: (_symbol, { from, to }) => told.push([from - NOW, to - NOW]),
  });
  stream.watch([listed("BTC", "USDT")]);
  for (const second of [1, 2, 62]) {
    now = NOW + second * 1_000;
    wake();
  }
  assert.deepEqual(told, [1_000, 2_000, [3_000, 62_000], 62_000]);
  await stream.close();
});
