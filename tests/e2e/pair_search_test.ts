import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const field = (page: Page) => page.getByRole("combobox", { name: /Pair to watch/ });
const options = (page: Page) => page.getByRole("option").filter({ visible: true });

/** Types until something is offered: the form may not have been awake for the first time. */
async function type(page: Page, text: string): Promise<void> {
  const offered = () =>
    options(page).first().waitFor({ timeout: 5_000 }).then(() => true, () => false);
  await field(page).fill(text);
  while (!await offered()) {
    await field(page).fill("");
    await field(page).fill(text);
  }
}

for (const width of [390, 768, 1280]) {
  pageTest(`A pair is found as it is typed, and taken by keys, at ${width} px`, async (stage) => {
    const { browser, server, binance } = stage;
    binance.setPrice("SOLUSDT", 150);
    binance.setPrice("SOLBTC", 0.002);
    const { page, leave } = await visit(browser, server.url, { viewport: { width, height: 800 } });
    if (width === 390) await page.getByRole("button", { name: "Add a pair" }).click();
    await type(page, "sol");
    await options(page).filter({ hasText: "SOL/USDT" }).first().waitFor();
    await assertAccessible(page, `pair search at ${width}`);
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(isWide, false);
    await page.keyboard.press("Escape");
    await options(page).first().waitFor({ state: "hidden" });
    assert.equal(await field(page).inputValue(), "sol", "Escape changes nothing");
    await page.keyboard.press("ArrowDown");
    await options(page).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => {
      const id = document.activeElement?.getAttribute("aria-activedescendant");
      return id !== null && id !== undefined && document.getElementById(id) !== null;
    });
    await page.keyboard.press("Enter");
    await page.getByRole("article", { name: "SOL/USDT" }).waitFor();
    assert.equal(await field(page).inputValue(), "");
    await leave();
  });
}

pageTest("A found pair is taken by a click", async ({ browser, server, binance }) => {
  binance.setPrice("ADAUSDT", 0.5);
  const { page, leave } = await visit(browser, server.url);
  await type(page, "cardano");
  await options(page).filter({ hasText: "ADA/USDT" }).first().click();
  await page.getByRole("article", { name: "ADA/USDT" }).waitFor();
  await leave();
});
