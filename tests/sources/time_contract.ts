import assert from "node:assert/strict";
import { accept } from "@/lib/market/accept.ts";
import { assertTrue } from "./bars_contract.ts";
import { forever, listed } from "./rig.ts";
import type { SourceUnderTest } from "./sources_under_test.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BTCUSDT = listed("BTC", "USDT");
const NEW_PAIR = { currentPrice: null, lastUpdate: null, unconfirmed: null, trouble: null };

/** What every price source promises about time, whatever its clock shows. */
export function testTimeContract(source: SourceUnderTest): void {
  const { name, startServed, datesPrices, barsAlways } = source;
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
        const answer = await rig.source.bars(BTCUSDT, range, forever());
        assertTrue(answer, rig);
        assert.ok(answer.covered !== null);
        // By the source's own clock, which dates its bars; the date of an answer has no milliseconds.
        const beyond = answer.covered.to - rig.server.now();
        assert.ok(beyond <= 1_000, `${beyond} ms`);
        const short = Math.min(now, theirs) - answer.covered.to;
        assert.ok(short < 5 * MINUTE_MS, `${short} ms`);
        const holdsNow = answer.shape === "bars" && (answer.bars.at(-1)?.at ?? 0) > theirs - 40_000;
        assert.equal(answer.newestOpen, holdsNow);
      }
    });
  }

  Deno.test(`${name} keeps the contract: takes a bar for open that the source's clock has not ended`, async () => {
    await using rig = startServed();
    rig.time.advance(10_000);
    rig.server.skewMs = -20_000;
    const now = rig.time.now();
    const range = { from: now - 10 * MINUTE_MS, to: now - 10_000, stepMs: MINUTE_MS };
    const { newestOpen, shape } = await rig.source.bars(BTCUSDT, range, forever());
    assert.equal(newestOpen, shape === "bars");
  });

  // A quiet market has no newer bars at the others either.
  if (!barsAlways) return;
  Deno.test(`${name} keeps the contract: covers no more than is told where the newest bars are missing`, async () => {
    await using rig = startServed();
    rig.server.fault = { stale: 7 * MINUTE_MS };
    const now = rig.time.now();
    const range = { from: now - HOUR_MS, to: now, stepMs: MINUTE_MS };
    const { covered } = await rig.source.bars(BTCUSDT, range, forever());
    assert.ok(covered !== null && covered.to <= now - 6 * MINUTE_MS, `${covered?.to}`);
    // All of it is of the last minutes, of which nothing is told.
    const recent = { from: now - 3 * MINUTE_MS, to: now, stepMs: MINUTE_MS };
    assert.equal((await rig.source.bars(BTCUSDT, recent, forever())).covered, null);
  });
}
