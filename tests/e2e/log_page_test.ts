import assert from "node:assert/strict";
import type { Browser, Download, Page } from "playwright-core";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { type LocalStage, withLocalServer } from "./with_server.ts";

interface LogStage extends LocalStage {
  readonly browser: Browser;
  /** Id of an alarm of BTCUSDT that was set and edited. */
  readonly id: string;
}

function logTest(name: string, test: (stage: LogStage) => Promise<void>): void {
  browserTest(name, () =>
    withLocalServer(async (stage) => {
      try {
        const id = await prepare(stage);
        await inSharedChromium((browser) => test({ ...stage, browser, id }));
      } finally {
        await stage.client.close();
      }
    }));
}

async function prepare({ server, binance }: LocalStage): Promise<string> {
  binance.setPrice("ETHBTC", 0.05);
  await send(server.url, "POST", "/api/pairs", { pair: "BTCUSDT" });
  await send(server.url, "POST", "/api/pairs", { pair: "ETHBTC" });
  const target = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
  const { alarm } = await send(server.url, "POST", "/api/pairs/BTCUSDT/alarms", target);
  await send(server.url, "PATCH", `/api/alarms/${alarm.id}`, { targetPrice: 56_000 });
  return alarm.id;
}

async function send(url: string, method: string, path: string, body?: unknown) {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, ...init });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return await response.json();
}

const entries = (page: Page) => page.getByRole("main").locator("li.fire");
const EDITED = "crosses above 55,000 → crosses above 56,000";

async function textOf(download: Download): Promise<string> {
  return await Deno.readTextFile(await download.path());
}

logTest(
  "The log shows people's changes, filters by pair and day, and goes on growing",
  async (stage) => {
    const { browser, server, id } = stage;
    const { page, leave } = await visit(browser, `${server.url}/log`);
    await entries(page).filter({ hasText: EDITED }).getByText("by 127.0.0.1").waitFor();
    assert.equal(await entries(page).count(), 4);

    await page.getByRole("combobox", { name: "Pair" }).selectOption("ETHBTC");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForURL(/pair=ETHBTC/);
    await page.locator("[data-phase=live]").waitFor();
    assert.equal(await entries(page).count(), 1);
    // What is not wanted stays away, what is wanted comes by itself.
    await send(server.url, "POST", `/api/alarms/${id}/snooze`, { minutes: 5 });
    const low = { type: "target", targetPrice: 0.01, direction: "any" };
    await send(server.url, "POST", "/api/pairs/ETHBTC/alarms", low);
    await entries(page).filter({ hasText: "Alarm set" }).waitFor();
    assert.equal(await entries(page).count(), 2);

    await page.getByLabel(/^Day/).fill("2020-01-01");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByRole("heading", { name: "Nothing fits" }).waitFor();
    await page.getByRole("link", { name: "Show all" }).click();
    await entries(page).filter({ hasText: "Snoozed" }).waitFor();
    await leave();
  },
);

logTest(
  "A fire comes into the log by itself, and who acknowledged it stands beside it",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}/log?pair=BTCUSDT`);
    stage.binance.setPrice("BTCUSDT", 56_500);
    await page.getByRole("alertdialog").waitFor();
    const fire = entries(page).filter({ hasText: "56,500" });
    await fire.getByText("Ringing").waitFor();
    await page.getByRole("button", { name: "Silence" }).click();
    await fire.getByText(/acknowledged .* on this screen/).waitFor();
    await fire.getByText(/^Its way: /).click();
    assert.deepEqual(await fire.locator(".way-label").allTextContents(), [
      ...["price at the source", "received", "decided", "on disk", "screens told"],
    ]);
    assert.match(await fire.locator(".way-since").last().textContent() ?? "", /^\+\d/);
    await leave();
  },
);

logTest(
  "The log is taken away as CSV and as JSON, as it is filtered",
  async ({ browser, server }) => {
    const { page, leave } = await visit(browser, `${server.url}/log?pair=BTCUSDT`);
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "CSV" }).click(),
    ]);
    const lines = (await textOf(csv)).trimEnd().split("\r\n");
    assert.equal(lines.length, 4);
    assert.ok(lines[1]?.includes(EDITED), lines[1]);
    const [json] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "JSON" }).click(),
    ]);
    assert.equal(JSON.parse(await textOf(json)).entries.length, 3);
    await leave();
  },
);

logTest(
  "The history of an alarm is one click away, and stays when the alarm is removed",
  async (stage) => {
    const { browser, server, id } = stage;
    const { page, leave } = await visit(browser, server.url);
    await page.getByRole("link", { name: "History" }).click();
    await page.getByRole("heading", { name: "BTC/USDT crosses above 56,000" }).waitFor();
    assert.equal(await entries(page).count(), 2);
    await send(server.url, "POST", `/api/alarms/${id}/snooze`, { minutes: 5 });
    await entries(page).filter({ hasText: "Snoozed" }).waitFor();
    await send(server.url, "DELETE", `/api/alarms/${id}`);
    await entries(page).filter({ hasText: "Alarm removed" }).waitFor();
    await page.getByText("Removed", { exact: true }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "BTC/USDT crosses above 56,000" }).waitFor();
    assert.equal(await entries(page).count(), 4);
    await leave();
  },
);

logTest("Log and history fit the smallest phone and need no script", async (stage) => {
  const { browser, server, id } = stage;
  for (const path of ["/log", `/alarms/${id}`]) {
    const context = await browser.newContext({
      ...{ viewport: { width: 320, height: 700 }, javaScriptEnabled: false },
    });
    const page = await context.newPage();
    await page.goto(server.url + path);
    await entries(page).filter({ hasText: EDITED }).waitFor();
    const width = await page.getByRole("main").evaluate((main) => main.scrollWidth);
    assert.ok(width <= 320, `${path} is ${width} wide`);
    await context.close();
  }
});

logTest("Log and history hold what axe knows of accessibility", async ({ browser, server, id }) => {
  for (const path of ["/log?pair=BTCUSDT", `/alarms/${id}`]) {
    const { page, leave } = await visit(browser, server.url + path);
    await assertAccessible(page, path);
    await leave();
  }
});
