import assert from "node:assert/strict";
import { CoinGeckoSource } from "@/lib/sources/coingecko/coingecko.ts";
import { COINS } from "@/lib/sources/listings.ts";
import { SourceError } from "@/lib/sources/source.ts";
import { coinGeckoRig, forever, KEY, listed, pairOf } from "./rig.ts";

const BTCUSDT = listed("BTC", "USDT", "bitcoin");

Deno.test("CoinGeckoSource.quote prices 100 pairs in one request", async () => {
  await using rig = coinGeckoRig();
  const pairs = [...COINS].slice(0, 100).map(([base, id], index) => {
    rig.server.setPrice(id, { usd: index + 1 });
    return listed(base, "USD", id);
  });
  const { observations } = await rig.source.quote(pairs, forever());
  assert.equal(observations.size, 100);
  assert.equal(rig.server.requests.length, 1);
});

Deno.test("CoinGeckoSource.quote asks for at most 200 coins and 4 kB at a time", async () => {
  await using rig = coinGeckoRig();
  for (const [count, length, requests] of [[450, 5, 3], [200, 30, 2]] as const) {
    rig.server.requests.length = 0;
    const pairs = Array.from({ length: count }, (_, index) => {
      const id = `c${index}`.padEnd(length, "-");
      rig.server.setPrice(id, { usd: 1 });
      return listed(`C${index}`, "USD", id);
    });
    const { observations } = await rig.source.quote(pairs, forever());
    assert.equal(observations.size, count);
    assert.equal(rig.server.requests.length, requests);
    assert.ok(rig.server.requests.every((request) => request.target.length < 4_000));
  }
});

Deno.test("CoinGeckoSource.quote keeps the parts that were answered when another fails", async () => {
  await using rig = coinGeckoRig();
  const pairs = Array.from({ length: 250 }, (_, index) => {
    rig.server.setPrice(`c${index}`, { usd: 1 });
    return listed(`C${index}`, "USD", `c${index}`);
  });
  let answers = 0;
  const counting = (input: string | URL | Request, init?: RequestInit) =>
    ++answers === 1 ? fetch(input, init) : Promise.resolve(new Response("", { status: 400 }));
  const source = new CoinGeckoSource({
    apiUrl: rig.server.url,
    plan: "public",
    fetch: counting,
    clock: rig.time.clock,
  });
  const { observations, problems } = await source.quote(pairs, forever());
  assert.deepEqual([observations.size, problems.size], [200, 50]);
  assert.match(problems.get("C249USD") ?? "", /refused the request \(400\)/);
});

for (const quote of ["USD", "USDT", "USDC", "BUSD", "DAI", "FDUSD", "TUSD"]) {
  Deno.test(`CoinGeckoSource prices ${quote} as the dollar`, async () => {
    await using rig = coinGeckoRig();
    const { sourceId, observation } = await rig.source.find(pairOf("BTC", quote), forever());
    assert.equal(sourceId, "bitcoin");
    assert.equal(observation?.price, 50_000);
  });
}

Deno.test("CoinGeckoSource prices state currencies by name and coins by the ratio, in one request", async () => {
  await using rig = coinGeckoRig();
  rig.server.setPrice("binancecoin", { usd: 500, eur: 460 });
  const pairs = [listed("BTC", "EUR"), listed("ETH", "BTC"), listed("ETH", "BNB"), BTCUSDT];
  const { observations } = await rig.source.quote(pairs, forever());
  const prices = [...observations].map(([symbol, { price }]) => [symbol, price]);
  const expected = [["BTCEUR", 46_000], ["ETHBTC", 0.05], ["ETHBNB", 5], ["BTCUSDT", 50_000]];
  assert.deepEqual(prices, expected);
  assert.equal(rig.server.requests.length, 1);
});

Deno.test("CoinGeckoSource dates a ratio by its older price, in milliseconds", async () => {
  await using rig = coinGeckoRig();
  const now = rig.time.now() / 1000;
  rig.server.setPrice("ethereum", { usd: 2_500, last_updated_at: now - 60 });
  rig.server.setPrice("bitcoin", { usd: 50_000, last_updated_at: now - 20 });
  const { observation } = await rig.source.find(pairOf("ETH", "BTC"), forever());
  assert.equal(observation?.at, rig.time.now() - 60_000);
});

Deno.test("CoinGeckoSource dates a price without a time by the time of asking", async () => {
  await using rig = coinGeckoRig();
  rig.server.setPrice("bitcoin", { usd: 1, last_updated_at: null });
  const { observation } = await rig.source.find(pairOf("BTC", "USD"), forever());
  assert.equal(observation?.at, rig.time.now());
});

