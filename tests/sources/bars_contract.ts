import assert from "node:assert/strict";
import type { BarsRange, SourceBars } from "@/lib/sources/candles.ts";
import { UnknownPairError } from "@/lib/sources/source.ts";
import { marketBars } from "../servers/market_bars.ts";
import { forever, listed, type Rig } from "./rig.ts";
import type { SourceUnderTest } from "./sources_under_test.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BTCUSDT = listed("BTC", "USDT");

/** What every price source promises about the past. */
export function testBarsContract({ name, start }: SourceUnderTest): void {
  for (
    const [what, lengthMs, stepMs] of [
      ["ten minutes in seconds", 10 * MINUTE_MS, 1_000],
      ["two hours in minutes", 2 * HOUR_MS, MINUTE_MS],
      ["a day in minutes", DAY_MS, MINUTE_MS],
      ["a day in steps of 7 minutes", DAY_MS, 7 * MINUTE_MS],
      ["ten days in hours", 10 * DAY_MS, HOUR_MS],
    ] as const
  ) {
    Deno.test(`${name}.bars keeps the contract: ${what}`, async () => {
      await using rig = start();
      const to = rig.time.now();
      const range = { from: to - lengthMs, to, stepMs };
      const answer = await rig.source.bars(BTCUSDT, range, forever());
      assertTrue(answer, rig);
      assertFits(answer, range);
      assert.equal(answer.problem, null);
      const missing = (answer.covered?.from ?? Infinity) - range.from;
      assert.ok(missing <= answer.stepMs, `${missing} ms are missing at the start`);
    });
  }

  Deno.test(`${name}.bars keeps the contract: a stretch that ended long ago`, async () => {
    await using rig = start();
    const to = rig.time.now() - 3 * HOUR_MS;
    const range = { from: to - HOUR_MS, to, stepMs: MINUTE_MS };
    const answer = await rig.source.bars(BTCUSDT, range, forever());
    assertTrue(answer, rig);
    assertFits(answer, range);
    assert.equal(answer.newestOpen, false);
  });

  Deno.test(`${name}.bars keeps the contract: nothing is covered that is still to come`, async () => {
    await using rig = start();
    const now = rig.time.now();
    const range = { from: now - HOUR_MS, to: now + HOUR_MS, stepMs: MINUTE_MS };
    const { covered } = await rig.source.bars(BTCUSDT, range, forever());
    assert.ok(covered !== null && covered.to <= rig.time.now() + 1);
  });

  Deno.test(`${name}.bars keeps the contract: says of a minute under way that it is still open`, async () => {
    await using rig = start();
    rig.time.advance(20_000);
    const to = rig.time.now();
    const range = { from: to - 5 * MINUTE_MS, to, stepMs: MINUTE_MS };
    const { bars, newestOpen, shape } = await rig.source.bars(BTCUSDT, range, forever());
    assert.equal(newestOpen, shape === "bars");
    if (newestOpen) assert.equal(bars.at(-1)?.at, to - 20_000);
  });

  Deno.test(`${name}.bars keeps the contract: refuses a pair it does not list`, async () => {
    await using rig = start();
    const range = { from: rig.time.now() - HOUR_MS, to: rig.time.now(), stepMs: MINUTE_MS };
    const pair = listed("NOSUCHCOIN", "USDT", name === "CoinGeckoSource" ? "nosuchcoin" : null);
    const error = await rig.source.bars(pair, range, forever()).catch((e) => e);
    assert.ok(error instanceof UnknownPairError, String(error));
    assert.equal(error.symbol, "NOSUCHCOINUSDT");
  });
}

/** Every bar is what the market did, in order. */
export function assertTrue({ bars, stepMs, shape, newestOpen }: SourceBars, { market }: Rig): void {
  assert.ok(bars.length > 0);
  for (const [index, { trades, ...bar }] of bars.entries()) {
    assert.ok(trades === undefined || trades > 0, "the servers trade in every bar");
    assert.ok(index === 0 || bar.at > (bars[index - 1]?.at ?? NaN), "not in order");
    if (shape === "points") {
      const price = market(bar.at);
      assert.deepEqual(bar, { at: bar.at, open: price, high: price, low: price, close: price });
      continue;
    }
    assert.equal(bar.at % stepMs, 0);
    if (newestOpen && index === bars.length - 1) continue;
    const [expected] = marketBars(market, { from: bar.at, to: bar.at + 1, stepMs });
    if (stepMs <= MINUTE_MS) assert.deepEqual(bar, expected);
    else assert.equal(bar.open, expected?.open);
  }
}

/** No bar lies outside the stretch, and no other step is given than one that was asked for or is wider. */
function assertFits({ bars, stepMs, covered, shape }: SourceBars, range: BarsRange): void {
  const width = shape === "points" ? 1 : stepMs;
  for (const { at } of bars) assert.ok(at + width > range.from && at < range.to);
  assert.ok(stepMs >= range.stepMs, `${stepMs}`);
  assert.ok(covered !== null && covered.from >= range.from && covered.to <= range.to);
  if (shape === "points") return;
  const count = Math.ceil(covered.to / stepMs) - Math.floor(covered.from / stepMs);
  assert.equal(bars.length, count);
}
