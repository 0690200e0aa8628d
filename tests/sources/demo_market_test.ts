import assert from "node:assert/strict";
import fc from "fast-check";
import type { Candle } from "@/lib/market/candle.ts";
import { DEMO_COINS, demoPair } from "@/lib/sources/demo/assets.ts";
import {
  demoCandles,
  demoMinutes,
  demoPriceAt,
  demoVolumes,
  placeOf,
} from "@/lib/sources/demo/market.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";
import { forever } from "./rig.ts";

const NOW = Date.UTC(2026, 0, 15, 10);
/** No alarm is nearer than what the first one of the tour waits for, in percent. */
const TOUR_PERCENT = 0.05;

const coin = fc.constantFrom(...DEMO_COINS.keys());
const seed = fc.integer();
/** Up to the year 2096, as a whole second. */
const moment = fc.integer({ min: 0, max: 4e9 }).map((seconds) => seconds * SECOND_MS);

interface Asked {
  readonly base?: string;
  readonly quote?: string;
  readonly seed?: number;
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  readonly now?: number;
}

async function candlesOf(asked: Asked): Promise<readonly Candle[]> {
  const { base = "BTC", quote = "USDT", seed = 1, now = 4e13, from, to, stepMs } = asked;
  const market = { base, quote, seed, now };
  return (await demoCandles(market, { from, to, stepMs }, forever())).candles;
}

/** Candles as one that lasts as long as all of them. */
function merged(candles: readonly Candle[]) {
  return {
    ...{ at: candles[0]?.at, open: candles[0]?.open, close: candles.at(-1)?.close },
    high: Math.max(...candles.map(({ high }) => high)),
    low: Math.min(...candles.map(({ low }) => low)),
  };
}

Deno.test("demoPriceAt() stays within the double and the half of its level, nearly always much nearer", () => {
  fc.assert(fc.property(coin, moment, seed, (base, at, seed) => {
    const part = (demoPriceAt({ base, quote: "USDT" }, at, seed) ?? NaN) /
      (DEMO_COINS.get(base) ?? NaN);
    assert.ok(part > 0.4 && part < 2.5, `${part}`);
  }));
});

Deno.test("demoCandles() has candles that hold together, with a volume, of any length", async () => {
  const step = fc.constantFrom(SECOND_MS, 7 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, HOUR_MS);
  await fc.assert(
    fc.asyncProperty(coin, moment, seed, step, async (base, from, seed, stepMs) => {
      const candles = await candlesOf({ base, seed, from, to: from + 5 * stepMs, stepMs });
      assert.ok(candles.length >= 5);
      for (const { open, high, low, close, volume = NaN } of candles) {
        assert.ok(low <= Math.min(open, close) && Math.max(open, close) <= high);
        assert.ok(low > 0 && volume >= 0);
      }
    }),
    { numRuns: 50 },
  );
});

for (const [base, quote] of [["BTC", "USDT"], ["ETH", "BTC"], ["SOL", "EUR"]] as const) {
  Deno.test(`demoCandles() of ${base}/${quote} has coarse candles that are fine ones put together`, async () => {
    for (const [fine, coarse] of [[SECOND_MS, MINUTE_MS], [MINUTE_MS, HOUR_MS]] as const) {
      const span = { from: NOW, to: NOW + coarse };
      const parts = await candlesOf({ base, quote, ...span, stepMs: fine });
      const [whole] = await candlesOf({ base, quote, ...span, stepMs: coarse });
      const { volume = NaN, ...prices } = whole ?? {};
      assert.deepEqual({ ...prices }, merged(parts));
      const sum = parts.reduce((sum, { volume = NaN }) => sum + volume, 0);
      assert.ok(Math.abs(volume / sum - 1) < 1e-9, `${volume}, ${sum}`);
    }
  });
}

Deno.test("demoCandles() tells of a minute the same in a long past as in a short one", async () => {
  const long = await candlesOf({ from: NOW - 5 * DAY_MS, to: NOW, stepMs: MINUTE_MS });
  for (const at of [NOW - 5 * DAY_MS, NOW - DAY_MS, NOW - MINUTE_MS]) {
    const [short] = await candlesOf({ from: at, to: at + MINUTE_MS, stepMs: MINUTE_MS });
    assert.deepEqual(long.find((candle) => candle.at === at), short);
  }
});

Deno.test("demoCandles() ends with the price that is told live", async () => {
  for (const late of [0, 1_234, 59_999]) {
    const now = NOW + late;
    const [candle] = await candlesOf({ from: NOW, to: NOW + MINUTE_MS, stepMs: MINUTE_MS, now });
    assert.equal(candle?.close, demoPriceAt({ base: "BTC", quote: "USDT" }, now));
  }
});

