import assert from "node:assert/strict";
import { type MarketProgram, withMarketProgram } from "./market_program.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ALARM = { type: "target", targetPrice: 170, direction: "fromBelow" };

/** From now on BTCUSDT stands at this price on Binance, by one trade now and one ten seconds later; before, at 100. */
function moveTo(price: number, { binance, clock }: MarketProgram): void {
  const since = clock.now();
  binance.setPrice("BTCUSDT", price);
  const traded = [since, since + 10 * SECOND];
  const tradesAt = (at: number) => traded.filter((trade) => trade >= at && trade < at + SECOND);
  binance.setMarket(
    "BTCUSDT",
    (at) => at < since ? 100 : price,
    (at) => at < since ? 3 : tradesAt(at).length,
  );
}

/** Watches BTCUSDT at 100 on Binance, with an alarm at 170. */
async function watchBitcoin(market: MarketProgram): Promise<void> {
  const { program, ask, pass } = market;
  moveTo(100, market);
  await ask("add_pair", { pair: "BTCUSDT" });
  await ask("add_alarm", { pair: "BTCUSDT", alarm: ALARM });
  program.start();
  await pass(MINUTE);
}

const firesOf = ({ program }: MarketProgram) => program.store.state.fires.map(({ price }) => price);

Deno.test("Program: a jump that CONFIRM_SOURCE confirms fires in the same check", async () => {
  await withMarketProgram({ env: { CONFIRM_SOURCE: "coingecko" } }, async (market) => {
    const { program, coingecko, pass } = market;
    await watchBitcoin(market);
    coingecko.setPrice("bitcoin", { usd: 175 });
    await pass(14 * SECOND);
    moveTo(180, market);
    await pass(SECOND);
    assert.deepEqual(firesOf(market), [180]);
    assert.deepEqual(program.status().doubts, { BTCUSDT: { seen: 1, confirmed: 1 } });
    await pass(MINUTE);
    assert.equal(coingecko.count("/simple/price"), 1);
    assert.deepEqual(firesOf(market), [180]);
  });
});

Deno.test("Program: without CONFIRM_SOURCE a jump waits for another trade", async () => {
  await withMarketProgram({}, async (market) => {
    const { program, pass } = market;
    await watchBitcoin(market);
    await pass(14 * SECOND);
    moveTo(180, market);
    await pass(SECOND);
    assert.deepEqual(firesOf(market), []);
    assert.deepEqual(program.status().doubts, { BTCUSDT: { seen: 1, confirmed: 0 } });
    await pass(15 * SECOND);
    assert.deepEqual(firesOf(market), [180]);
    assert.deepEqual(program.status().doubts, { BTCUSDT: { seen: 1, confirmed: 1 } });
  });
});

Deno.test("Program: an outage is no data after a minute, since its last price, until there is one again", async () => {
  await withMarketProgram({}, async (market) => {
    const { program, binance, pass } = market;
    await watchBitcoin(market);
    const { lastUpdate } = program.store.state.pairs.get("BTCUSDT") ?? {};
    binance.fault = { status: 500 };
    await pass(45 * SECOND);
    assert.deepEqual(program.status().noData, {});
    await pass(30 * SECOND);
    assert.deepEqual(program.status().noData, { BTCUSDT: lastUpdate });
    binance.fault = {};
    await pass(30 * SECOND);
    assert.deepEqual(program.status().noData, {});
  });
});

Deno.test("Program: the same old price again is no news, whenever it is asked for", async () => {
  const env = { PRICE_SOURCE: "coingecko" };
  await withMarketProgram({ env, coingeckoLimits: {} }, async (market) => {
    const { program, clock, coingecko, ask, pass } = market;
    const at = Math.floor(clock.now() / 1000);
    coingecko.setPrice("bitcoin", { usd: 100, last_updated_at: at });
    await ask("add_pair", { pair: "BTCUSDT" });
    program.start();
    await pass(5 * MINUTE);
    assert.deepEqual(program.status().noData, {});
    await pass(30 * SECOND);
    assert.deepEqual(Object.keys(program.status().noData), ["BTCUSDT"]);
    assert.ok(coingecko.count("/simple/price") > 20);
  });
});

Deno.test("Program: a pair that Binance halts is given up within the hour and goes on by itself", async () => {
  await withMarketProgram({}, async (market) => {
    const { program, binance, pass } = market;
    await watchBitcoin(market);
    const trouble = () => program.store.state.pairs.get("BTCUSDT")?.trouble?.kind;
    binance.setStatus("BTCUSDT", "HALT");
    await pass(61 * MINUTE, 5 * SECOND);
    assert.equal(trouble(), "halted");
    moveTo(140, market);
    await pass(5 * MINUTE, 5 * SECOND);
    assert.equal(program.store.state.pairs.get("BTCUSDT")?.currentPrice, 100);
    binance.setStatus("BTCUSDT", "TRADING");
    await pass(7 * MINUTE, 5 * SECOND);
    assert.equal(trouble(), undefined);
    assert.equal(program.store.state.pairs.get("BTCUSDT")?.currentPrice, 140);
  });
});
