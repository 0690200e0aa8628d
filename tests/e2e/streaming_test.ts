import assert from "node:assert/strict";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import type { BinanceServer } from "../servers/binance.ts";
import { type LocalStage, withLocalServer, withServer } from "./with_server.ts";

/** The program on Binance's stream; what is streamed here stands nowhere that a check would ask. */
function withStream(test: (stage: LocalStage) => Promise<void>): Promise<void> {
  return withLocalServer((stage) => {
    stage.binance.setMarket("BTCUSDT", () => 50_000);
    return test(stage);
  }, { BINANCE_STREAM: "on", CHECK_INTERVAL_SECONDS: "30" });
}

/** Streams prices until one of them is told as a frame: a subscription takes its time. */
async function streamUntilAnnounced(
  { binance, client }: LocalStage,
  price: number,
): Promise<ServerFrame> {
  const timer = setInterval(() => binance.streamPrice("BTCUSDT", price, { isClosed: false }), 50);
  try {
    return await client.next(
      "price_update",
      ({ prices }) => prices.some((each) => each.price === price),
    );
  } finally {
    clearInterval(timer);
  }
}

function spike(binance: BinanceServer, high: number): void {
  binance.streamPrice("BTCUSDT", 50_001, { isClosed: false, high, at: Date.now() + 1 });
}

Deno.test("A price that is streamed is on every screen and in the status without a check", async () => {
  await withStream(async (stage) => {
    const { client, server } = stage;
    await client.ask("add_pair", { pair: "BTCUSDT" });
    await streamUntilAnnounced(stage, 50_001);
    const status = await (await fetch(`${server.url}/api/status`)).json();
    const [source] = status.sources;
    assert.equal(source.stream.problem, null);
    assert.equal(source.stream.pairs, 1);
    await streamUntilAnnounced(stage, 50_002);
    const { intervals } = await (await fetch(`${server.url}/api/pairs/BTCUSDT/coverage`)).json();
    assert.equal(intervals.at(-1).grain, "tick");
    assert.ok(!intervals.some(({ grain }: { grain: string }) => grain === "nothing"));
  });
});

Deno.test("A spike within a second of the stream rings at once, on disk before anybody hears of it", async () => {
  await withStream(async (stage) => {
    const { client, binance, folder } = stage;
    await client.ask("add_pair", { pair: "BTCUSDT" });
    const alarm = { type: "target", targetPrice: 51_000, direction: "fromBelow" };
    await client.ask("add_alarm", { pair: "BTCUSDT", alarm });
    await streamUntilAnnounced(stage, 50_001);
    spike(binance, 51_500);
    const { data } = await client.next("alarm_triggered");
    assert.deepEqual([data.fire.price, data.fire.seenIn, data.fire.late], [51_500, "high", false]);
    const stored = await Deno.readTextFile(`${folder}/data/crypto_data_binance.json`);
    assert.ok(stored.includes(data.fire.id));
  });
});

Deno.test("A stream that is cut comes back by itself, and prices go on", async () => {
  await withStream(async (stage) => {
    const { client, binance } = stage;
    await client.ask("add_pair", { pair: "BTCUSDT" });
    await streamUntilAnnounced(stage, 50_001);
    binance.stream.cut();
    await streamUntilAnnounced(stage, 50_002);
    assert.ok(binance.stream.clients.length >= 2);
  });
});

Deno.test("Prices are polled while there is no stream, and the status says why", async () => {
  await withServer(async ({ client, binance, server }) => {
    binance.stream.fault = { refuse: true };
    await client.ask("add_pair", { pair: "BTCUSDT" });
    binance.setPrice("BTCUSDT", 50_005);
    await client.next("price_update", ({ prices }) => prices[0]?.price === 50_005);
    await client.next(
      "status",
      ({ sources }) => sources.some(({ stream }) => (stream?.problem ?? null) !== null),
    );
    await server.waitFor(/prices are polled until it is back/);
  }, { BINANCE_STREAM: "on" });
});
