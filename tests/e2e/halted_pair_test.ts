import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { LiveClient } from "../program/live_client.ts";
import { RunningServer } from "../program/running_server.ts";
import { type BinanceServer, startBinance } from "../servers/binance.ts";
import { visit } from "./page.ts";
import { until } from "../timeouts.ts";

const PHONE = { viewport: { width: 390, height: 844 } };

interface Halt {
  readonly binance: BinanceServer;
  readonly server: RunningServer;
}

/** Runs a test on a program that was down while Binance halted one of its two pairs. */
async function withHaltedPair(test: (halt: Halt) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const binance = startBinance();
  for (const symbol of ["BTCUSDT", "MATICUSDT"]) binance.setPrice(symbol, 100);
  const env = {
    ...{ PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url, BINANCE_STREAM: "off" },
    CHECK_INTERVAL_SECONDS: "1",
  };
  const first = await RunningServer.start({ folder, env });
  const client = await LiveClient.connect(first.url);
  for (const pair of ["BTCUSDT", "MATICUSDT"]) {
    const alarm = { type: "target", targetPrice: 110, direction: "fromBelow" };
    await client.ask("add_pair", { pair });
    await client.ask("add_alarm", { pair, alarm });
  }
  await first.stop();
  await client.closed;
  binance.setStatus("MATICUSDT", "BREAK");
  const server = await RunningServer.start({ folder, env });
  try {
    await test({ binance, server });
  } finally {
    await server.stop();
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
}

browserTest(
  "A pair that was halted is shown as such, and nothing fires from its last price",
  () => withHaltedPair((halt) => inSharedChromium((browser) => haltedTest(browser, halt))),
);

async function haltedTest(browser: Browser, { binance, server }: Halt): Promise<void> {
  const client = await LiveClient.connect(server.url);
  const [desk, phone] = [
    await visit(browser, server.url),
    await visit(browser, server.url, PHONE),
  ];
  try {
    for (const { page } of [desk, phone]) {
      const row = page.getByRole("article", { name: "MATIC/USDT" });
      await row.getByText(/^Renamed since/).waitFor();
      await row.getByText("Not watched", { exact: true }).waitFor();
      await row.getByText(/MATIC is called POL now: Binance trades MATICUSDT/).waitFor();
      await page.getByText(/MATIC\/USDT is not traded, and its alarms do not fire/).waitFor();
    }
    // Both prices pass the target; only the pair that is traded rings.
    for (const symbol of ["BTCUSDT", "MATICUSDT"]) binance.setPrice(symbol, 120);
    const { data } = await client.next("alarm_triggered");
    assert.equal(data.pair, "BTCUSDT");
    const told = client.all("price_update").length;
    await until(() => client.all("price_update").length >= told + 3, "three checks more");
    const answer = await fetch(`${server.url}/api/fires`);
    const { fires } = await answer.json() as { fires: { pair: string }[] };
    assert.deepEqual(fires.map(({ pair }) => pair), ["BTCUSDT"]);
    const { pair } = await (await fetch(`${server.url}/api/pairs/MATICUSDT`)).json();
    assert.deepEqual([pair.currentPrice, pair.maxPrice], [100, 100]);
    await server.waitFor(/MATICUSDT is renamed; its alarms do not fire/);

    // The other name is only offered.
    binance.setPrice("POLUSDT", 0.5);
    await phone.page.getByRole("button", { name: "Silence" }).click();
    await phone.page.getByRole("button", { name: "Add POL/USDT" }).click();
    await phone.page.getByRole("article", { name: "POL/USDT" }).waitFor();
    await desk.leave();
    await phone.leave();
  } finally {
    await client.close();
  }
}
