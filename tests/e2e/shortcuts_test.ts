import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { untilLive, visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const dialog = (page: Page) => page.getByRole("dialog");
const focusIn = (page: Page) =>
  page.evaluate(() =>
    document.activeElement?.closest<HTMLElement>("[data-pair]")?.dataset["pair"] ?? null
  );

/** Waits until the focus is in the row of a pair. */
async function untilOnRow(page: Page, symbol: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document.activeElement?.closest<HTMLElement>("[data-pair]")?.dataset["pair"] === wanted,
    symbol,
  );
}

pageTest("? lists what keys do, in words, at every width", async ({ browser, server }) => {
  for (const width of [390, 768, 1280]) {
    const { page, leave } = await visit(browser, server.url, { viewport: { width, height: 800 } });
    await page.keyboard.press("?");
    await dialog(page).getByText("Silence all that rings").waitFor();
    await assertAccessible(page, `shortcuts at ${width}`);
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(isWide, false, `the page scrolls sideways at ${width}`);
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await leave();
  }
});

pageTest("Keys go through rows, open them and set an alarm on the one in focus", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await page.keyboard.press("j");
  await untilOnRow(page, "BTCUSDT");
  await page.keyboard.press("j");
  await untilOnRow(page, "ETHBTC");
  await page.keyboard.press("k");
  await untilOnRow(page, "BTCUSDT");
  const open = page.getByRole("button", { name: "Alarms of BTC/USDT" });
  const before = await open.getAttribute("aria-expanded");
  await page.keyboard.press("o");
  await page.waitForFunction(
    ([name, before]) =>
      document.querySelector(`[aria-label="${name}"]`)?.getAttribute("aria-expanded") !== before,
    ["Alarms of BTC/USDT", before],
  );
  await page.keyboard.press("j");
  await untilOnRow(page, "ETHBTC");
  await page.keyboard.press("a");
  await dialog(page).getByRole("heading", { name: "New alarm for ETH/BTC" }).waitFor();
  const field = dialog(page).getByRole("textbox", { name: "Price in BTC" });
  await page.waitForFunction(() => document.activeElement?.tagName === "INPUT");
  assert.equal(await field.evaluate((each) => each === document.activeElement), true);
  await page.keyboard.type("a?j1");
  assert.equal(await field.inputValue(), "a?j1");
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await untilOnRow(page, "ETHBTC");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/pairs\/ETHBTC$/);
  await untilLive(page);
  await page.keyboard.press("a");
  await dialog(page).getByRole("heading", { name: "New alarm for ETH/BTC" }).waitFor();
  await leave();
});

pageTest("Keys lead to the line, to the field that adds a pair, and to pages", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  for (const key of ["/", "g"]) {
    await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "quick-alarm");
    await page.keyboard.type("gas");
    assert.equal(await page.locator("#quick-alarm").inputValue(), "gas");
    await page.locator("#quick-alarm").fill("");
    await page.getByRole("heading", { name: "Prices" }).focus();
  }
  await page.keyboard.press("n");
  await page.waitForFunction(() => document.activeElement?.id === "add-pair");
  await page.getByRole("heading", { name: "Prices" }).focus();
  await page.keyboard.press("2");
  await page.waitForURL(/\/alarms$/);
  await leave();
});

pageTest("s silences what rings, unless it is a letter of a word", async (stage) => {
  const { binance, api, browser, server } = stage;
  const alarm = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
  await api("POST", "/api/pairs/BTCUSDT/alarms", alarm);
  const { page, leave } = await visit(browser, server.url);
  await page.locator("#quick-alarm").focus();
  await page.keyboard.type("eth");
  binance.setPrice("BTCUSDT", 56_000);
  const ringing = page.getByRole("alertdialog");
  await ringing.waitFor();
  await page.locator(".ringing:not(.ringing-settling)").waitFor();
  await page.keyboard.press("s");
  await ringing.getByRole("button", { name: /Silence/ }).waitFor();
  // Who goes on pressing it after a rest means it.
  for (let pressed = 0; pressed < 5_000 && await ringing.isVisible(); pressed++) {
    await page.keyboard.press("s");
  }
  await ringing.waitFor({ state: "detached" });
  await leave();
});

pageTest(
  "Keys that are turned off stay off, and the list is still there by its button",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    await page.keyboard.press("?");
    await dialog(page).getByRole("checkbox").uncheck();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await page.reload();
    await untilLive(page);
    await page.keyboard.press("j");
    await page.keyboard.press("?");
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    await dialog(page).getByRole("checkbox").check();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    assert.equal(await focusIn(page), null);
    await page.keyboard.press("j");
    await untilOnRow(page, "BTCUSDT");
    await leave();
  },
);
