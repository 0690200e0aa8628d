import assert from "node:assert/strict";
import type { Fault } from "../servers/fault.ts";
import { withMarketProgram } from "./market_program.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** What Binance refuses with, and for how long it is to be left alone. */
const REFUSALS: readonly (readonly [string, Fault, number])[] = [
  ["429 with Retry-After", { status: 429, retryAfter: 90 }, 90 * SECOND],
  ["429 with a date", { status: 429, retryAfter: "Thu, 15 Jan 2026 12:04:00 GMT" }, 105 * SECOND],
  ["418 with Retry-After", { status: 418, retryAfter: 600 }, 600 * SECOND],
  ["418 that does not say for how long", { status: 418 }, 120 * SECOND],
];

for (const [refusal, fault, pauseMs] of REFUSALS) {
  Deno.test(`Program: ${refusal} is obeyed by all that asks, and prices come by themselves after it`, async () => {
    await withMarketProgram({}, async ({ program, clock, binance, ask, pass }) => {
      binance.setPrice("BTCUSDT", 50_000);
      binance.setMarket("BTCUSDT", () => 50_000);
      await ask("add_pair", { pair: "BTCUSDT" });
      program.start();
      await pass(2 * MINUTE);
      binance.fault = { ...fault, times: 1 };
      binance.requests.length = 0;
      await pass(15 * SECOND);
      const refusedAt = binance.requests[0]?.at ?? NaN;
      const [source] = program.status().sources;
      assert.equal(source?.reachable, false);
      assert.match(source?.problem ?? "", /429|418|asked|banned|limit/i);

      await pass(pauseMs + MINUTE);
      const next = binance.requests[1]?.at ?? NaN;
      assert.ok(next >= refusedAt + pauseMs, `asked again after ${next - refusedAt} ms`);
      assert.ok(
        next <= refusedAt + pauseMs + 20 * SECOND,
        `asked only after ${next - refusedAt} ms`,
      );
      assert.equal(program.status().sources[0]?.reachable, true);
      const { lastUpdate } = program.store.state.pairs.get("BTCUSDT") ?? {};
      assert.ok(clock.now() - Date.parse(lastUpdate ?? "") <= 15 * SECOND);
    });
  });
}

Deno.test("Program: a person who searches is told of the ban, and does not break it", async () => {
  await withMarketProgram({}, async ({ program, binance, ask, pass }) => {
    binance.setPrice("BTCUSDT", 50_000);
    await ask("add_pair", { pair: "BTCUSDT" });
    program.start();
    binance.fault = { status: 418, retryAfter: 300 };
    await pass(MINUTE);
    const { length } = binance.requests;
    await assert.rejects(ask("add_pair", { pair: "ETHUSDT" }), /not to be called before/);
    assert.equal(binance.requests.length, length);
  });
});
