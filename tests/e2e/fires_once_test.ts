import assert from "node:assert/strict";
import { join } from "node:path";
import { startBinance } from "../servers/binance.ts";
import { startCoinGecko } from "../servers/coingecko.ts";
import { LiveClient } from "../program/live_client.ts";
import { RunningServer } from "../program/running_server.ts";
import { untilFits } from "../timeouts.ts";

/** A market that a test moves by hand, and the settings that point the program at it. */
interface Market {
  readonly env: Readonly<Record<string, string>>;
  setPrice(price: number): void;
  close(): Promise<void>;
}

const MARKETS: Readonly<Record<string, () => Market>> = {
  coingecko() {
    const server = startCoinGecko();
    return {
      env: { PRICE_SOURCE: "coingecko", COINGECKO_API_URL: server.url },
      setPrice: (usd) => server.setPrice("bitcoin", { usd }),
      close: () => server.close(),
    };
  },
  binance() {
    const server = startBinance();
    return {
      env: { PRICE_SOURCE: "binance", BINANCE_API_URL: server.url },
      setPrice: (price) => server.setPrice("BTCUSDT", price),
      close: () => server.close(),
    };
  },
};

for (const [name, open] of Object.entries(MARKETS)) {
  Deno.test(`An alarm on ${name} fires once for two clients, and not again after kill -9`, async () => {
    const folder = await Deno.makeTempDir();
    const market = open();
    market.setPrice(50_000);
    const env = { ...market.env, CHECK_INTERVAL_SECONDS: "1" };
    let server = await RunningServer.start({ folder, env });
    const first = await LiveClient.connect(server.url);
    const second = await LiveClient.connect(server.url);

    assert.deepEqual(first.snapshot.pairs, []);
    // A source that is as slow as the machine is refused: a person would try again.
    const add = () => first.ask("add_pair", { pair: "btc/usdt" });
    await untilFits(add, ({ event }) => event === "pair_added", "the pair is added");
    await second.next("pair_added", ({ pair }) => pair.currentPrice === 50_000);
    const alarm = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
    const set = await first.ask("add_alarm", { pair: "BTCUSDT", alarm });
    assert.ok(set.event === "alarm_added" && set.data.alreadyTrue === false);

    market.setPrice(55_500);
    const fired = await Promise.all([first, second].map((each) => each.next("alarm_triggered")));
    assert.equal(fired[0]?.data.price, 55_500);
    assert.deepEqual(fired[0]?.data.fire, fired[1]?.data.fire);
    assert.equal((await storedAlarm(folder)).triggered, true);

    await server.stop("SIGKILL");
    server = await RunningServer.start({ folder, env });
    const third = await LiveClient.connect(server.url);
    assert.deepEqual(third.snapshot.ringing.map(({ id }) => id), [fired[0]?.data.fire.id]);
    market.setPrice(54_000);
    await third.next("price_update", ({ prices }) => prices[0]?.price === 54_000);
    market.setPrice(56_000);
    await third.next("price_update", ({ prices }) => prices[0]?.price === 56_000);
    assert.deepEqual(third.all("alarm_triggered"), []);
    assert.equal((await logLines(folder)).length, 1);

    await third.close();
    assert.equal((await server.stop()).code, 0);
    await market.close();
    await Deno.remove(folder, { recursive: true });
  });
}

async function storedAlarm(folder: string): Promise<{ triggered: boolean }> {
  const text = await Deno.readTextFile(join(folder, "data", "crypto_data_binance.json"));
  return JSON.parse(text).pairs.BTCUSDT.alarms[0];
}

async function logLines(folder: string): Promise<string[]> {
  const text = await Deno.readTextFile(join(folder, "logs", "alarms.log"));
  return text.trim().split("\n");
}
