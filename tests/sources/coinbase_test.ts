import assert from "node:assert/strict";
import { SourceError, UnknownPairError } from "@/lib/sources/source.ts";
import { coinbaseRig, forever, listed, pairOf } from "./rig.ts";

const BTCUSDT = listed("BTC", "USDT");

Deno.test("CoinbaseSource.quote asks once a product, and for the products once an hour", async () => {
  await using rig = coinbaseRig();
  const pairs = Array.from({ length: 30 }, (_, index) => {
    rig.server.setProduct(`C${index}-EUR`, { price: index + 1 });
    return listed(`C${index}`, "EUR");
  });
  for (let round = 0; round < 3; round++) {
    const { observations } = await rig.source.quote(pairs, forever());
    assert.equal(observations.get("C7EUR")?.price, 8);
    assert.equal(observations.size, 30);
  }
  assert.equal(rig.server.count("/ticker"), 90);
  assert.equal(rig.server.requests.filter(({ path }) => path === "/products").length, 1);
});

Deno.test("CoinbaseSource dates a price by its trade, and takes none that is over 5 min old", async () => {
  await using rig = coinbaseRig();
  const at = rig.time.now() - 300_000;
  rig.server.setProduct("BTC-USDT", { price: 7, time: "2026-01-15T10:25:00.000253Z" });
  const fresh = await rig.source.quote([BTCUSDT], forever());
  assert.deepEqual(fresh.observations.get("BTCUSDT"), { price: 7, at, trade: 86_326_522 });
  rig.time.advance(120_000);
  const stale = await rig.source.quote([BTCUSDT], forever());
  assert.equal(stale.problems.get("BTCUSDT"), "Coinbase's last trade of BTCUSDT is 7 min old");
  assert.equal((await rig.source.find(pairOf("BTC", "USDT"), forever())).observation, null);
});

for (
  const [product, problem] of [
    [{ price: 1, status: "delisted" }, "Coinbase trades BTCUSDT no longer (delisted)"],
    [{ price: 1, status: "offline" }, "Coinbase trades BTCUSDT not now (offline)"],
    [{ price: 1, tradingDisabled: true }, "Coinbase trades BTCUSDT not now (online)"],
    [{ price: 1, time: "yesterday" }, "Coinbase gave no usable price of BTCUSDT"],
    [{ price: 1, time: null }, "Coinbase gave no usable price of BTCUSDT"],
    [{ price: "" }, "Coinbase gave no usable price of BTCUSDT"],
    [{ price: null }, "Coinbase gave no usable price of BTCUSDT"],
    [{ price: "-1" }, "Coinbase gave no usable price of BTCUSDT"],
  ] as const
) {
  Deno.test(`CoinbaseSource.quote takes no price of ${JSON.stringify(product)}`, async () => {
    await using rig = coinbaseRig();
    rig.server.setProduct("BTC-USDT", product);
    const { observations, problems } = await rig.source.quote([BTCUSDT], forever());
    assert.equal(observations.size, 0);
    assert.equal(problems.get("BTCUSDT"), problem);
  });
}

Deno.test("CoinbaseSource.find refuses what is traded no longer, and suggests it to nobody", async () => {
  await using rig = coinbaseRig();
  rig.server.setProduct("BTC-EUR", { price: 1, status: "delisted" });
  for (const base of ["BTC", "BTX"]) {
    const error = await rig.source.find(pairOf(base, "EUR"), forever()).catch((e) => e);
    assert.ok(error instanceof UnknownPairError);
    assert.ok(!error.suggestions.includes("BTCEUR"));
  }
});

Deno.test("CoinbaseSource.quote keeps the products that were answered when others fail", async () => {
  await using rig = coinbaseRig();
  await rig.source.quote([BTCUSDT], forever());
  rig.server.fault = { status: 400, path: "ETH-BTC" };
  const { observations, problems } = await rig.source.quote(
    [BTCUSDT, listed("ETH", "BTC")],
    forever(),
  );
  assert.deepEqual([...observations.keys()], ["BTCUSDT"]);
  assert.match(problems.get("ETHBTC") ?? "", /Coinbase refused the request \(400\)/);
});

Deno.test("CoinbaseSource works on with an older list of products", async () => {
  await using rig = coinbaseRig();
  await rig.source.quote([BTCUSDT], forever());
  rig.time.advance(3_600_000);
  const lists = () => rig.server.requests.filter(({ path }) => path === "/products").length;
  rig.server.fault = { status: 400, times: 1 };
  assert.equal((await rig.source.quote([BTCUSDT], forever())).observations.size, 1);
  assert.equal((await rig.source.quote([BTCUSDT], forever())).observations.size, 1);
  assert.equal(lists(), 2);
  rig.time.advance(300_000);
  await rig.source.quote([BTCUSDT], forever());
  assert.equal(lists(), 3);
});

Deno.test("CoinbaseSource.candles asks for 300 candles at a time", async () => {
  await using rig = coinbaseRig();
  const to = rig.time.now();
  const range = { from: to - 86_400_000, to, stepMs: 60_000 };
  const { candles } = await rig.source.candles(BTCUSDT, range, forever());
  assert.equal(candles.length, 1_440);
  assert.equal(rig.server.count("/candles"), 5);
});

Deno.test("CoinbaseSource says what Coinbase says, and names its own setting", async () => {
  await using rig = coinbaseRig();
  rig.server.fault = { status: 400, body: JSON.stringify({ message: "Bad things" }) };
  const error = await rig.source.quote([BTCUSDT], forever()).catch((e) => e);
  assert.ok(error instanceof SourceError);
  assert.match(error.message, /check COINBASE_API_URL \(it says "Bad things"\)$/);
});
