import assert from "node:assert/strict";
import { accept } from "@/lib/market/accept.ts";
import { type CandlesRange, type SourceCandles, UnknownPairError } from "@/lib/sources/source.ts";
import { marketCandles } from "../servers/price_server.ts";
import { forever, listed, type Rig, type SourceUnderTest } from "./rig.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BTCUSDT = listed("BTC", "USDT");

/** What every price source promises about the past. */
export function testCandlesContract({ name, start }: SourceUnderTest): void {
  for (
    const [what, lengthMs, stepMs] of [
      ["ten minutes in seconds", 10 * MINUTE_MS, 1_000],
      ["two hours in minutes", 2 * HOUR_MS, MINUTE_MS],
      ["a day in minutes", DAY_MS, MINUTE_MS],
      ["a day in steps of 7 minutes", DAY_MS, 7 * MINUTE_MS],
      ["ten days in hours", 10 * DAY_MS, HOUR_MS],
    ] as const
  ) {
    Deno.test(`${name}.candles keeps the contract: ${what}`, async () => {
      await using rig = start();
      const to = rig.time.now();
      const range = { from: to - lengthMs, to, stepMs };
      const answer = await rig.source.candles(BTCUSDT, range, forever());
      assertTrue(answer, rig);
      assertFits(answer, range);
      assert.equal(answer.problem, null);
      const missing = (answer.covered?.from ?? Infinity) - range.from;
      assert.ok(missing <= answer.stepMs, `${missing} ms are missing at the start`);
    });
  }

  Deno.test(`${name}.candles keeps the contract: a stretch that ended long ago`, async () => {
    await using rig = start();
    const to = rig.time.now() - 3 * HOUR_MS;
    const range = { from: to - HOUR_MS, to, stepMs: MINUTE_MS };
    const answer = await rig.source.candles(BTCUSDT, range, forever());
    assertTrue(answer, rig);
    assertFits(answer, range);
    assert.equal(answer.newestOpen, false);
  });

  Deno.test(`${name}.candles keeps the contract: nothing is covered that is still to come`, async () => {
    await using rig = start();
    const now = rig.time.now();
    const range = { from: now - HOUR_MS, to: now + HOUR_MS, stepMs: MINUTE_MS };
    const { covered } = await rig.source.candles(BTCUSDT, range, forever());
    assert.ok(covered !== null && covered.to <= rig.time.now() + 1);
  });

  Deno.test(`${name}.candles keeps the contract: says of a minute under way that it is still open`, async () => {
    await using rig = start();
    rig.time.advance(20_000);
    const to = rig.time.now();
    const range = { from: to - 5 * MINUTE_MS, to, stepMs: MINUTE_MS };
    const { candles, newestOpen, shape } = await rig.source.candles(BTCUSDT, range, forever());
    assert.equal(newestOpen, shape === "candles");
    if (newestOpen) assert.equal(candles.at(-1)?.at, to - 20_000);
  });

  Deno.test(`${name}.candles keeps the contract: refuses a pair it does not list`, async () => {
    await using rig = start();
    const range = { from: rig.time.now() - HOUR_MS, to: rig.time.now(), stepMs: MINUTE_MS };
    const pair = listed("NOSUCHCOIN", "USDT", name === "CoinGeckoSource" ? "nosuchcoin" : null);
    const error = await rig.source.candles(pair, range, forever()).catch((e) => e);
    assert.ok(error instanceof UnknownPairError, String(error));
    assert.equal(error.symbol, "NOSUCHCOINUSDT");
  });
}

/** Every candle is what the market did, in order. */
export function assertTrue(
  { candles, stepMs, shape, newestOpen }: SourceCandles,
  { market }: Rig,
): void {
  assert.ok(candles.length > 0);
  for (const [index, { trades, ...candle }] of candles.entries()) {
    assert.ok(trades === undefined || trades > 0, "the servers trade in every bar");
    assert.ok(index === 0 || candle.at > (candles[index - 1]?.at ?? NaN), "not in order");
    if (shape === "points") {
      const price = market(candle.at);
      assert.deepEqual(candle, {
        at: candle.at,
        open: price,
        high: price,
        low: price,
        close: price,
      });
      continue;
    }
    assert.equal(candle.at % stepMs, 0);
    if (newestOpen && index === candles.length - 1) continue;
    const [expected] = marketCandles(market, { from: candle.at, to: candle.at + 1, stepMs });
    const { volume, ...prices } = candle;
    assert.ok(volume !== undefined && volume > 0, "says how much was traded");
    if (stepMs <= MINUTE_MS) assert.deepEqual(prices, expected);
    else assert.equal(candle.open, expected?.open);
  }
}

