import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { chartBox, FROM_MAX, PATH, PHONE, TARGET, waitForInk } from "./pair_page.ts";
import { pairTest } from "./pair_stage.ts";

/** Whether any script of the page holds the chart library. */
async function loadsChart(page: Page): Promise<boolean> {
  const texts = await page.evaluate(() => {
    const scripts = performance.getEntriesByType("resource")
      .filter(({ name }) => name.endsWith(".js"));
    return Promise.all(scripts.map(async ({ name }) => await (await fetch(name)).text()));
  });
  return texts.some((text) => text.includes("tv-attr-logo"));
}

pairTest("PairPage opens from the board, and any usual spelling leads to it", [], async (stage) => {
  const { browser, server } = stage;
  const { page, leave } = await visit(browser, server.url);
  await page.getByRole("link", { name: /^BTC\/USDT/ }).waitFor();
  assert.equal(await loadsChart(page), false, "the board loads nothing of the chart");
  await page.getByRole("link", { name: /^BTC\/USDT/ }).click();
  await page.waitForURL(`**${PATH}*`);
  await page.getByRole("heading", { name: "BTC/USDT", level: 1 }).waitFor();
  await chartBox(page);
  assert.ok(await loadsChart(page));
  await page.goto(`${server.url}/pairs/btc-usdt?range=7d`);
  await page.waitForURL(`**${PATH}?range=7d*`);
  assert.ok(await page.getByRole("radio", { name: "7 d" }).isChecked());
  await leave();
});

pairTest("PairPage is complete before any script runs", [TARGET], async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.url + PATH);
  await page.getByText("50,000", { exact: true }).first().waitFor();
  for (const part of ["1 h", "24 h", "since added", "BTC crosses above 50,150", "Binance"]) {
    assert.ok(await page.getByText(part).first().isVisible(), part);
  }
  assert.ok(await page.locator(".chart-still path").first().isVisible(), "the past as a picture");
  await context.close();
});

pairTest(
  "PairPage marks a fire where it happened",
  [TARGET],
  async ({ browser, server, binance }) => {
    const { page, leave } = await visit(browser, `${server.url}${PATH}?range=1h`);
    await chartBox(page);
    assert.equal(await page.getByText(/went off/).count(), 0);
    binance.setPrice("BTCUSDT", 50_200);
    await page.getByRole("alertdialog").getByRole("button", { name: "Silence" }).click();
    await page.getByText(/1 alarm went off in the time shown/).waitFor();
    await waitForInk(page, "--ring", true);
    await page.reload();
    await page.getByText(/1 alarm went off in the time shown/).waitFor();
    await leave();
  },
);

pairTest(
  "PairPage says that a pair is not watched, and watches it on demand",
  [],
  async (stage) => {
    stage.binance.setPrice("ETHUSDT", 3_000);
    const { page, complaints } = await visit(stage.browser, `${stage.server.url}/pairs/eth_usdt`);
    await page.getByRole("heading", { name: "ETH/USDT is not watched" }).waitFor();
    await page.getByRole("button", { name: "Watch ETH/USDT" }).click();
    await page.getByRole("heading", { name: "ETH/USDT", level: 1 }).waitFor();
    await page.locator(".chart-ready canvas").first().waitFor();
    assert.deepEqual(complaints.filter((text) => !text.includes("404")), []);
  },
);

pairTest("PairPage fits a phone without scrolling sideways", [TARGET, FROM_MAX], async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url + PATH, PHONE);
  await chartBox(page);
  const [wide, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    innerWidth,
  ]);
  assert.ok((wide ?? 0) <= (width ?? 0), `${wide} of ${width}`);
  const ranges = await page.getByRole("group", { name: "Time shown" }).boundingBox();
  assert.ok(ranges && ranges.y + ranges.height <= 844, "the ranges are in reach of a thumb");
  await leave();
});

pairTest("PairPage holds what axe knows of accessibility", [TARGET, FROM_MAX], async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url + PATH);
  await chartBox(page);
  await assertAccessible(page);
  await leave();
});

pairTest(
  "PairPage tells how closely the time in sight was watched, also without script",
  [],
  async ({ browser, server }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const still = await context.newPage();
    await still.goto(server.url + PATH);
    await still.getByText("not watched 2 h").waitFor();
    await context.close();
    const { page, leave } = await visit(browser, server.url + PATH);
    await chartBox(page);
    await page.getByText("not watched 2 h").waitFor();
    await page.getByRole("group", { name: "Time shown" }).getByText("1 h").click();
    await page.getByText(/not watched/).waitFor({ state: "detached" });
    await leave();
  },
);
