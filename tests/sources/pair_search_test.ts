import assert from "node:assert/strict";
import { SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import type { TradedPair } from "@/lib/sources/market_source.ts";
import { SourceError } from "@/lib/sources/source.ts";
import type { SourceMode } from "@/lib/sources/settings.ts";
import { searchPairs, SourceRouter, type TradedAt } from "@/lib/sources/table.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";

const MOST_FOUND = 20;

const pair = (base: string, quote: string, more: Partial<TradedPair> = {}): TradedPair => ({
  ...{ symbol: base + quote, base, quote },
  ...more,
});

const MARKETS: readonly TradedAt[] = [
  {
    source: "binance",
    pairs: [
      ...[pair("BTC", "EUR"), pair("BTC", "USDT"), pair("ETH", "BTC"), pair("ETH", "USDT")],
      ...[pair("WBTC", "BTC"), pair("BTCDOM", "USDT"), pair("SOL", "USDT", { volume: 12 })],
    ],
  },
  {
    source: "coingecko",
    pairs: [
      pair("GT", "USD", { coin: "gt-unknown", name: "Game Token", rank: null }),
      pair("GT", "USD", { coin: "gatechain-token", name: "Gate", rank: 70 }),
      pair("BTC", "USDT"),
    ],
  },
];

const ROWS: readonly (readonly [says: string, typed: string, expected: readonly string[]])[] = [
  ["finds nothing for nothing", " / ", []],
  ["finds a coin in its usual quote first", "btc", ["BTC/USDT", "BTC/EUR", "BTCDOM/USDT"]],
  ["takes a pair with a sign", "eth/btc", ["ETH/BTC"]],
  ["takes a pair in two words that is not finished", "eth u", ["ETH/USDT"]],
  ["takes letters without a sign", "ethbtc", ["ETH/BTC"]],
  ["takes the coin's name", "bitcoin", ["BTC/USDT", "BTC/EUR"]],
  ["takes the beginning of a name", "sola", ["SOL/USDT"]],
  ["shows both coins of one symbol, the one of rank first", "gt", ["GT/USD", "GT/USD"]],
  ["finds nothing where nothing fits", "zzz", []],
];

for (const [says, typed, expected] of ROWS) {
  Deno.test(`searchPairs() ${says}`, () => {
    const found = searchPairs(typed, MARKETS).map(({ base, quote }) => `${base}/${quote}`);
    assert.deepEqual(found, expected);
  });
}

Deno.test("searchPairs() tells names, ranks, ids, volume, and all sources of a pair", () => {
  assert.deepEqual(searchPairs("gt", MARKETS).map(({ name, rank, coin }) => [name, rank, coin]), [
    ["Gate", 70, "gatechain-token"],
    ["Game Token", null, "gt-unknown"],
  ]);
  assert.deepEqual(searchPairs("btcusdt", MARKETS)[0], {
    ...{ symbol: "BTCUSDT", base: "BTC", quote: "USDT" },
    ...{ sources: ["binance", "coingecko"], name: "Bitcoin" },
  });
  assert.equal(searchPairs("sol", MARKETS)[0]?.volume, 12);
});

Deno.test("searchPairs() answers at most 20 of thousands", () => {
  const pairs = Array.from({ length: 3_000 }, (_, nth) => pair(`A${nth}`, "USDT"));
  assert.equal(searchPairs("a", [{ source: "binance", pairs }]).length, MOST_FOUND);
});

/** A router over sources that list BTC/USDT; those of `down` cannot be asked. */
function routerOf(mode: SourceMode, down: readonly SourceName[] = []): SourceRouter {
  const sourceOf = (name: SourceName) => ({
    ...{ name, staleAfterMs: 0, find: never, quote: never },
    traded: () => {
      const refusal = new SourceError(name, "is down", "unreachable");
      return down.includes(name) ? Promise.reject(refusal) : Promise.resolve([pair("BTC", "USDT")]);
    },
  });
  return new SourceRouter({
    mode,
    sources: new Map(SOURCE_NAMES.map((name) => [name, sourceOf(name)])),
  });
}

function never(): never {
  throw new Error("A search asks for no price");
}

const SOURCES_ASKED: readonly (readonly [
  mode: SourceMode,
  wanted: SourceName | undefined,
  expected: readonly SourceName[],
])[] = [
  ["auto", undefined, ["binance", "coingecko"]],
  ["auto", "kraken", ["kraken"]],
  ["demo", undefined, ["demo"]],
  ["coinbase", undefined, ["coinbase"]],
];

for (const [mode, wanted, expected] of SOURCES_ASKED) {
  Deno.test(`SourceRouter.search() in mode ${mode} asks ${wanted ?? "by itself"}: ${expected}`, async () => {
    const [found] = await routerOf(mode).search("btc", SYSTEM_CLOCK, wanted);
    assert.deepEqual(found?.sources, expected);
  });
}

Deno.test("SourceRouter.search() finds what the others list while one is down", async () => {
  const [found] = await routerOf("auto", ["binance"]).search("btc", SYSTEM_CLOCK);
  assert.deepEqual(found?.sources, ["coingecko"]);
  assert.deepEqual(
    await routerOf("auto", ["binance", "coingecko"]).search("btc", SYSTEM_CLOCK),
    [],
  );
});
