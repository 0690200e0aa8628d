import assert from "node:assert/strict";
import { listed } from "./rig.ts";
import {
  binanceStreamRig,
  coinbaseStreamRig,
  krakenStreamRig,
  settle,
  type StreamRig,
  until,
} from "./stream_rig.ts";

const BTCUSDT = listed("BTC", "USDT");
const ETHBTC = listed("ETH", "BTC");
const SOLEUR = listed("SOL", "EUR");

/** Sends a price of each pair, a second after the one before, until every one has come. */
async function allTick(rig: StreamRig, pairs: readonly typeof BTCUSDT[]): Promise<void> {
  for (const [index, { base, quote, symbol }] of pairs.entries()) {
    rig.time.advance(1_000);
    await until(() => rig.send(base, quote, index + 1) > 0, `subscribed to ${symbol}`);
    await until(() => rig.events.ticks.some(([each]) => each === symbol), `tick of ${symbol}`);
  }
}

/** Watches the pairs and waits for the first tick of each. */
async function goLive(rig: StreamRig, pairs: readonly typeof BTCUSDT[]): Promise<void> {
  rig.stream.watch(pairs);
  await allTick(rig, pairs);
  assert.equal(rig.stream.state, "live");
}

for (
  const [name, start] of [
    ["BinanceSource", binanceStreamRig],
    ["CoinbaseSource", coinbaseStreamRig],
    ["KrakenSource", krakenStreamRig],
  ] as readonly [string, () => StreamRig][]
) {
  Deno.test(`${name}.stream connects only when there is something to watch`, async () => {
    await using rig = start();
    rig.stream.watch([]);
    await settle();
    assert.equal(rig.server.stream.clients.length, 0);
    assert.equal(rig.stream.state, "live");
    rig.stream.watch([BTCUSDT]);
    assert.equal(rig.stream.state, "connecting");
    await until(() => rig.stream.state === "live");
  });

  Deno.test(`${name}.stream brings the prices of all its pairs, at their own time`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT, ETHBTC]);
    assert.ok(rig.events.has("live BTCUSDT") && rig.events.has("live ETHBTC"));
    rig.time.advance(2_000);
    const at = rig.time.now() - 500;
    rig.send("BTC", "USDT", 51_000.5, { at });
    await until(() => rig.events.ticks.length === 3);
    const [symbol, { price, at: told }] = rig.events.ticks.at(-1)!;
    assert.deepEqual([symbol, price], ["BTCUSDT", 51_000.5]);
    assert.ok(Math.abs(told - at) <= 1_000);
  });

  Deno.test(`${name}.stream takes on pairs and lets them go while it runs`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    rig.stream.watch([BTCUSDT, ETHBTC]);
    await allTick(rig, [ETHBTC]);
    rig.stream.watch([ETHBTC, SOLEUR]);
    await allTick(rig, [SOLEUR]);
    await until(() => {
      rig.time.advance(500);
      return rig.send("BTC", "USDT", 9) === 0;
    }, "unsubscribed");
    assert.equal(rig.server.stream.clients.length, 1);
  });

  Deno.test(`${name}.stream lets go of a pair and takes it on again`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    rig.stream.watch([]);
    await until(() => rig.server.stream.open.length === 0);
    rig.events.ticks.length = 0;
    await goLive(rig, [BTCUSDT]);
  });

  Deno.test(`${name}.stream says that it is down, and comes back by itself`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT, ETHBTC]);
    rig.server.stream.cut();
    await until(() => rig.stream.state === "down");
    assert.match(rig.events.lines.at(-1) ?? "", /^down BTCUSDT,ETHBTC: \w+'s stream was closed \(/);
    rig.events.ticks.length = 0;
    rig.time.advance(1_000);
    await until(() => rig.stream.state === "live");
    await allTick(rig, [BTCUSDT, ETHBTC]);
    assert.equal(rig.events.count("live BTCUSDT"), 2);
  });

  Deno.test(`${name}.stream tries again with growing waits, and says once that it is down`, async () => {
    await using rig = start();
    rig.server.stream.fault = { refuse: true };
    rig.stream.watch([BTCUSDT]);
    for (const [attempt, waitMs] of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
      await until(() => rig.server.stream.refused === attempt + 1, `attempt ${attempt}`);
      await until(() => rig.time.waiting === 1);
      await settle();
      rig.time.advance(waitMs - 1);
      await settle();
      assert.equal(rig.server.stream.refused, attempt + 1);
      rig.time.advance(1);
    }
    assert.equal(rig.events.count("down BTCUSDT"), 1);
    await until(() => rig.server.stream.refused === 8 && rig.time.waiting === 1);
    await settle();
    rig.server.stream.fault = {};
    rig.time.advance(15_000);
    await until(() => rig.stream.state === "live");
    await allTick(rig, [BTCUSDT]);
  });

  Deno.test(`${name}.stream notices that the source has fallen silent`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    rig.server.stream.fault = { deaf: true };
    rig.time.advance(20_000);
    await until(() => rig.stream.state === "down");
    assert.match(rig.events.lines.at(-1) ?? "", /^down BTCUSDT: \w+'s stream fell silent$/);
    rig.server.stream.fault = {};
    rig.events.ticks.length = 0;
    await until(() => rig.stream.state === "live" && rig.server.stream.open.length === 1);
    await allTick(rig, [BTCUSDT]);
    assert.equal(rig.server.stream.clients.length, 2);
  });

  Deno.test(`${name}.stream stays up while the source shows that it is alive`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    for (let round = 0; round < 40; round++) {
      rig.time.advance(1_000);
      rig.beat();
      await settle();
    }
    assert.equal(rig.events.count("down"), 0);
    assert.equal(rig.server.stream.clients.length, 1);
  });

  Deno.test(`${name}.stream asks anew where a request is not answered`, async () => {
    await using rig = start();
    rig.server.stream.fault = { deaf: true };
    rig.stream.watch([BTCUSDT]);
    await until(() => rig.server.stream.clients[0]?.received.length === 1);
    const liveASecond = async () => {
      rig.beat();
      rig.send("BTC", "USDT", 1);
      rig.time.advance(1_000);
      await settle();
    };
    for (let seconds = 0; seconds < 15 && !rig.events.has("down"); seconds++) await liveASecond();
    assert.ok(rig.events.has("down BTCUSDT"));
    rig.server.stream.fault = {};
    for (let seconds = 0; seconds < 15 && !rig.events.has("live"); seconds++) await liveASecond();
    assert.ok(rig.events.has("live BTCUSDT"));
  });

  Deno.test(`${name}.stream says which pair the source does not stream, and brings the others`, async () => {
    await using rig = start();
    rig.stream.watch([BTCUSDT, listed("NOSUCH", "USDT"), ETHBTC, SOLEUR]);
    await until(() => {
      // Coinbase's refusal names no pair, so that it takes some requests.
      rig.time.advance(1_000);
      for (const { base, quote } of [BTCUSDT, ETHBTC, SOLEUR]) rig.send(base, quote, 1);
      return rig.events.has("unknown NOSUCHUSDT");
    });
    await allTick(rig, [BTCUSDT, ETHBTC, SOLEUR]);
    assert.equal(rig.events.count("unknown"), 1);
  });

  Deno.test(`${name}.stream sends no more than five messages a second`, async () => {
    await using rig = start();
    rig.stream.watch([BTCUSDT]);
    await until(() => rig.server.stream.clients[0]?.received.length === 1);
    for (let round = 0; round < 10; round++) {
      rig.stream.watch(round % 2 ? [BTCUSDT] : [BTCUSDT, ETHBTC]);
    }
    const received = () => rig.server.stream.clients[0]?.received ?? [];
    for (let step = 0; step < 40; step++) {
      await settle();
      rig.time.advance(100);
    }
    assert.ok(received().length >= 10);
    for (const { at } of received()) {
      const within = received().filter((each) => each.at >= at && each.at < at + 1_000);
      assert.ok(within.length <= 5, `${within.length} within a second`);
    }
  });

  Deno.test(`${name}.stream drops and counts what is no message of use`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    const [client] = rig.server.stream.open;
    for (const text of ["", "{", "null", "[]", "7", '"x"', "{}", '{"e":"kline"}']) {
      client?.send(text);
    }
    rig.time.advance(1_000);
    for (const price of [0, -1]) rig.send("BTC", "USDT", price);
    await until(() => rig.stream.dropped.wrong === 10, "all are dropped");
    assert.equal(rig.events.ticks.length, 1);
    rig.time.advance(1_000);
    rig.send("BTC", "USDT", 2);
    await until(() => rig.events.ticks.length === 2);
  });

  Deno.test(`${name}.stream drops what is repeated or comes too late`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    rig.time.advance(4_000);
    const at = rig.time.now();
    const key = [...rig.server.stream.open[0]?.keys ?? []][0] ?? "";
    const messages: unknown[] = [];
    const { tell } = rig.server.stream;
    rig.server.stream.tell = (_key, message) => messages.push(message);
    for (const [price, ageMs] of [[1, 3_000], [2, 2_000], [3, 1_000]] as const) {
      rig.send("BTC", "USDT", price, { at: at - ageMs });
    }
    rig.server.stream.tell = tell;
    const [first, second, third] = messages;
    for (const message of [second, second, first, third, second, third]) {
      rig.server.stream.tell(key, message);
    }
    await until(() => rig.stream.dropped.repeated + rig.stream.dropped.late === 4);
    const prices = rig.events.ticks.slice(1).map(([, { price }]) => price);
    assert.deepEqual(prices, [2, 3]);
    const times = rig.events.ticks.map(([, observation]) => observation.at);
    assert.ok(times.every((time, index) => index === 0 || time > times[index - 1]!));
  });

  Deno.test(`${name}.stream tells the source's time also where its clock is wrong`, async () => {
    for (const skewMs of [-30_000, 30_000]) {
      await using rig = start();
      rig.stream.watch([BTCUSDT]);
      const at = rig.time.now() + skewMs;
      await until(() => rig.send("BTC", "USDT", 5, { at }) > 0);
      await until(() => rig.events.ticks.length === 1);
      assert.ok(Math.abs(rig.events.ticks[0]![1].at - at) <= 1_000);
    }
  });

  Deno.test(`${name}.stream leaves nothing behind when it is closed`, async () => {
    await using rig = start();
    await goLive(rig, [BTCUSDT]);
    const told = rig.events.lines.length;
    await rig.stream.close();
    assert.equal(rig.time.waiting, 0);
    assert.equal(rig.events.lines.length, told);
    rig.stream.watch([ETHBTC]);
    rig.time.advance(100_000);
    await settle();
    assert.equal(rig.server.stream.clients.length, 1);
  });
}