Deno.test("demoMinutes() are the candles that the source tells, the newest as far as it has come", async () => {
  const pair = { base: "BTC", quote: "USDT", seed: 1 };
  const now = NOW + 45_000;
  const [minutes] = demoMinutes([pair], { from: NOW - 2 * MINUTE_MS, to: now + 1 });
  const range = { from: NOW - 2 * MINUTE_MS, to: NOW + MINUTE_MS, stepMs: MINUTE_MS };
  assert.deepEqual(minutes, await candlesOf({ ...range, now }));
  assert.equal(minutes?.length, 3);
});

Deno.test("demoMinutes() of several pairs are those of each alone, whatever they share", () => {
  const pairs = [["BTC", "USDT"], ["ETH", "USDT"], ["ETH", "BTC"], ["BTC", "EUR"], ["EUR", "USDT"]]
    .map(([base = "", quote = ""]) => ({ base, quote }));
  const stretch = { from: NOW - 5 * MINUTE_MS - 30_000, to: NOW + 20_000 };
  const alone = pairs.map((pair) => demoMinutes([pair], stretch)[0]);
  assert.deepEqual(demoMinutes(pairs, stretch), alone);
  assert.deepEqual(alone.map((candles) => candles?.length), [7, 7, 7, 7, 0]);
});

/** Pearson's: 1 where both rise and fall together, 0 where one tells nothing of the other. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const products = (x: readonly number[], y: readonly number[]) =>
    mean(x.map((value, nth) =>
      (value - (x === a ? meanA : meanB)) *
      ((y[nth] ?? NaN) - (y === a ? meanA : meanB))
    ));
  return products(a, b) / Math.sqrt(products(a, a) * products(b, b));
}

const MARKETS = ["BTC", "PEPE"].flatMap((base) => [1, 2, 3].map((seed) => ({ base, seed })));

for (const { base, seed } of MARKETS) {
  Deno.test(`The demo market ${seed} moves ${base} as a market does`, async () => {
    const span = { from: NOW - 10 * DAY_MS, to: NOW, stepMs: MINUTE_MS };
    const candles = await candlesOf({ base, seed, ...span });
    const moves = candles.map(({ open, close }) => Math.log(close / open));
    const sizes = moves.map(Math.abs);
    const lagged = (values: readonly number[], lag: number) =>
      correlation(values.slice(0, -lag), values.slice(lag));
    assert.ok(lagged(sizes, 10) > 0.04, `wild minutes follow wild ones: ${lagged(sizes, 10)}`);
    assert.ok(lagged(sizes, 60) > 0.02, `for an hour and more: ${lagged(sizes, 60)}`);
    assert.ok(Math.abs(lagged(moves, 10)) < 0.05, `no move tells the next: ${lagged(moves, 10)}`);
    const ranges = candles.map(({ high, low, open }) => (high - low) / open);
    const volumes = candles.map(({ volume = NaN }) => volume);
    const together = correlation(ranges, volumes);
    assert.ok(together > 0.4, `volume goes with moves: ${together}`);
    const days = Array.from(
      { length: 10 },
      (_, day) =>
        Math.abs(
          (candles[day * 1440 + 1439]?.close ?? NaN) / (candles[day * 1440]?.open ?? NaN) - 1,
        ),
    );
    assert.ok(days.filter((move) => move > 0.01).length >= 4, `days have trends: ${days}`);
    assert.ok(Math.max(...days) < 0.2, `and none is mad: ${days}`);
  });
}

Deno.test("demoVolumes() is never below zero and seldom zero", () => {
  fc.assert(fc.property(coin, moment, seed, (base, at, seed) => {
    const volumes = demoVolumes({ base, quote: "USDT" }, seed);
    const { minute, second } = placeOf(at);
    volumes.goTo(minute);
    assert.ok(volumes.volumeAt(second) >= 0);
    const minuteLong = Array.from({ length: 60 }, (_, each) => volumes.volumeAt(each));
    assert.ok(minuteLong.some((volume) => volume > 0));
  }));
});

Deno.test("A move as small as the tour's first alarm waits for comes within 30 s of any moment", () => {
  for (const base of ["BTC", "ETH", "SOL"]) {
    const market = demoPair({ base, quote: "USDT" });
    assert.ok(market !== null);
    const priceAt = (at: number) => {
      const { minute, second } = placeOf(at);
      market.goTo(minute);
      return market.priceAt(second);
    };
    for (let nth = 0; nth < 5_000; nth++) {
      const at = NOW + nth * 100_003;
      const start = priceAt(at);
      const far = Array.from({ length: 30 }, (_, second) => {
        return Math.abs(priceAt(at + (second + 1) * SECOND_MS) / start - 1);
      });
      assert.ok(Math.max(...far) >= TOUR_PERCENT / 100, `${base} at ${at}: ${Math.max(...far)}`);
    }
  }
});
