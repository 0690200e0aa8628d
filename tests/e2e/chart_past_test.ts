import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { SEEN_REQUESTS, visit } from "./page.ts";
import { chartBox, PATH } from "./pair_page.ts";
import { pairTest } from "./pair_stage.ts";

const HOUR = 3_600_000;

/** Where the stretch begins that a request for history asks for; not a number for other requests. */
function beginning(url: string): number {
  const { pathname, searchParams } = new URL(url);
  return pathname.endsWith("/history") ? Date.parse(searchParams.get("from") ?? "") : NaN;
}

/** Drags the chart to the right again and again, until there is an answer. */
async function swingBack(page: Page, answer: Promise<unknown>): Promise<void> {
  const box = await chartBox(page);
  const y = box.y + box.height * 0.5;
  let isThere = false;
  const noted = answer.finally(() => isThere = true);
  while (!isThere) {
    await page.mouse.move(box.x + 150, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, y, { steps: 12 });
    await page.mouse.up();
  }
  await noted;
}

pairTest(
  "PairPage shows each range as line and as candles, and keeps the choice",
  [],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url + PATH, SEEN_REQUESTS);
    await chartBox(page);
    const choose = async (...texts: string[]) => {
      for (const text of texts) {
        await page.locator(".chart-tools").getByText(text, { exact: true }).click();
      }
    };
    for (
      const [range, kind, step] of [
        ["1 h", "Candles", 60],
        ["4 h", "Candles", 300],
        ["7 d", "Line", 1800],
      ] as const
    ) {
      await Promise.all([
        page.waitForResponse((response) => response.url().endsWith(`step=${step}`)),
        choose(range, kind),
      ]);
      await page.locator(".chart-ready").waitFor();
    }
    await page.reload();
    assert.ok(await page.getByRole("radio", { name: "7 d" }).isChecked());
    assert.ok(await page.getByRole("radio", { name: "Line" }).isChecked());
    await leave();
  },
);

pairTest("PairPage loads older prices while one scrolls back", [], async ({ browser, server }) => {
  const { page, leave } = await visit(browser, `${server.url}${PATH}?range=1h`, SEEN_REQUESTS);
  const reached = page.waitForResponse((response) =>
    beginning(response.url()) < Date.now() - 10 * HOUR
  );
  await swingBack(page, reached);
  const { bars } = await (await reached).json();
  assert.ok(bars.length > 100, "there are prices that old");
  assert.equal(await page.getByRole("dialog").count(), 0, "scrolling sets no alarm");
  await leave();
});

pairTest("PairPage moves with the price", [], async ({ browser, server, binance }) => {
  const { page, leave } = await visit(browser, server.url + PATH);
  await chartBox(page);
  binance.setPrice("BTCUSDT", 50_123.45);
  await page.locator(".pair-head").getByText("50,123.45").first().waitFor();
  await page.getByText("+2.29 %").first().waitFor();
  await leave();
});

pairTest(
  "PairPage says when the chart's code cannot be loaded, and is whole after a reload",
  [],
  async (stage) => {
    const { page, complaints } = await visit(
      stage.browser,
      `${stage.server.url}/alarms`,
      SEEN_REQUESTS,
    );
    await page.route("**/_fresh/js/*.js", async (route) => {
      const response = await route.fetch();
      const isChart = (await response.text()).includes("attributionLogo");
      await (isChart ? route.abort() : route.fulfill({ response }));
    });
    await page.goto(stage.server.url + PATH);
    await page.getByText("The chart could not be loaded.").waitFor();
    await page.locator(".chart-still").waitFor();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Reload the page" }).click();
    await page.locator(".chart-ready").waitFor();
    assert.deepEqual(complaints.filter((text) => !text.includes("ERR_FAILED")), []);
  },
);

pairTest(
  "PairPage says when the past cannot be loaded, and loads it on demand",
  [],
  async (stage) => {
    const { page, complaints } = await visit(stage.browser, stage.server.url + PATH, SEEN_REQUESTS);
    await chartBox(page);
    await page.route("**/history?*", (route) => route.abort());
    await page.getByText("7 d", { exact: true }).click();
    await page.getByText("The past prices could not be loaded.").waitFor();
    await page.unroute("**/history?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".chart-ready").waitFor();
    assert.deepEqual(complaints.filter((text) => !text.includes("ERR_FAILED")), []);
  },
);

pairTest(
  "PairPage loads what could not be loaded once the server is heard again, without being asked to",
  [],
  async (stage) => {
    const { page } = await visit(stage.browser, stage.server.url + PATH, SEEN_REQUESTS);
    await chartBox(page);
    await page.context().setOffline(true);
    await page.getByText(/^Server lost since/).waitFor();
    await page.getByText("7 d", { exact: true }).click();
    await page.getByText("The past prices could not be loaded.").waitFor();
    await page.context().setOffline(false);
    await page.locator(".chart-ready").waitFor();
    await page.getByText("The past prices could not be loaded.").waitFor({ state: "detached" });
    await page.context().close();
  },
);

pairTest(
  "PairPage goes on before the history with what the source tells, and says why it tells no more",
  [],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url + PATH, SEEN_REQUESTS);
    await chartBox(page);
    // Prices are stored since 72 hours.
    const known = Date.now() - 73 * HOUR;
    let isLimited = false;
    await page.route("**/history?*", async (route) => {
      const from = beginning(route.request().url());
      if (!(from < known)) return await route.fallback();
      const price = { open: 47_000, high: 47_010, low: 46_990, close: 47_000 };
      const bars = [{ timestamp: new Date(from).toISOString(), ...price }];
      const older = { source: "binance", before: new Date(known).toISOString(), step: 1800 };
      const json = { pair: "BTCUSDT", step: 1800 };
      await route.fulfill({
        json: isLimited
          ? { ...json, bars: [], older: { ...older, problem: "Binance is limited" } }
          : { ...json, bars, older: { ...older, problem: null } },
      });
      isLimited = true;
    });
    await page.getByText("7 d", { exact: true }).click();
    const holder = page.locator(".chart-holder");
    const reached = page.getByRole("status").getByText("lowest 46,990");
    while (await reached.count() === 0) await holder.press("Home");
    await holder.press("ArrowLeft");
    await page.getByText("Older prices: Binance is limited").waitFor();
    await leave();
  },
);
