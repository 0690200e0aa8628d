import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { freePort } from "../free_port.ts";
import { LocalServer } from "../program/local_server.ts";
import { RunningServer } from "../program/running_server.ts";
import { startBinance } from "../servers/binance.ts";
import type { BinanceServer } from "../servers/binance.ts";
import { untilLive, visit } from "./page.ts";

interface Stage {
  readonly browser: Browser;
  readonly server: { readonly url: string };
  readonly binance: BinanceServer;
}

interface KillStage extends Stage {
  /** Kills the server and starts it again on the same port and folder. */
  restart(): Promise<void>;
}

/** A free port that a server can be started on again. */
/** A test of the board, against a program of its own in this process. */
function stageTest(name: string, test: (stage: Stage) => Promise<void>): void {
  browserTest(name, () =>
    withMarket(async ({ folder, env, binance }) => {
      const server = await LocalServer.start({ folder, env });
      try {
        await inSharedChromium((browser) => test({ browser, server, binance }));
      } finally {
        await server.stop();
      }
    }));
}

/** The same against a process, which can be killed. */
function killTest(name: string, test: (stage: KillStage) => Promise<void>): void {
  browserTest(name, () =>
    withMarket(async ({ folder, env, binance }) => {
      const options = {
        folder,
        env: { ...env, PORT: String(freePort()), CHECK_INTERVAL_SECONDS: "1" },
      };
      let server = await RunningServer.start(options);
      const restart = async () => {
        await server.stop("SIGKILL");
        server = await RunningServer.start(options);
      };
      try {
        const { url } = server;
        await inSharedChromium((browser) => test({ browser, server: { url }, binance, restart }));
      } finally {
        await server.stop();
      }
    }));
}

interface Market {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly binance: BinanceServer;
}

async function withMarket(test: (market: Market) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const binance = startBinance();
  binance.setPrice("BTCUSDT", 50_000);
  binance.setPrice("ETHBTC", 0.05);
  const env = { PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url };
  try {
    await test({ folder, env, binance });
  } finally {
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
}

const card = (page: Page, symbol: string) => page.getByRole("article", { name: symbol });
const dialog = (page: Page) => page.getByRole("dialog");
const ringing = (page: Page) => page.getByRole("alertdialog");

async function addPair(page: Page, text: string): Promise<void> {
  await page.getByRole("combobox", { name: /pair to watch/i }).fill(text);
  await page.getByRole("button", { name: "Add pair" }).click();
}

async function openAlarmForm(page: Page, symbol: string): Promise<void> {
  await page.getByRole("button", { name: `Add an alarm to ${symbol}` }).click();
}

async function addTarget(page: Page, price: string): Promise<void> {
  await openAlarmForm(page, "BTC/USDT");
  await dialog(page).getByRole("textbox", { name: "Price in USDT" }).fill(price);
  await dialog(page).getByText("Crosses above").click();
  await dialog(page).getByRole("button", { name: "Set alarm" }).click();
  await dialog(page).waitFor({ state: "detached" });
}

/** Waits until the alarm sounds in a loop at 60 %, or until nothing sounds. */
async function waitForSound(page: Page, wanted: boolean): Promise<void> {
  await page.waitForFunction((wanted) => {
    const [sound] = globalThis.sounds.filter(({ paused }) => !paused);
    if (!wanted) return sound === undefined;
    return sound !== undefined && sound.loop && Math.abs(sound.volume - 0.6) < 0.01;
  }, wanted);
}

stageTest(
  "A person adds pairs and every kind of alarm, removes them, and a reload keeps all",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    await addPair(page, "btc/usdt");
    await card(page, "BTC/USDT").getByText("50,000", { exact: true }).first().waitFor();
    await addPair(page, "ETHBTC");
    await card(page, "ETH/BTC").getByText("0.05", { exact: true }).first().waitFor();

    await addTarget(page, "55,000.5");
    await card(page, "BTC/USDT").getByText("BTC rises to 55,000.5").or(
      card(page, "BTC/USDT").getByText(/crosses above 55,000\.5/),
    ).waitFor();
    await openAlarmForm(page, "BTC/USDT");
    await dialog(page).getByText("% from high/low").click();
    await dialog(page).getByRole("textbox", { name: /percent/ }).fill("5");
    await dialog(page).getByRole("button", { name: "Set alarm" }).click();
    await card(page, "BTC/USDT").getByText("BTC falls 5 % from high").waitFor();
    await openAlarmForm(page, "BTC/USDT");
    await dialog(page).getByText("% move").click();
    await dialog(page).getByRole("textbox", { name: /percent/ }).fill("3");
    await dialog(page).getByText("Hours", { exact: true }).click();
    await dialog(page).getByRole("textbox", { name: "How many hours" }).fill("2");
    await dialog(page).getByRole("button", { name: "Set alarm" }).click();
    await card(page, "BTC/USDT").getByText("BTC moves 3 % within 2 hours").waitFor();

    await page.reload();
    await untilLive(page);
    assert.equal(await card(page, "BTC/USDT").getByRole("listitem").count(), 3);
    const percent = card(page, "BTC/USDT").getByRole("listitem").filter({ hasText: "% from high" });
    await percent.getByRole("button", { name: "Remove" }).click();
    await dialog(page).getByRole("button", { name: /^Remove/ }).click();
    await percent.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Remove ETH/BTC" }).click();
    await dialog(page).getByRole("button", { name: "Remove ETH/BTC" }).click();
    await card(page, "ETH/BTC").waitFor({ state: "detached" });
    await page.reload();
    assert.equal(await page.getByRole("article").count(), 1);
    assert.equal(await card(page, "BTC/USDT").getByRole("listitem").count(), 2);
    await leave();
  },
);

