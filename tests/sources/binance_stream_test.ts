import assert from "node:assert/strict";
import { listed } from "./rig.ts";
import { binanceStreamRig, settle, until } from "./stream_rig.ts";

type Rig = ReturnType<typeof binanceStreamRig>;

const BTCUSDT = listed("BTC", "USDT");
const ETHBTC = listed("ETH", "BTC");

/** Connects and has a first second of BTCUSDT at 100. */
async function goLive(rig: Rig): Promise<void> {
  rig.stream.watch([BTCUSDT]);
  await until(() => rig.server.streamPrice("BTCUSDT", 100, { firstTrade: 1, lastTrade: 9 }) > 0);
  await until(() => rig.events.ticks.length === 1);
}

/** Sends messages about the second under way and gives what became of them. */
async function ticksOf(rig: Rig, klines: readonly Parameters<Rig["server"]["kline"]>[2][]) {
  rig.events.ticks.length = 0;
  rig.time.advance(1_000);
  for (const [index, kline] of klines.entries()) {
    rig.server.streamPrice("BTCUSDT", 101 + index, kline);
  }
  await settle();
  return rig.events.ticks.map(([, { price, low, high }]) => [price, low, high]);
}

Deno.test("BinanceSource.stream asks for seconds, the first pair in the address", async () => {
  await using rig = binanceStreamRig();
  rig.stream.watch([BTCUSDT, ETHBTC]);
  await until(() => rig.server.stream.clients[0]?.received.length === 1);
  const [client] = rig.server.stream.clients;
  assert.equal(client?.url.pathname, "/stream");
  assert.equal(client?.url.searchParams.get("streams"), "btcusdt@kline_1s");
  const params = ["btcusdt@kline_1s", "ethbtc@kline_1s"];
  const text = client?.received[0]?.text ?? "";
  assert.deepEqual(JSON.parse(text), { method: "SUBSCRIBE", params, id: 1 });
});

Deno.test("BinanceSource.stream shows the wick within a second", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  assert.deepEqual(await ticksOf(rig, [{ low: 90, high: 130 }]), [[101, 90, 130]]);
});

Deno.test("BinanceSource.stream tells of an open second only what is new in it", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  rig.time.advance(1_000);
  const from = Math.floor(rig.time.now() / 1000) * 1000 + 1_000;
  const second = (ms: number, low: number, high: number, isClosed = false) => ({
    ...{ from, at: from + ms, low, high, isClosed },
  });
  const ticks = await ticksOf(rig, [
    second(200, 90, 130),
    second(400, 90, 130),
    second(600, 80, 130),
    second(600, 80, 130),
    second(500, 80, 130),
    second(1_010, 80, 140, true),
    second(1_010, 80, 140, true),
    second(700, 80, 140),
  ]);
  assert.deepEqual(ticks, [[101, 90, 130], [102, 101, 102], [103, 80, 103], [106, 103, 140]]);
  const times = rig.events.ticks.map(([, { at }]) => at - from);
  assert.deepEqual(times, [200, 400, 600, 999]);
  // The first low and high are of this second; nothing is told of the time between it and the message before.
  assert.deepEqual(rig.events.ticks.map(([, { since }]) => since), [
    from,
    ...[undefined, undefined, undefined],
  ]);
  assert.deepEqual(rig.stream.dropped, { wrong: 0, repeated: 3, late: 1 });
});

Deno.test("BinanceSource.stream tells a stretch of which trades are missing", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  const next = async (firstTrade: number, lastTrade: number) => {
    await ticksOf(rig, [{ firstTrade, lastTrade }]);
    return rig.events.gaps.length;
  };
  assert.equal(await next(10, 14), 0);
  assert.equal(await next(-1, -1), 0);
  assert.equal(await next(15, 15), 0);
  rig.time.advance(3_000);
  assert.equal(await next(17, 20), 1);
  const from = Math.floor(rig.time.now() / 1000) * 1000 - 1_000;
  assert.deepEqual(rig.events.gaps, [["BTCUSDT", { from: from - 3_000, to: from }]]);
});

