// Many pages behind a line that breaks, and at a restart; in the long form (deno task test:faults) only.
import assert from "node:assert/strict";
import { join } from "node:path";
import { random } from "@/bench/random.ts";
import { freePort } from "../free_port.ts";
import { LiveClient } from "../program/live_client.ts";
import { RunningServer } from "../program/running_server.ts";
import { type BinanceServer, startBinance } from "../servers/binance.ts";
import { countFaults } from "../store/fault_counts.ts";
import { IS_LONG } from "../store/fault_sizes.ts";
import { until, untilFits } from "../timeouts.ts";
import { openPages, untilAllShowIt } from "./far_pages.ts";
import { FaultyLine } from "./faulty_line.ts";

const PAIRS = ["BTCUSDT", "ETHUSDT", "BNBUSDT"];
const PAGES_AT_LINE = 200;
const FAULTS = 20_000;
const PAGES_AT_RESTART = 1000;

interface Market {
  readonly binance: BinanceServer;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

function onMarket(name: string, test: (market: Market) => Promise<void>): void {
  Deno.test({
    name,
    ignore: !IS_LONG,
    async fn() {
      const folder = await Deno.makeTempDir();
      const binance = startBinance();
      for (const pair of PAIRS) binance.setPrice(pair, 100);
      const env = {
        ...{ PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url, CHECK_INTERVAL_SECONDS: "1" },
      };
      try {
        await test({ binance, folder, env });
      } finally {
        await binance.close();
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function addPairs(client: LiveClient): Promise<void> {
  for (const pair of PAIRS) {
    const add = () => client.ask("add_pair", { pair });
    await untilFits(add, ({ event }) => event === "pair_added", `${pair} is added`);
  }
}

const TRICKS = ["break", "lose", "lose", "repeat", "repeat", "swap", "swap"] as const;

onMarket(
  `${PAGES_AT_LINE} pages whose frames are lost, repeated and swapped, and whose sockets break, end with the server's state`,
  async ({ folder, env, binance }) => {
    const server = await RunningServer.start({ folder, env });
    const dice = random(Number(Deno.env.get("PROPERTY_SEED") ?? 27));
    const trick = () =>
      dice() < 0.9 ? "arrive" : TRICKS[Math.floor(dice() * TRICKS.length)] ?? "lose";
    const person = await LiveClient.connect(server.url);
    await addPairs(person);
    {
      await using line = new FaultyLine({ port: Number(new URL(server.url).port), trick });
      const { pages, stop } = await openPages(PAGES_AT_LINE, server, () => line.url);
      while (line.faults < FAULTS) await changeSomething(person, binance, dice);
      line.isGood = true;
      // As every page that is looked at again.
      for (const { connection } of pages) connection.wake();
      await untilAllShowIt(pages, server);
      countFaults("faults of a line", line.faults);
      stop();
    }
    await person.close();
    assert.equal((await server.stop()).code, 0, server.output);
  },
);

/** Changes that people and the market make at random, until a check has seen them. */
async function changeSomething(
  person: LiveClient,
  binance: BinanceServer,
  dice: () => number,
): Promise<void> {
  const pair = PAIRS[Math.floor(dice() * PAIRS.length)] ?? "BTCUSDT";
  const price = 50 + Math.round(dice() * 100);
  const alarm = { type: "target", targetPrice: 50 + Math.round(dice() * 100), direction: "any" };
  const added = await person.ask("add_alarm", { pair, alarm: { ...alarm, mode: "repeat" } });
  assert.ok(added.event === "alarm_added", JSON.stringify(added));
  const { id } = added.data.alarm;
  await person.ask("update_alarm", { pair, id, alarm: { note: `${price}` } });
  if (dice() < 0.3) await person.ask("test_alarm", { pair, id });
  if (dice() < 0.8) await person.ask("remove_alarm", { pair, id });
  if (dice() < 0.3) await person.ask("acknowledge", { all: true });
  binance.setPrice(pair, price);
  const checks = person.all("heartbeat").length;
  await until(() => person.all("heartbeat").length > checks, "a check has ended");
}

onMarket(
  `${PAGES_AT_RESTART} pages come back after a restart, and what happened meanwhile rings once on each`,
  async ({ folder, env, binance }) => {
    const PORT = String(freePort());
    let server = await RunningServer.start({ folder, env: { ...env, PORT } });
    const person = await LiveClient.connect(server.url);
    await addPairs(person);
    const alarm = { type: "target", targetPrice: 120, direction: "fromBelow" };
    await person.ask("add_alarm", { pair: "BTCUSDT", alarm });
    await person.close();
    const url = () => `ws://127.0.0.1:${PORT}/ws?v=2`;
    const { pages, stop } = await openPages(PAGES_AT_RESTART, server, url);
    assert.equal((await server.stop()).code, 0, server.output);
    binance.setPrice("BTCUSDT", 130);
    server = await RunningServer.start({ folder, env: { ...env, PORT } });
    await until(
      () => pages.every(({ isLive, model }) => isLive && model.ringing.length > 0),
      "all are back",
    );
    await untilAllShowIt(pages, server);
    assert.ok(pages.every(({ model }) => model.ringing.length === 1));
    const logged = await Deno.readTextFile(join(folder, "logs", "alarms.log"));
    assert.equal(logged.trim().split("\n").length, 1, logged);
    countFaults("pages that came back", pages.length);
    stop();
    assert.equal((await server.stop()).code, 0, server.output);
  },
);