stageTest(
  "A wrong price is refused beside its field, and what was typed stays",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    await addPair(page, "btcxyz");
    await page.getByText(/known quote|USDT, USDC/).first().waitFor();
    await addPair(page, "BTCUSDT");
    await openAlarmForm(page, "BTC/USDT");
    const field = dialog(page).getByRole("textbox", { name: "Price in USDT" });
    await field.fill("-5");
    await dialog(page).getByRole("button", { name: "Set alarm" }).click();
    await dialog(page).getByRole("alert").or(dialog(page).locator(".field-problem")).first()
      .waitFor();
    assert.equal(await field.inputValue(), "-5");
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await leave();
  },
);

stageTest(
  "An alarm rings on two screens and one click silences both",
  async ({ browser, server, binance }) => {
    const [ann, bob] = [await visit(browser, server.url), await visit(browser, server.url)];
    await addPair(ann.page, "BTCUSDT");
    await addTarget(ann.page, "55000");
    await card(bob.page, "BTC/USDT").getByText(/55,000/).first().waitFor();
    await ann.page.getByRole("heading", { name: "Prices" }).click();

    binance.setPrice("BTCUSDT", 56_000);
    for (const { page } of [ann, bob]) {
      await ringing(page).waitFor();
      const words = await ringing(page).innerText();
      assert.match(words, /BTC/);
      assert.match(words, /55,000/);
      assert.match(words, /56,000/);
    }
    await waitForSound(ann.page, true);
    await ann.page.waitForFunction(() => document.title !== "Prices · Crypto Price Alarm");

    await bob.page.keyboard.press("Escape");
    // Who has not touched a page yet cannot keep its dialog open: it closes, and opens itself again.
    await ringing(bob.page).waitFor();
    await ringing(bob.page).getByRole("button", { name: "Silence" }).click();
    for (const { page } of [ann, bob]) await ringing(page).waitFor({ state: "detached" });
    await waitForSound(ann.page, false);
    await ann.page.getByRole("link", { name: "Log" }).click();
    await ann.page.getByText(/55,000/).first().waitFor();
    await ann.leave();
    await bob.leave();
  },
);

killTest(
  "The page reconnects by itself after the server was killed, and rings what still rings",
  async (stage) => {
    const { page, complaints } = await visit(stage.browser, stage.server.url);
    await addPair(page, "BTCUSDT");
    await addTarget(page, "55000");
    stage.binance.setPrice("BTCUSDT", 56_000);
    await ringing(page).waitFor();
    await stage.restart();
    stage.binance.setPrice("BTCUSDT", 57_000);
    await card(page, "BTC/USDT").getByText("57,000", { exact: true }).first().waitFor();
    await ringing(page).getByRole("button", { name: "Silence" }).click();
    await ringing(page).waitFor({ state: "detached" });
    const others = complaints.filter((text) =>
      !/WebSocket|ERR_CONNECTION|ERR_CONTENT_LENGTH/.test(text)
    );
    assert.deepEqual(others, [], "only the browser's own words about the lost connection");
  },
);

stageTest(
  "The page says plainly when prices are not live",
  async ({ browser, server, binance }) => {
    const { page, leave } = await visit(browser, server.url);
    await addPair(page, "BTCUSDT");
    await card(page, "BTC/USDT").waitFor();
    binance.fault = { status: 429 };
    await page.getByText(/not live/i).first().waitFor();
    binance.fault = {};
    await card(page, "BTC/USDT").getByText("No live price", { exact: true }).waitFor({
      state: "detached",
    });
    await leave();
  },
);

/** So many checks bring nothing new; the page would complain after three that it does not hear of. */
const QUIET_CHECKS = 6;

stageTest("A page on which nothing happens is calm, and knows of every check", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await addPair(page, "BTCUSDT");
  await card(page, "BTC/USDT").waitFor();
  const checks = async () => {
    const status = await (await fetch(`${stage.server.url}/api/status`)).json();
    return status.checks.done as number;
  };
  const first = await checks();
  while (await checks() < first + QUIET_CHECKS) await page.waitForTimeout(200);
  const status = page.getByRole("region", { name: "Status" });
  await status.getByText(/^Checked\s+[0-2] s ago$/).waitFor();
  assert.deepEqual(await page.locator(".banner:visible").allInnerTexts(), []);
  await leave();
});

stageTest(
  "A page that is open notices that its device is offline, and that it is back",
  async (stage) => {
    const { page } = await visit(stage.browser, stage.server.url);
    await page.context().setOffline(true);
    await page.getByText(/^Server lost since/).waitFor();
    await page.getByText(/this page has lost the server/).waitFor();
    await page.getByText(/This device is offline/).waitFor();
    await page.context().setOffline(false);
    await page.locator("[data-phase=live]").waitFor();
    await page.getByText(/this page has lost the server/).waitFor({ state: "detached" });
    await page.context().close();
  },
);

stageTest("The page is complete before any script runs", async ({ browser, server, binance }) => {
  const { page: first, leave } = await visit(browser, server.url);
  await addPair(first, "BTCUSDT");
  await addTarget(first, "55000");
  binance.setPrice("BTCUSDT", 51_000);
  await card(first, "BTC/USDT").getByText("51,000", { exact: true }).first().waitFor();
  await leave();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.url);
  await card(page, "BTC/USDT").getByText("51,000", { exact: true }).first().waitFor();
  await card(page, "BTC/USDT").getByText(/55,000/).first().waitFor();
  await context.close();
});

stageTest("The page says that sound is blocked until one click unlocks it", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  const bar = page.getByRole("button", { name: /Sound is blocked/ });
  await bar.click();
  await bar.waitFor({ state: "detached" });
  await leave();
});
