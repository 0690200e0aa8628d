import assert from "node:assert/strict";
import type { LoggedRequest } from "../servers/price_server.ts";
import { type MarketProgram, withMarketProgram } from "./market_program.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What a request to Binance costs there, as its documentation says. */
function weightOf({ path, params }: LoggedRequest): number {
  if (path.startsWith("/exchangeInfo")) return 20;
  if (path.startsWith("/ticker/price")) return params.has("symbol") ? 2 : 4;
  return 2;
}

function weightByMinute(requests: readonly LoggedRequest[]): Map<number, number> {
  const weights = new Map<number, number>();
  for (const request of requests) {
    const minute = Math.floor(request.at / MINUTE);
    weights.set(minute, (weights.get(minute) ?? 0) + weightOf(request));
  }
  return weights;
}

Deno.test("Program: 100 pairs cost Binance under a fifth of its weight in every minute", async () => {
  await withMarketProgram({}, async ({ program, clock, binance, ask, pass }) => {
    const symbols = Array.from({ length: 100 }, (_, index) => `C${index}USDT`);
    for (const symbol of symbols) {
      binance.setPrice(symbol, 10);
      binance.setMarket(symbol, () => 10);
      await ask("add_pair", { pair: symbol });
      // Adding is what a person does, and counted apart: 22 of weight each.
      if (program.store.state.pairs.size % 5 === 0) await pass(SECOND);
    }
    program.start();
    await pass(2 * MINUTE, 5 * SECOND);
    binance.requests.length = 0;
    const from = clock.now();
    await pass(4 * MINUTE, 5 * SECOND);
    const isPast = ({ params }: LoggedRequest) => params.get("interval") === "1m";
    const polling = binance.requests.filter((request) => !isPast(request));
    const weights = [...weightByMinute(polling).values()];
    const heaviest = Math.max(...weights);
    assert.ok(weights.length >= 4, `${weights.length} minutes`);
    assert.ok(heaviest < 0.2 * 6_000, `${heaviest} in a minute`);
    const heaviestOfAll = Math.max(...weightByMinute(binance.requests).values());
    assert.ok(polling.length < binance.requests.length, "their histories are loaded meanwhile");
    assert.ok(heaviestOfAll < 0.23 * 6_000, `${heaviestOfAll} in a minute with the histories`);
    const ages = [...program.store.state.pairs.values()].map(({ lastUpdate }) =>
      clock.now() - Date.parse(lastUpdate ?? "")
    );
    assert.ok(Math.max(...ages) <= 15 * SECOND, "every pair has its price of the last check");
    assert.ok(from < clock.now());
    const [source] = program.status().sources;
    assert.deepEqual([source?.budget?.limit, source?.budget?.per], [6_000, "minute"]);
    assert.equal(source?.budget?.slowedToMs, null);
  });
});

/** At the beginning of a month, whose calls are to last to its end. */
const COINGECKO = { env: { PRICE_SOURCE: "coingecko" }, start: "2026-01-01T00:00:00Z" };

async function watchBitcoin({ coingecko, program, ask, pass }: MarketProgram): Promise<void> {
  coingecko.setPrice("bitcoin", { usd: 50_000 });
  coingecko.setMarket("bitcoin", () => 50_000);
  await ask("add_pair", { pair: "BTCUSDT" });
  // CoinGecko's answers come from a cache of a minute.
  coingecko.fault = { stale: MINUTE };
  program.start();
  await pass(20 * MINUTE, 5 * SECOND);
  const [missed] = gapsOf(coingecko.requests).toSorted((a, b) => b - a);
  assert.ok(
    (missed ?? Infinity) <= 5 * MINUTE,
    `no price for ${missed} ms while history is loaded`,
  );
  assert.deepEqual(program.status().backfills, {}, "the history is loaded");
  coingecko.requests.length = 0;
  await pass(MINUTE);
}

/** Milliseconds between the requests for prices. */
function gapsOf(requests: readonly LoggedRequest[]): number[] {
  const times = requests.filter(({ path }) => path.includes("/simple/price")).map(({ at }) => at);
  return times.slice(1).map((at, index) => at - (times[index] ?? at));
}

const PLANS = [
  ["10,000 calls a month", { minute: 30, month: 10_000 }],
  ["3 calls a minute", { minute: 3 }],
  ["one call a minute", { minute: 1 }],
] as const;

for (const [plan, limits] of PLANS) {
  Deno.test(`Program: a plan of ${plan} is spread evenly, and nothing is asked beside the prices`, async () => {
    await withMarketProgram({ ...COINGECKO, coingeckoLimits: limits }, async (market) => {
      await watchBitcoin(market);
      const { coingecko, program, clock, pass } = market;
      await pass(2 * HOUR, 5 * SECOND);
      const gaps = gapsOf(coingecko.requests);
      const [shortest, longest] = [Math.min(...gaps), Math.max(...gaps)];
      assert.ok(longest - shortest <= 30 * SECOND, `${shortest} to ${longest} ms apart`);
      assert.equal(coingecko.requests.length, gaps.length + 1, "no other requests");
      const monthMs = 31 * 24 * HOUR;
      const calls = coingecko.requests.length * ("month" in limits ? monthMs / (2 * HOUR) : 1);
      const allowed = "month" in limits ? limits.month : limits.minute * 121;
      assert.ok(calls <= allowed, `${calls} calls`);
      const budget = program.status().sources[0]?.budget;
      assert.ok((budget?.slowedToMs ?? 0) > 15 * SECOND, `${budget?.slowedToMs}`);
      assert.ok(clock.monotonic() > 2 * HOUR);
    });
  });
}
