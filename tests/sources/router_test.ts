import assert from "node:assert/strict";
import { readConfig } from "@/lib/settings/config.ts";
import { createSources, SourceRouter } from "@/lib/sources/table.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import {
  type Found,
  type PriceSource,
  SourceError,
  UnknownPairError,
} from "@/lib/sources/source.ts";
import { forever, pairOf } from "./rig.ts";

const PAIR = pairOf("BTC", "USDT");
const FOUND: Found = { sourceId: null, observation: { price: 1, at: 1 } };

type Answer = Found | UnknownPairError | SourceError | TypeError;

function fakeSource(name: SourceName, answer: Answer): PriceSource {
  const settle = <T>(value: T) =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(value);
  const quotes = { observations: new Map(), problems: new Map() };
  return {
    name,
    staleAfterMs: 1,
    find: () => settle(answer as Found),
    quote: () => settle(quotes),
  };
}

function routerOver(binance: Answer, coingecko: Answer): SourceRouter {
  const sources = [fakeSource("binance", binance), fakeSource("coingecko", coingecko)];
  return new SourceRouter({
    mode: "auto",
    sources: new Map(sources.map((source) => [source.name, source])),
  });
}

const unknown = (source: SourceName) => new UnknownPairError(PAIR.symbol, source, [`${source}!`]);
const failed = (source: SourceName, kind: SourceError["kind"]) =>
  new SourceError(source, `${source} ${kind}`, kind);

for (
  const [binance, source] of [
    [FOUND, "binance"],
    [unknown("binance"), "coingecko"],
    [failed("binance", "refused"), "coingecko"],
    [failed("binance", "unreachable"), "coingecko"],
  ] as const
) {
  Deno.test(`SourceRouter finds at ${source} when Binance tells ${"message" in binance ? binance.message : "a price"}`, async () => {
    const routed = await routerOver(binance, FOUND).find(PAIR, forever());
    assert.deepEqual(routed, { ...FOUND, source });
  });
}

for (
  const [binance, coingecko, message] of [
    [unknown("binance"), unknown("coingecko"), /^binance does not list BTCUSDT$/],
    [failed("binance", "refused"), unknown("coingecko"), /^coingecko does not list BTCUSDT$/],
    [unknown("binance"), failed("coingecko", "rateLimited"), /coingecko rateLimited$/],
    [failed("binance", "timeout"), unknown("coingecko"), /^binance timeout; coingecko does not/],
    [failed("binance", "refused"), failed("coingecko", "timeout"), /refused; coingecko timeout$/],
    [new TypeError("a bug"), FOUND, /^a bug$/],
  ] as const
) {
  Deno.test(`SourceRouter fails with ${message} for ${binance.message} and the other`, async () => {
    await assert.rejects(routerOver(binance, coingecko).find(PAIR, forever()), { message });
  });
}

Deno.test("SourceRouter gathers the suggestions of all sources", async () => {
  const router = routerOver(unknown("binance"), unknown("coingecko"));
  const error = await router.find(PAIR, forever()).catch((e) => e);
  assert.deepEqual(error.suggestions, ["binance!", "coingecko!"]);
});

Deno.test("SourceRouter asks only the source that a person wants", async () => {
  const router = routerOver(FOUND, FOUND);
  assert.equal((await router.find(PAIR, forever(), "coingecko")).source, "coingecko");
  await assert.rejects(router.find(PAIR, forever(), "demo"), /demo is not in use/);
});

Deno.test("SourceRouter asks no further source when its time is up", async () => {
  const router = routerOver(failed("binance", "timeout"), FOUND);
  await assert.rejects(router.find(PAIR, AbortSignal.abort()), { kind: "timeout" });
});

Deno.test("createSources() makes all sources and asks nothing", async () => {
  const fetch = () => Promise.reject(new Error("asked"));
  const { sources, router } = createSources(
    readConfig({ PRICE_SOURCE: "demo" }),
    { fetch },
  );
  assert.deepEqual([...sources.keys()], ["binance", "coingecko", "coinbase", "kraken", "demo"]);
  assert.equal((await router.find(PAIR, forever())).source, "demo");
});