Deno.test("BinanceSource.stream sees by a second without trades that the one before it was not told", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  const quiet = { firstTrade: -1, lastTrade: -1, trades: 0 };
  await ticksOf(rig, [quiet]);
  assert.deepEqual(rig.events.gaps, []);
  rig.time.advance(1_000);
  await ticksOf(rig, [quiet]);
  const from = Math.floor(rig.time.now() / 1000) * 1000 - 1_000;
  assert.deepEqual(rig.events.gaps, [["BTCUSDT", { from: from - 1_000, to: from }]]);
});

Deno.test("BinanceSource.stream sees by a second without trades that the end of one was not told", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  const from = Math.floor(rig.time.now() / 1000) * 1000 + 1_000;
  await ticksOf(rig, [{ from, at: from + 300, isClosed: false, firstTrade: 10, lastTrade: 10 }]);
  await ticksOf(rig, [{ from: from + 1_000, firstTrade: -1, lastTrade: -1, trades: 0 }]);
  assert.deepEqual(rig.events.gaps, [["BTCUSDT", { from, to: from + 1_000 }]]);
});

Deno.test("BinanceSource.stream takes a gap between two connections for no gap", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  rig.server.stream.cut();
  await until(() => rig.stream.state === "down");
  rig.time.advance(1_000);
  await until(() => rig.stream.state === "live" && rig.server.stream.open.length === 1);
  await ticksOf(rig, [{ firstTrade: 99, lastTrade: 99 }]);
  assert.deepEqual([rig.events.ticks.length, rig.events.gaps.length], [1, 0]);
});

Deno.test("BinanceSource.stream drops prices that do not fit together", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  const ticks = await ticksOf(rig, [{ low: 150 }, { high: 50 }, { low: NaN }, { high: Infinity }]);
  assert.deepEqual(ticks, []);
  assert.equal(rig.stream.dropped.wrong, 4);
  const data = rig.server.kline("ETHBTC", 1);
  rig.server.stream.tell("btcusdt@kline_1s", { stream: "btcusdt@kline_1s", data });
  rig.server.stream.tell("btcusdt@kline_1s", { stream: "ethbtc@kline_1s", data });
  await until(() => rig.stream.dropped.wrong === 6);
});

Deno.test("BinanceSource.stream connects anew when the server is about to stop", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  rig.time.advance(9_000);
  rig.server.stream.open[0]?.send({ stream: "!", data: { e: "serverShutdown", E: 1 } });
  await until(() => rig.stream.state === "down");
  assert.equal(rig.events.lines.at(-1), "down BTCUSDT: Binance's stream asked to connect anew");
  rig.time.advance(500);
  await until(() => rig.server.stream.clients.length === 2 && rig.stream.state === "live");
});

Deno.test("BinanceSource.stream does not trust a connection that forgot what was asked for", async () => {
  await using rig = binanceStreamRig();
  await goLive(rig);
  rig.server.stream.open[0]?.keys.clear();
  rig.time.advance(10_000);
  await until(() => rig.events.has("down"));
  assert.equal(rig.events.lines.at(-1), "down BTCUSDT: Binance's stream lost subscriptions");
});

Deno.test("BinanceSource.stream says of a pair that has fallen silent that it is, until it speaks", async () => {
  await using rig = binanceStreamRig();
  rig.stream.watch([BTCUSDT, ETHBTC]);
  const both = () => ["BTCUSDT", "ETHBTC"].map((symbol) => rig.server.streamPrice(symbol, 1));
  await until(() => both().every((reached) => reached > 0));
  await until(() => rig.events.has("live BTCUSDT") && rig.events.has("live ETHBTC"));
  for (let second = 0; second < 80; second++) {
    rig.time.advance(1_000);
    rig.server.streamPrice("BTCUSDT", 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await until(() => rig.events.has("unknown"));
  assert.deepEqual(rig.events.lines.slice(2), [
    "unknown ETHBTC: Binance's stream says nothing about it",
  ]);
  rig.server.streamPrice("ETHBTC", 1);
  await until(() => rig.events.count("live ETHBTC") === 2);
});
