import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { until } from "@/tests/timeouts.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { untilLive, visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const charts = (page: Page) => page.getByRole("region", { name: /^Chart of/ });

/** Waits until so many charts are drawn. */
async function untilDrawn(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document.querySelectorAll(".chart-cell canvas").length >= wanted &&
      document.querySelectorAll(".chart-cell").length === wanted,
    count,
  );
}

for (const width of [390, 768, 1280]) {
  pageTest(`Charts stand side by side, or below each other, at ${width} px`, async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}/charts`, {
      viewport: { width, height: 800 },
    });
    await untilDrawn(page, 2);
    const boxes = await charts(page).evaluateAll((all) =>
      all.map((each) => each.getBoundingClientRect().top)
    );
    assert.equal(boxes[0] === boxes[1], width === 1280);
    await assertAccessible(page, `charts at ${width}`);
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.equal(isWide, false);
    await leave();
  });
}

pageTest("Each chart has its pair and interval, and the address keeps them", async (stage) => {
  const { browser, server, api, binance } = stage;
  for (const [pair, price] of [["ETHUSDT", 3_000], ["SOLUSDT", 150]] as const) {
    binance.setPrice(pair, price);
    await api("POST", "/api/pairs", { pair });
  }
  const { page, leave } = await visit(browser, `${server.url}/charts?chart=ETHBTC,1h`);
  await untilDrawn(page, 2);
  await page.getByRole("button", { name: "One more chart" }).click();
  await page.getByRole("button", { name: "One more chart" }).click();
  await untilDrawn(page, 4);
  assert.equal(await page.getByRole("button", { name: "One more chart" }).count(), 0);
  const second = charts(page).nth(1);
  await second.getByRole("combobox", { name: "Pair of this chart" }).selectOption("SOLUSDT");
  await charts(page).nth(1).getByRole("combobox", { name: /candles/ }).selectOption("5m");
  await page.waitForFunction(() => location.search.includes("chart=SOLUSDT,5m"));
  await charts(page).nth(2).getByRole("button", { name: "Take this chart away" }).click();
  await page.waitForFunction(() => location.search.split("chart=").length === 4);
  const before = new URL(page.url()).search;
  await page.reload();
  await untilLive(page);
  await untilDrawn(page, 3);
  assert.equal(new URL(page.url()).search, before);
  assert.match(before, /^\?chart=ETHBTC,1h&chart=SOLUSDT,5m&/);
  await leave();
});

pageTest("Board and pair lead to the charts side by side", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url);
  await page.getByRole("link", { name: "Charts side by side" }).click();
  await page.waitForURL(/\/charts/);
  await page.goto(`${server.url}/pairs/ETHBTC`);
  await page.getByRole("link", { name: "Compare with other pairs" }).click();
  await page.waitForURL(/\/charts\?chart=ETHBTC/);
  await leave();
});

pageTest("Ctrl+Z takes back a move in the chart that was touched last only", async (stage) => {
  const target = (pair: string, targetPrice: number) => (
    { pair, alarm: { type: "target", targetPrice, direction: "fromBelow" } }
  );
  const alarms = [target("BTCUSDT", 50_150), target("ETHBTC", 0.0502)];
  await stage.api("POST", "/api/alarms/batch", { alarms });
  const prices = async () => {
    const all = await stage.api("GET", "/api/alarms") as {
      alarms: { alarm: { targetPrice: number } }[];
    };
    return all.alarms.map(({ alarm }) => alarm.targetPrice);
  };
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/charts`, {
    viewport: { width: 1280, height: 800 },
  });
  await untilDrawn(page, 2);
  for (const nth of [0, 1]) {
    const chart = charts(page).nth(nth);
    await chart.getByRole("slider").first().press("ArrowUp");
    await page.keyboard.press("Enter");
    await chart.getByRole("button", { name: "Undo" }).waitFor();
  }
  const [, moved] = await prices();
  assert.notEqual(moved, 0.0502);
  await charts(page).nth(0).getByRole("slider").first().focus();
  await page.keyboard.press("Control+z");
  await until(async () => (await prices())[0] === 50_150);
  assert.deepEqual(await prices(), [50_150, moved]);
  await leave();
});
