import assert from "node:assert/strict";
import { BinanceSource } from "@/lib/sources/binance/binance.ts";
import { SourceError, UnknownPairError } from "@/lib/sources/source.ts";
import { binanceRig, forever, listed, pairOf } from "./rig.ts";

function manyPairs(rig: ReturnType<typeof binanceRig>, count: number) {
  return Array.from({ length: count }, (_, index) => {
    rig.server.setPrice(`C${index}USDT`, index + 1);
    return listed(`C${index}`, "USDT");
  });
}

Deno.test("BinanceSource.quote prices 100 pairs in one request", async () => {
  await using rig = binanceRig();
  const { observations } = await rig.source.quote(manyPairs(rig, 100), forever());
  assert.equal(observations.size, 100);
  assert.deepEqual(observations.get("C41USDT"), { price: 42, at: rig.time.now() });
  assert.equal(rig.server.requests.length, 1);
  assert.match(
    rig.server.requests[0]?.target ?? "",
    /^\/api\/v3\/ticker\/price\?symbols=%5B%22C0USDT%22%2C%22C1USDT%22%2C/,
  );
});

Deno.test("BinanceSource.quote cuts very many pairs by the length of the URL", async () => {
  await using rig = binanceRig();
  const { observations } = await rig.source.quote(manyPairs(rig, 700), forever());
  assert.equal(observations.size, 700);
  assert.equal(rig.server.requests.length, 3);
  assert.ok(rig.server.requests.every((request) => request.target.length < 6_200));
});

Deno.test("BinanceSource takes an address with /api/v3 too", async () => {
  await using rig = binanceRig();
  for (const path of ["", "/", "/api/v3", "/api/v3/"]) {
    const source = new BinanceSource({ apiUrl: `${rig.server.url}${path}` });
    const { observations } = await source.quote([listed("BTC", "USDT")], forever());
    assert.equal(observations.size, 1);
    assert.ok(rig.server.requests.at(-1)?.target.startsWith("/api/v3/ticker/price?"));
  }
});

Deno.test("BinanceSource.quote keeps bad symbols from spoiling the others, and remembers them", async () => {
  await using rig = binanceRig();
  const pairs = manyPairs(rig, 50);
  const bad = [listed("GONE", "USDT"), listed("b@d", "USDT")];
  const all = [...pairs.slice(0, 20), ...bad, ...pairs.slice(20)];
  const first = await rig.source.quote(all, forever());
  assert.equal(first.observations.size, 50);
  assert.match(first.problems.get("GONEUSDT") ?? "", /does not list GONEUSDT; remove the pair/);
  assert.ok(first.problems.has("b@dUSDT"));
  assert.ok(rig.server.requests.length < 30);

  rig.server.requests.length = 0;
  const second = await rig.source.quote(all, forever());
  assert.deepEqual([second.observations.size, second.problems.size], [50, 2]);
  assert.equal(rig.server.requests.length, 1);

  rig.server.setPrice("GONEUSDT", 7);
  rig.time.advance(3_600_000);
  const later = await rig.source.quote(all, forever());
  assert.equal(later.observations.get("GONEUSDT")?.price, 7);
});

Deno.test("BinanceSource.find makes a bad symbol good again", async () => {
  await using rig = binanceRig();
  const pairs = [listed("NEW", "USDT"), listed("BTC", "USDT")];
  await rig.source.quote(pairs, forever());
  rig.server.setPrice("NEWUSDT", 7);
  await rig.source.find(pairOf("NEW", "USDT"), forever());
  assert.equal((await rig.source.quote(pairs, forever())).observations.size, 2);
});

for (const price of ["", "abc", "0", "-1", "NaN", "Infinity", "1e999", " 5", "0x10", null, [], 0]) {
  Deno.test(`BinanceSource takes ${JSON.stringify(price)} for no price`, async () => {
    await using rig = binanceRig();
    rig.server.setPrice("BTCUSDT", price);
    const pairs = [listed("BTC", "USDT"), listed("ETH", "BTC")];
    const { observations, problems } = await rig.source.quote(pairs, forever());
    assert.deepEqual([...observations.keys()], ["ETHBTC"]);
    assert.equal(problems.get("BTCUSDT"), "Binance gave no usable price of BTCUSDT");
    const found = await rig.source.find(pairOf("BTC", "USDT"), forever());
    assert.equal(found.observation, null);
  });
}

