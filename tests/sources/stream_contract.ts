import assert from "node:assert/strict";
import { listed, type SourceUnderTest } from "./rig.ts";
import { goLive, sendToAll, settle, until } from "./stream_rig.ts";

const BTCUSDT = listed("BTC", "USDT");
const ETHBTC = listed("ETH", "BTC");
const SOLEUR = listed("SOL", "EUR");

/** What every source with a stream promises about it. */
export function testStreamContract({ name, startStream: start }: SourceUnderTest): void {
  if (start === null) return;
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
    await sendToAll(rig, [ETHBTC]);
    rig.stream.watch([ETHBTC, SOLEUR]);
    await sendToAll(rig, [SOLEUR]);
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
    await sendToAll(rig, [BTCUSDT, ETHBTC]);
    assert.equal(rig.events.count("live BTCUSDT"), 2);
  });

  Deno.test(`${name}.stream tries again with growing waits, and says once that it is down`, async () => {
    await using rig = start();
    rig.server.stream.fault = { refuse: true };
    rig.stream.watch([BTCUSDT]);
    for (const [attempt, waitMs] of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
      await until(() => rig.server.stream.refused === attempt + 1, `attempt ${attempt}`);
      await until(() => rig.time.nextIn === waitMs, `${waitMs} ms after attempt ${attempt}`);
      rig.time.advance(waitMs - 1);
      await settle();
      assert.equal(rig.server.stream.refused, attempt + 1);
      rig.time.advance(1);
    }
    assert.equal(rig.events.count("down BTCUSDT"), 1);
    await until(() => rig.server.stream.refused === 8 && rig.time.nextIn === 15_000);
    rig.server.stream.fault = {};
    rig.time.advance(15_000);
    await until(() => rig.stream.state === "live");
    await sendToAll(rig, [BTCUSDT]);
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

  Deno.test(`${name}.stream says which pair the source does not stream, and brings the others`, async () => {
    await using rig = start();
    rig.stream.watch([BTCUSDT, listed("NOSUCH", "USDT"), ETHBTC, SOLEUR]);
    await until(() => {
      // Coinbase's refusal names no pair, so that it takes some requests.
      rig.time.advance(1_000);
      for (const { base, quote } of [BTCUSDT, ETHBTC, SOLEUR]) rig.send(base, quote, 1);
      return rig.events.has("unknown NOSUCHUSDT");
    });
    await sendToAll(rig, [BTCUSDT, ETHBTC, SOLEUR]);
    assert.equal(rig.events.count("unknown"), 1);
  });

  Deno.test(`${name}.stream puts no more pairs on a connection than the source allows`, async () => {
    await using rig = start();
    const pairs = Array.from(
      { length: rig.pairsPerLine + 6 },
      (_, index) => listed(`C${index}`, "USDT"),
    );
    for (const { base, quote } of pairs) rig.list(base, quote);
    rig.stream.watch(pairs);
    const { clients } = rig.server.stream;
    await until(() => {
      rig.beat();
      rig.time.advance(250);
      return clients.map(({ keys }) => keys.size).join() === `${rig.pairsPerLine},6`;
    });
    // In a few requests, for they are limited.
    const requests = clients.map(({ received }) => received.length);
    assert.ok(Math.max(...requests) <= 6, `${requests}`);
  });

  Deno.test(`${name}.stream sends no more than five messages a second`, async () => {
    await using rig = start();
    rig.stream.watch([BTCUSDT]);
    await until(() => rig.server.stream.clients[0]?.received.length === 1);
    for (let round = 0; round < 10; round++) {
      rig.stream.watch(round % 2 ? [BTCUSDT] : [BTCUSDT, ETHBTC]);
    }
    // Until all has gone out: a subscription waits for the answer to the one before.
    await until(() => {
      rig.time.advance(100);
      return rig.sentAt.length >= 10;
    });
    for (const at of rig.sentAt) {
      const within = rig.sentAt.filter((each) => each >= at && each < at + 1_000);
      assert.ok(within.length <= 5, `${within.length} within a second`);
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
