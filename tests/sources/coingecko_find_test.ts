import assert from "node:assert/strict";
import { COINS } from "@/lib/sources/coins.ts";
import { UnknownPairError } from "@/lib/sources/source.ts";
import { coinGeckoRig, forever, listed, pairOf } from "./rig.ts";

Deno.test("CoinGeckoSource.find searches small coins by exact symbol and best rank", async () => {
  await using rig = coinGeckoRig();
  rig.server.addCoin({ id: "fake-zorro", symbol: "zorro", market_cap_rank: null });
  rig.server.addCoin({ id: "zorro", symbol: "ZORRO", market_cap_rank: 900 });
  rig.server.addCoin({ id: "zorro-old", symbol: "ZORRO", market_cap_rank: 2500 });
  rig.server.addCoin({ id: "zorro-inu", symbol: "ZORROINU", market_cap_rank: 5 });
  rig.server.setPrice("zorro", { usd: 3 });
  const { sourceId, observation } = await rig.source.find(pairOf("ZORRO", "USDT"), forever());
  assert.equal(sourceId, "zorro");
  assert.equal(observation?.price, 3);
  const { observations } = await rig.source.quote([listed("ZORRO", "USDT", sourceId)], forever());
  assert.equal(observations.get("ZORROUSDT")?.price, 3);
  assert.equal(rig.server.count("/search"), 1);
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
    ["BTC", "NOPE", []],
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

Deno.test("COINS has one id a symbol and one symbol an id", () => {
  assert.ok(COINS.size >= 120);
  assert.equal(new Set(COINS.values()).size, COINS.size);
  for (const [symbol, id] of COINS) assert.match(`${symbol} ${id}`, /^[A-Z0-9]+ [a-z0-9-]+$/);
});