Deno.test("CoinGeckoSource stamps another price of the same second a millisecond later", async () => {
  await using rig = coinGeckoRig();
  const second = rig.time.now() / 1000;
  const ask = async (usd: number, seconds: number) => {
    rig.server.setPrice("bitcoin", { usd, last_updated_at: seconds });
    const { observations } = await rig.source.quote([BTCUSDT], forever());
    return (observations.get("BTCUSDT")?.at ?? NaN) - second * 1000;
  };
  assert.equal(await ask(1, second), 0);
  assert.equal(await ask(1, second), 0);
  assert.equal(await ask(2, second), 1);
  assert.equal(await ask(2, second), 1);
  assert.equal(await ask(1, second - 5), -5_000);
  assert.equal(await ask(1, second), 2);
  assert.equal(await ask(3, second + 1), 1_000);
});

for (const usd of [null, 0, -1, "50000", true, [], {}, undefined]) {
  Deno.test(`CoinGeckoSource takes ${JSON.stringify(usd)} for no price`, async () => {
    await using rig = coinGeckoRig();
    rig.server.setPrice("bitcoin", { usd });
    const pairs = [BTCUSDT, listed("ETH", "USDT"), listed("ETH", "BTC")];
    const { observations, problems } = await rig.source.quote(pairs, forever());
    assert.deepEqual([...observations.keys()], ["ETHUSDT"]);
    assert.match(problems.get("BTCUSDT") ?? "", /no usable price of bitcoin in USD/);
    assert.ok(problems.has("ETHBTC"));
    const found = await rig.source.find(pairOf("BTC", "USD"), forever());
    assert.deepEqual([found.sourceId, found.observation], ["bitcoin", null]);
  });
}

Deno.test("CoinGeckoSource tells a price over 5 min old as a problem, one of 5 min as a price", async () => {
  await using rig = coinGeckoRig();
  rig.server.fault = { stale: true };
  const { problems } = await rig.source.quote([BTCUSDT], forever());
  assert.equal(problems.get("BTCUSDT"), "CoinGecko's price is 7 min old");
  assert.equal((await rig.source.find(pairOf("BTC", "USD"), forever())).observation, null);
  rig.server.fault = { stale: 300_000 };
  assert.equal((await rig.source.quote([BTCUSDT], forever())).observations.size, 1);
});

for (const last_updated_at of [1e12, "1711356300", -5, NaN, true]) {
  Deno.test(`CoinGeckoSource takes no price with the time ${last_updated_at}`, async () => {
    await using rig = coinGeckoRig();
    rig.server.setPrice("bitcoin", {
      usd: 1,
      last_updated_at: Number.isNaN(last_updated_at) ? {} : last_updated_at,
    });
    const { problems } = await rig.source.quote([BTCUSDT], forever());
    assert.ok(problems.has("BTCUSDT"));
  });
}

for (const body of ["[]", "null", "7", '"x"', ""]) {
  Deno.test(`CoinGeckoSource refuses the whole answer ${JSON.stringify(body)}`, async () => {
    await using rig = coinGeckoRig();
    rig.server.fault = { status: 200, body };
    const error = await rig.source.quote([BTCUSDT], forever()).catch((reason) => reason);
    assert.ok(error instanceof SourceError && error.kind === "badAnswer", String(error));
  });
}

Deno.test("CoinGeckoSource is not misled by ids that every object has", async () => {
  await using rig = coinGeckoRig();
  const pairs = [listed("X", "USD", "constructor"), listed("Y", "USD", "__proto__")];
  const { observations, problems } = await rig.source.quote(pairs, forever());
  assert.deepEqual([observations.size, problems.size], [0, 2]);
});

for (
  const [plan, header] of [
    ["public", null],
    ["demo", "x-cg-demo-api-key"],
    ["pro", "x-cg-pro-api-key"],
  ] as const
) {
  Deno.test(`CoinGeckoSource sends the key as the plan ${plan} wants it, and never in the URL`, async () => {
    await using rig = coinGeckoRig({ plan });
    await rig.source.quote([BTCUSDT], forever());
    const [request] = rig.server.requests;
    const sent = [...(request?.headers ?? [])].filter(([, value]) => value.includes(KEY));
    assert.deepEqual(sent, header === null ? [] : [[header, KEY]]);
    assert.ok(!request?.target.includes("CG-"));
  });
}

for (
  const [plan, host] of [
    ["public", "api.coingecko.com"],
    ["demo", "api.coingecko.com"],
    ["pro", "pro-api.coingecko.com"],
  ] as const
) {
  Deno.test(`CoinGeckoSource asks ${host} on the plan ${plan}`, async () => {
    const asked: string[] = [];
    const fetch = (input: string | URL | Request) => {
      asked.push(String(input));
      return Promise.resolve(Response.json({ bitcoin: { usd: 1 } }));
    };
    await new CoinGeckoSource({ plan, fetch }).quote([BTCUSDT], forever());
    assert.ok(asked[0]?.startsWith(`https://${host}/api/v3/simple/price?ids=bitcoin&`), asked[0]);
  });
}