Deno.test("BinanceSource reads tiny prices exactly", async () => {
  await using rig = binanceRig();
  rig.server.setPrice("SHIBUSDT", "0.00002450");
  const { observation } = await rig.source.find(pairOf("SHIB", "USDT"), forever());
  assert.equal(observation?.price, 0.0000245);
});

Deno.test("BinanceSource.find does not take a pair that is traded no longer", async () => {
  await using rig = binanceRig();
  rig.server.setPrice("BTCBUSD", 42_000);
  rig.server.setStatus("BTCBUSD", "BREAK");
  const error = await rig.source.find(pairOf("BTC", "BUSD"), forever()).catch((e) => e);
  assert.ok(error instanceof UnknownPairError);
  assert.ok(!error.suggestions.includes("BTCBUSD"));
});

Deno.test("BinanceSource.find works where exchangeInfo does not", async () => {
  await using rig = binanceRig();
  for (const status of [404, 500, 451]) {
    rig.server.fault = { status, path: "exchangeInfo" };
    assert.ok((await rig.source.find(pairOf("BTC", "USDT"), forever())).observation);
    const error = await rig.source.find(pairOf("BTX", "USDT"), forever()).catch((e) => e);
    assert.ok(error instanceof UnknownPairError);
    assert.deepEqual(error.suggestions, []);
  }
});

Deno.test("BinanceSource.find loads the list of symbols once", async () => {
  await using rig = binanceRig();
  for (const base of ["BTX", "BTV", "BTCC"]) {
    const error = await rig.source.find(pairOf(base, "USDT"), forever()).catch((e) => e);
    assert.deepEqual(error.suggestions, ["BTCUSDT"]);
  }
  const lists = rig.server.requests.filter((request) => request.params.has("symbolStatus"));
  assert.equal(lists.length, 1);
});

Deno.test("BinanceSource says what to do where Binance refuses the region", async () => {
  await using rig = binanceRig();
  rig.server.fault = { status: 451 };
  const error = await rig.source.quote([listed("BTC", "USDT")], forever()).catch((e) => e);
  assert.ok(error instanceof SourceError);
  assert.match(error.message, /451.*PRICE_SOURCE=coingecko/);
});

Deno.test("BinanceSource.quote notices once an hour that a pair is traded no longer", async () => {
  await using rig = binanceRig();
  const pairs = [listed("BTC", "USDT"), listed("ETH", "BTC")];
  const ask = async () => [...(await rig.source.quote(pairs, forever())).problems.keys()];
  assert.deepEqual(await ask(), []);
  rig.server.setStatus("BTCUSDT", "BREAK");
  rig.time.advance(3_599_000);
  assert.deepEqual(await ask(), []);
  assert.equal(rig.server.requests.length, 2);
  rig.time.advance(1_000);
  assert.deepEqual(await ask(), ["BTCUSDT"]);
  assert.deepEqual(await ask(), ["BTCUSDT"]);
  assert.equal(rig.server.count("exchangeInfo"), 1);
  rig.server.setStatus("BTCUSDT", "TRADING");
  rig.time.advance(300_000);
  assert.deepEqual(await ask(), []);
});

Deno.test("BinanceSource is unreachable where nobody listens", async () => {
  const rig = binanceRig();
  await rig.server.close();
  const error = await rig.source.quote([listed("BTC", "USDT")], forever()).catch((e) => e);
  assert.ok(error instanceof SourceError);
  assert.match(error.message, /cannot be reached at 127\.0\.0\.1:\d+: the connection was refused/);
});

Deno.test("BinanceSource.traded tells what was traded in a day, and without that what is traded", async () => {
  await using rig = binanceRig();
  const volumes = async () =>
    (await rig.source.traded(forever())).map(({ symbol, volume }) => [symbol, volume]);
  rig.server.fault = { status: 503, path: "ticker/24hr" };
  assert.deepEqual(await volumes(), [["BTCUSDT", undefined], ["ETHBTC", undefined]]);
  rig.server.fault = {};
  rig.time.advance(3_600_001);
  assert.deepEqual(await volumes(), [["BTCUSDT", 1000.5], ["ETHBTC", 1001.5]]);
  assert.deepEqual(await volumes(), [["BTCUSDT", 1000.5], ["ETHBTC", 1001.5]]);
  assert.equal(rig.server.count("exchangeInfo"), 2, "asked once an hour");
});
