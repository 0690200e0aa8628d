import assert from "node:assert/strict";
import { isPrice } from "@/lib/market/accept.ts";
import { askedPair } from "@/lib/market/symbol.ts";
import { UnknownPairError } from "@/lib/sources/source.ts";
import { testCandlesContract, testTimeContract } from "./candles_contract.ts";
import { testFaultContract } from "./fault_contract.ts";
import { forever, listed, pairOf, SOURCES_UNDER_TEST, type SourceUnderTest } from "./rig.ts";
import { testStreamContract } from "./stream_contract.ts";
import { testStreamFaultContract } from "./stream_fault_contract.ts";

// One suite over all sources: what each promises, and what becomes of it when the source does wrong.
for (const source of SOURCES_UNDER_TEST) {
  testContract(source);
  testCandlesContract(source);
  testFaultContract(source);
  testTimeContract(source);
  testStreamContract(source);
  testStreamFaultContract(source);
}

/** What every price source promises. The rig lists BTCUSDT and ETHBTC, and no coin like NOSUCHCOIN. */
function testContract({ name, start }: SourceUnderTest): void {
  Deno.test(`${name} keeps the contract: finds a pair with its price and time`, async () => {
    await using rig = start();
    const found = await rig.source.find(pairOf("BTC", "USDT"), forever());
    assert.ok(found.observation !== null && isPrice(found.observation.price));
    const age = rig.time.now() - found.observation.at;
    assert.ok(age >= 0 && age <= rig.source.staleAfterMs, `age ${age}`);
  });

  Deno.test(`${name} keeps the contract: tells base and quote of letters as it lists them`, async () => {
    await using rig = start();
    for (const [text, base, quote] of [["ethbtc", "ETH", "BTC"], ["BTCUSDT", "BTC", "USDT"]]) {
      const asked = askedPair(text ?? "");
      assert.ok(asked.ok);
      const { pair, sourceId } = await rig.source.find(asked.pair, forever());
      assert.deepEqual([pair?.base, pair?.quote], [base, quote]);
      const stored = { ...asked.pair, ...pair, sourceId };
      const { observations } = await rig.source.quote([stored], forever());
      assert.equal(observations.size, 1);
    }
  });

  Deno.test(`${name} keeps the contract: takes another cut of the letters for another pair`, async () => {
    await using rig = start();
    const cut = { symbol: "ETHBTC", base: "E", quote: "THBTC" };
    const error = await rig.source.find(cut, forever()).catch((e) => e);
    assert.ok(error instanceof UnknownPairError, String(error));
  });

  Deno.test(`${name} keeps the contract: refuses a pair it does not list`, async () => {
    await using rig = start();
    const error = await rig.source.find(pairOf("NOSUCHCOIN", "USDT"), forever()).catch((e) => e);
    assert.ok(error instanceof UnknownPairError, String(error));
    assert.equal(error.symbol, "NOSUCHCOINUSDT");
    assert.equal(error.source, rig.source.name);
  });

  Deno.test(`${name} keeps the contract: suggests a pair that looks like a mistyped one`, async () => {
    await using rig = start();
    const error = await rig.source.find(pairOf("BTX", "USDT"), forever()).catch((e) => e);
    assert.ok(error instanceof UnknownPairError, String(error));
    assert.ok(error.suggestions.includes("BTCUSDT"), error.suggestions.join());
  });

  Deno.test(`${name} keeps the contract: every pair is in observations or in problems`, async () => {
    await using rig = start();
    const pairs = [listed("BTC", "USDT"), listed("ETH", "BTC"), listed("NOSUCHCOIN", "USDT")];
    const { observations, problems } = await rig.source.quote(pairs, forever());
    assert.deepEqual([...observations.keys()].sort(), ["BTCUSDT", "ETHBTC"]);
    assert.deepEqual([...problems.keys()], ["NOSUCHCOINUSDT"]);
    for (const { price, at } of observations.values()) {
      assert.ok(isPrice(price) && Number.isSafeInteger(at));
    }
  });

  Deno.test(`${name} keeps the contract: no pairs need no request`, async () => {
    await using rig = start();
    const { observations, problems } = await rig.source.quote([], forever());
    assert.equal(observations.size + problems.size, 0);
    assert.equal(rig.server?.requests.length ?? 0, 0);
  });

  Deno.test(`${name} keeps the contract: a pair named twice is priced once`, async () => {
    await using rig = start();
    const pairs = [listed("BTC", "USDT"), listed("BTC", "USDT")];
    const { observations } = await rig.source.quote(pairs, forever());
    assert.deepEqual([...observations.keys()], ["BTCUSDT"]);
  });
}