/** No candle lies outside the stretch, and no other step is given than one that was asked for or is wider. */
function assertFits({ candles, stepMs, covered, shape }: SourceCandles, range: CandlesRange): void {
  const width = shape === "points" ? 1 : stepMs;
  for (const { at } of candles) assert.ok(at + width > range.from && at < range.to);
  assert.ok(stepMs >= range.stepMs, `${stepMs}`);
  assert.ok(covered !== null && covered.from >= range.from && covered.to <= range.to);
  if (shape === "points") return;
  const count = Math.ceil(covered.to / stepMs) - Math.floor(covered.from / stepMs);
  assert.equal(candles.length, count);
}

const NEW_PAIR = { currentPrice: null, lastUpdate: null, unconfirmed: null, trouble: null };

/** What every price source promises about time, whatever its clock shows. */
export function testTimeContract(source: SourceUnderTest): void {
  const { name, startServed, datesPrices, candlesAlways } = source;
  if (startServed === null) return;
  for (const skewMs of [-10 * MINUTE_MS, 10 * MINUTE_MS]) {
    const where = skewMs < 0 ? "behind" : "ahead";

    Deno.test(`${name} keeps the contract: takes no price by a clock that is 10 min ${where}`, async () => {
      await using rig = startServed();
      rig.server.skewMs = skewMs;
      const now = rig.time.now();
      const { observations, problems } = await rig.source.quote([BTCUSDT], forever());
      const observation = observations.get("BTCUSDT");
      if (observation === undefined) return assert.ok(datesPrices && problems.has("BTCUSDT"));
      const verdict = accept(NEW_PAIR, observation, now, rig.source.staleAfterMs);
      assert.equal(verdict, datesPrices ? "fromTheFuture" : "accepted");
    });

    Deno.test(`${name} keeps the contract: knows nothing beyond a clock that is 10 min ${where}`, async () => {
      await using rig = startServed();
      rig.server.skewMs = skewMs;
      rig.time.advance(20_000);
      const now = rig.time.now();
      for (const to of [now, now + HOUR_MS]) {
        const range = { from: now - HOUR_MS, to, stepMs: MINUTE_MS };
        const theirs = rig.server.now();
        const answer = await rig.source.candles(BTCUSDT, range, forever());
        assertTrue(answer, rig);
        assert.ok(answer.covered !== null);
        // By the source's own clock, which dates its candles; the date of an answer has no milliseconds.
        const beyond = answer.covered.to - rig.server.now();
        assert.ok(beyond <= 1_000, `${beyond} ms`);
        const short = Math.min(now, theirs) - answer.covered.to;
        assert.ok(short < 5 * MINUTE_MS, `${short} ms`);
        const holdsNow = answer.shape === "candles" &&
          (answer.candles.at(-1)?.at ?? 0) > theirs - 40_000;
        assert.equal(answer.newestOpen, holdsNow);
      }
    });
  }

  Deno.test(`${name} keeps the contract: takes a candle for open that the source's clock has not ended`, async () => {
    await using rig = startServed();
    rig.time.advance(10_000);
    rig.server.skewMs = -20_000;
    const now = rig.time.now();
    const range = { from: now - 10 * MINUTE_MS, to: now - 10_000, stepMs: MINUTE_MS };
    const { newestOpen, shape } = await rig.source.candles(BTCUSDT, range, forever());
    assert.equal(newestOpen, shape === "candles");
  });

  // A quiet market has no newer candles at the others either.
  if (!candlesAlways) return;
  Deno.test(`${name} keeps the contract: covers no more than is told where the newest candles are missing`, async () => {
    await using rig = startServed();
    rig.server.fault = { stale: 7 * MINUTE_MS };
    const now = rig.time.now();
    const range = { from: now - HOUR_MS, to: now, stepMs: MINUTE_MS };
    const { covered } = await rig.source.candles(BTCUSDT, range, forever());
    assert.ok(covered !== null && covered.to <= now - 6 * MINUTE_MS, `${covered?.to}`);
    // All of it is of the last minutes, of which nothing is told.
    const recent = { from: now - 3 * MINUTE_MS, to: now, stepMs: MINUTE_MS };
    assert.equal((await rig.source.candles(BTCUSDT, recent, forever())).covered, null);
  });
}
