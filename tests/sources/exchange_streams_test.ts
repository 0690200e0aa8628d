import assert from "node:assert/strict";
import { forever, listed } from "./rig.ts";
import {
  binanceStreamRig,
  coinbaseStreamRig,
  krakenStreamRig,
  settle,
  until,
} from "./stream_rig.ts";

const BTCUSDT = listed("BTC", "USDT");

Deno.test("CoinbaseSource.stream finds the products that void a request by halves", async () => {
  await using rig = coinbaseStreamRig();
  const good = Array.from({ length: 20 }, (_, index) => {
    rig.server.setProduct(`C${index}-EUR`, { price: 1 });
    return listed(`C${index}`, "EUR");
  });
  const bad = [listed("BAD", "EUR"), listed("WORSE", "EUR")];
  rig.stream.watch([...good.slice(0, 7), ...bad, ...good.slice(7)]);
  await until(() => {
    rig.time.advance(250);
    return rig.events.count("unknown") === 2 && rig.events.count("live") === 20;
  });
  assert.ok(rig.events.has("unknown BADEUR: BAD-EUR is not a valid product"));
  assert.ok((rig.server.stream.clients[0]?.received.length ?? 99) <= 15);
});

Deno.test("CoinbaseSource.stream tells every trade of one millisecond, in order", async () => {
  await using rig = coinbaseStreamRig();
  rig.stream.watch([BTCUSDT]);
  await until(() => rig.events.has("live BTCUSDT"));
  const at = rig.time.now();
  for (const price of [1, 5, 2]) rig.send("BTC", "USDT", price, { at });
  await until(() => rig.events.ticks.length === 3);
  const told = rig.events.ticks.map(([, { price, at }]) => ({ price, at }));
  assert.deepEqual(told, [{ price: 1, at }, { price: 5, at: at + 1 }, { price: 2, at: at + 2 }]);
  const trades = new Set(rig.events.ticks.map(([, { trade }]) => trade));
  assert.ok(trades.size === 3 && !trades.has(undefined), "each by the number of its trade");
});

Deno.test("CoinbaseSource.stream listens for the heartbeat of each product", async () => {
  await using rig = coinbaseStreamRig();
  rig.stream.watch([BTCUSDT]);
  await until(() => rig.events.has("live BTCUSDT"));
  const text = rig.server.stream.clients[0]?.received[0]?.text ?? "";
  const channels = ["ticker", "heartbeat"].map((name) => ({ name, product_ids: ["BTC-USDT"] }));
  assert.deepEqual(JSON.parse(text), { type: "subscribe", channels });
});

Deno.test("KrakenSource.stream dates a price without a time by the time of its coming", async () => {
  await using rig = krakenStreamRig();
  rig.stream.watch([BTCUSDT]);
  await until(() => rig.events.has("live BTCUSDT"));
  for (const price of [1, 5, 5]) rig.send("BTC", "USDT", price);
  await until(() => rig.events.ticks.length === 3);
  const at = rig.time.now();
  assert.deepEqual(rig.events.ticks.map(([, tick]) => tick.at), [at, at + 1, at + 2]);
  rig.time.advance(-3_600_000);
  rig.send("BTC", "USDT", 7);
  await until(() => rig.events.ticks.length === 4);
  assert.equal(rig.events.ticks.at(-1)?.[1].at, rig.time.now());
});

Deno.test("KrakenSource.stream dates a price without a time by Kraken's clock where ours is another", async () => {
  await using rig = krakenStreamRig(3_600_000);
  await rig.source.health([BTCUSDT], AbortSignal.timeout(5_000));
  assert.equal(Math.round(rig.source.http.clock.differenceMs / 60_000), 60);
  rig.stream.watch([BTCUSDT]);
  await until(() => rig.events.has("live BTCUSDT"));
  rig.send("BTC", "USDT", 1);
  await until(() => rig.events.ticks.length === 1);
  const apart = (rig.events.ticks[0]?.[1].at ?? NaN) - rig.time.now();
  assert.ok(Math.abs(apart) <= 1_000, `dated ${apart} ms from when it came`);
});

Deno.test("KrakenSource.stream reads every pair of a message, and leaves out what has no price", async () => {
  await using rig = krakenStreamRig();
  rig.stream.watch([BTCUSDT, listed("ETH", "BTC")]);
  await until(() => rig.events.count("live") === 2);
  const data = [{ symbol: "BTC/USDT", last: 1 }, { symbol: "ETH/BTC", last: null }];
  rig.server.stream.tell("BTC/USDT", { channel: "ticker", type: "snapshot", data });
  await until(() => rig.stream.dropped.wrong === 1);
  await settle();
  assert.deepEqual(rig.events.ticks.map(([symbol]) => symbol), ["BTCUSDT"]);
});

Deno.test("CoinbaseSource.stream asks by the product's own id, of older pairs by what is listed", async () => {
  await using rig = coinbaseStreamRig();
  rig.server.setProduct("GT-USD", { price: 9 });
  rig.server.setProduct("SC-BUSD", { price: 1 });
  // By its letters alone GTUSD was G in TUSD once, and SCBUSD is SCB in USD.
  const stored = listed("G", "TUSD", "GT-USD");
  const older = { symbol: "SCBUSD", base: "SCB", quote: "USD", sourceId: null };
  await rig.source.quote([older], forever());
  rig.stream.watch([stored, older]);
  await until(() => rig.events.count("live") === 2);
  assert.deepEqual([...rig.server.stream.clients[0]?.keys ?? []], ["GT-USD", "SC-BUSD"]);
  rig.server.streamPrice("GT-USD", 9);
  await until(() => rig.events.ticks.length === 1);
  assert.equal(rig.events.ticks[0]?.[0], "GTUSD");
});

Deno.test("BinanceSource.stream brings a pair beyond ASCII, even as the first of a connection", async () => {
  await using rig = binanceStreamRig();
  const base = "\u5e01\u5b89\u4eba\u751f";
  rig.list(base, "USDT");
  rig.stream.watch([listed(base, "USDT"), BTCUSDT]);
  await until(() => {
    rig.time.advance(1_000);
    for (const each of [base, "BTC"]) rig.send(each, "USDT", 1);
    return rig.events.has(`live ${base}USDT`) && rig.events.has("live BTCUSDT");
  });
  const address = rig.server.stream.clients[0]?.url.searchParams.get("streams");
  assert.equal(address, "btcusdt@kline_1s");
});
