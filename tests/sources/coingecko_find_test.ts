import assert from "node:assert/strict";
import { COIN_NAMES, symbolOfName } from "@/lib/market/pair_prefix.ts";
import { COINS } from "@/lib/sources/listings.ts";
import { type AskedPair, askedPair } from "@/lib/market/symbol.ts";
import { AmbiguousPairError, UnknownPairError } from "@/lib/sources/source.ts";
import { coinGeckoRig, forever, listed, pairOf } from "./rig.ts";

Deno.test("CoinGeckoSource.find searches a small coin by its exact symbol", async () => {
  await using rig = coinGeckoRig();
  rig.server.addCoin({ id: "zorro", symbol: "ZORRO", name: "Zorro", market_cap_rank: 900 });
  rig.server.addCoin({ id: "zorro-inu", symbol: "ZORROINU", market_cap_rank: 5 });
  rig.server.setPrice("zorro", { usd: 3 });
  const found = await rig.source.find(pairOf("ZORRO", "USDT"), forever());
  const { sourceId, coinName, observation } = found;
  assert.deepEqual([sourceId, coinName, observation?.price], ["zorro", "Zorro", 3]);
  const { observations } = await rig.source.quote([listed("ZORRO", "USDT", sourceId)], forever());
  assert.equal(observations.get("ZORROUSDT")?.price, 3);
  assert.equal(rig.server.count("/search"), 1);
});

/** Two coins of one symbol. */
function twoZorros() {
  const rig = coinGeckoRig();
  rig.server.addCoin({ id: "fake-zorro", symbol: "zorro", name: "Fake", market_cap_rank: null });
  rig.server.addCoin({ id: "zorro", symbol: "ZORRO", name: "Zorro", market_cap_rank: 900 });
  rig.server.setPrice("zorro", { usd: 3 });
  rig.server.setPrice("fake-zorro", { usd: 7 });
  return rig;
}

Deno.test("CoinGeckoSource.find asks which of two coins of one symbol is meant", async () => {
  await using rig = twoZorros();
  const error = await rig.source.find(pairOf("ZORRO", "USDT"), forever()).catch((e) => e);
  assert.ok(error instanceof AmbiguousPairError, String(error));
  const common = { pair: "ZORRO/USDT", source: "coingecko" };
  assert.deepEqual(error.choices, [
    { ...common, coin: "zorro", name: "Zorro", rank: 900 },
    { ...common, coin: "fake-zorro", name: "Fake", rank: null },
  ]);
});

Deno.test("CoinGeckoSource.find takes the coin that was chosen, and no other", async () => {
  await using rig = twoZorros();
  const chosen = (coin: string) => rig.source.find({ ...pairOf("ZORRO", "USDT"), coin }, forever());
  assert.equal((await chosen("fake-zorro")).observation?.price, 7);
  await assert.rejects(chosen("bitcoin"), UnknownPairError);
});

/** Letters without a separator, as a person types them. */
function joined(text: string): AskedPair {
  const asked = askedPair(text);
  assert.ok(asked.ok);
  return asked.pair;
}

Deno.test("CoinGeckoSource.find never takes G in TUSD for GT in USD", async () => {
  await using rig = coinGeckoRig();
  rig.server.setPrice("gatechain-token", { usd: 9 });
  const { sourceId, pair } = await rig.source.find(joined("GTUSD"), forever());
  assert.deepEqual([sourceId, pair?.base, pair?.quote], ["gatechain-token", "GT", "USD"]);
  rig.server.addCoin({ id: "g-dust", symbol: "G", name: "Dust" });
  const dust = await rig.source.find(joined("GTUSD"), forever());
  assert.equal(dust.sourceId, "gatechain-token");
});

Deno.test("CoinGeckoSource.find asks where two ways to cut the letters are coins, with their names", async () => {
  await using rig = coinGeckoRig();
  const gt = { id: "gatechain-token", symbol: "GT", name: "GateToken", market_cap_rank: 70 };
  rig.server.addCoin(gt);
  rig.server.addCoin({ id: "g-token", symbol: "G", name: "Gravity", market_cap_rank: 600 });
  const error = await rig.source.find(joined("GTUSD"), forever()).catch((e) => e);
  assert.ok(error instanceof AmbiguousPairError, String(error));
  const source = "coingecko";
  assert.deepEqual(error.choices, [
    { pair: "GT/USD", source, coin: "gatechain-token", name: "GateToken", rank: 70 },
    { pair: "G/TUSD", source, coin: "g-token", name: "Gravity", rank: 600 },
  ]);
});

Deno.test("CoinGeckoSource.find prices every big coin in USD as that coin, without a separator", async () => {
  await using rig = coinGeckoRig();
  for (const [symbol, id] of COINS) {
    rig.server.setPrice(id, { usd: 2 });
    if (COINS.has(`${symbol}USD`) || symbol === "USD") continue;
    const { sourceId } = await rig.source.find(joined(`${symbol}USD`), forever());
    assert.equal(sourceId, id, symbol);
  }
});

Deno.test("CoinGeckoSource.find suggests what the search found where no symbol is exact", async () => {
  await using rig = coinGeckoRig();
  rig.server.addCoin({ id: "zorro-inu", symbol: "ZORROINU", market_cap_rank: 5 });
  const error = await rig.source.find(pairOf("ZORRO", "EUR"), forever()).catch((e) => e);
  assert.ok(error instanceof UnknownPairError);
  assert.equal(error.suggestions[0], "ZORROINUEUR");
});

for (
  const [base, quote, suggestions] of [
    ["MATIC", "USDT", ["POLUSDT"]],
    ["EUR", "USDT", []],
    ["BTC", "NOPE", ["BTCUSDT", "BTCUSD", "BTCUSDC", "BTCEUR"]],
    ["NOPE", "NOPE", []],
  ] as const
) {
  Deno.test(`CoinGeckoSource.find refuses ${base}${quote} without asking`, async () => {
    await using rig = coinGeckoRig();
    const error = await rig.source.find(pairOf(base, quote), forever()).catch((e) => e);
    assert.ok(error instanceof UnknownPairError);
    assert.deepEqual(error.suggestions, suggestions);
    assert.equal(rig.server.requests.length, 0);
  });
}

Deno.test("COIN_NAMES names every coin of COINS", () => {
  assert.deepEqual([...COIN_NAMES.keys()].sort(), [...COINS.keys()].sort());
  assert.equal(symbolOfName("Shiba Inu"), "SHIB");
});

Deno.test("COINS has one id a symbol and one symbol an id", () => {
  assert.ok(COINS.size >= 120);
  assert.equal(new Set(COINS.values()).size, COINS.size);
  for (const [symbol, id] of COINS) assert.match(`${symbol} ${id}`, /^[A-Z0-9]+ [a-z0-9-]+$/);
});
