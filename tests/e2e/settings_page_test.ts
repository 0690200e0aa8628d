import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { SEEN_REQUESTS, untilLive, visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const SECRET = "a-long-signing-secret-0123456789";

const browserPart = (page: Page) => page.getByRole("region", { name: "This browser" });
const filePart = (page: Page) => page.getByRole("region", { name: "Alarms as a file" });
const serverPart = (page: Page) => page.getByRole("region", { name: "The server" });
const zone = (page: Page) => page.getByRole("combobox", { name: "Time zone" });

async function chooseEverything(page: Page): Promise<void> {
  await browserPart(page).getByText("Dark", { exact: true }).click();
  await browserPart(page).getByText("67.187,34").click();
  await zone(page).selectOption("Asia/Tokyo");
  await browserPart(page).getByText("Compact").click();
  await page.getByRole("slider", { name: "Volume of alarms" }).fill("25");
}

pageTest(
  "Settings of the browser count at once, after a reload and on every page",
  async ({ browser, server, binance, api }) => {
    binance.setPrice("BTCUSDT", 51_234.5);
    const { page, leave } = await visit(browser, `${server.url}/settings`);
    await chooseEverything(page);
    await browserPart(page).getByText(/It is .* GMT\+9/).waitFor();
    await page.reload();
    await browserPart(page).getByText(/It is .* GMT\+9/).waitFor();
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    assert.equal(await zone(page).inputValue(), "Asia/Tokyo");
    assert.ok(await browserPart(page).getByRole("radio", { name: "67.187,34" }).isChecked());
    assert.ok(await browserPart(page).getByRole("radio", { name: "Compact" }).isChecked());
    assert.equal(await page.getByRole("slider").inputValue(), "25");

    await page.goto(server.url);
    const main = page.getByRole("main");
    await main.getByText("51.234,5", { exact: true }).first().waitFor();
    await page.locator(".board-compact").waitFor();
    // An alarm rings as loud as was chosen, in the chosen way of writing.
    const alarm = { type: "target", targetPrice: 60_000.5, direction: "fromBelow" };
    const set = await api("POST", "/api/pairs/BTCUSDT/alarms", alarm) as { alarm: { id: string } };
    await page.getByRole("heading", { name: "Prices" }).click();
    await api("POST", `/api/alarms/${set.alarm.id}/test`);
    await page.getByRole("alertdialog").getByText(/60\.000,5/).first().waitFor();
    await page.waitForFunction(() =>
      globalThis.sounds.some(({ paused, volume }) => !paused && Math.abs(volume - 0.25) < 0.01)
    );
    await leave();
  },
);

pageTest("Waking with other settings than the server's moves nothing", async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/settings`);
  await chooseEverything(page);
  for (const path of ["/", "/settings", "/alarms"]) {
    await page.goto(stage.server.url + path);
    await untilLive(page);
    const shift = await page.evaluate(() =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += "value" in entry ? Number(entry.value) : 0;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(sum), 500);
      })
    );
    assert.ok(shift < 0.02, `${path} moves by ${shift}`);
  }
  await leave();
  // A check that a busy machine is too slow for is told by a line that moves the page.
}, { CHECK_INTERVAL_SECONDS: "30" });

pageTest(
  "The settings page tells how the server is set up, and no secret",
  async ({ browser, server }) => {
    const { page, leave } = await visit(browser, server.url);
    await page.getByRole("link", { name: "Settings" }).click();
    const row = (name: string) => serverPart(page).getByRole("row", { name });
    await row("CHECK_INTERVAL_SECONDS 1 environment").waitFor();
    await row("MIN_FREE_MB 64 default").waitFor();
    await row("SECRET_KEY set environment").waitFor();
    await serverPart(page).getByRole("row", { name: /^Binance yes/ }).waitFor();
    assert.ok(!(await page.content()).includes(SECRET));
    await leave();
  },
  { SECRET_KEY: SECRET, CHECK_INTERVAL_SECONDS: "1" },
);

/** Chooses a file of this name and content to be imported. */
async function importFile(page: Page, stage: PageStage, name: string, text: string): Promise<void> {
  const path = join(stage.folder, name);
  await Deno.writeTextFile(path, text);
  await page.locator("input[type=file]").setInputFiles(path);
}

const HEAD = "pair,type,targetPrice,direction,note\n";

pageTest("An import is shown before it is done, then done as a whole", async (stage) => {
  const { api, browser, server, binance } = stage;
  binance.setPrice("SOLUSDT", 150);
  const alarm = { type: "target", targetPrice: 60_000, direction: "fromBelow" };
  await api("POST", "/api/pairs/BTCUSDT/alarms", alarm);
  const { page, leave, complaints } = await visit(browser, `${server.url}/settings`);
  const row = (name: string | RegExp) => filePart(page).getByRole("row", { name });

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    filePart(page).getByRole("link", { name: "Export CSV" }).click(),
  ]);
  const exported = await Deno.readTextFile(await download.path());
  await importFile(page, stage, "same.csv", exported);
  await filePart(page).getByText("1 unchanged.").waitFor();
  await filePart(page).getByText("There is nothing to import.").waitFor();

  await importFile(page, stage, "wrong.csv", `${HEAD}BTCUSDT,target,much,fromBelow,\n`);
  await row(/line 2 Refused .*targetPrice must be a number/).waitFor();
  assert.equal(await filePart(page).getByRole("button", { name: /^Import/ }).count(), 0);

  const lines = "BTCUSDT,target,60000,fromBelow,moon\nSOLUSDT,target,200,fromBelow,\n";
  await importFile(page, stage, "right.csv", HEAD + lines);
  await row(/line 2 Changed BTC\/USDT crosses above 60,000 note none → “moon”/).waitFor();
  await row("line 3 Added SOL/USDT crosses above 200").waitFor();
  await filePart(page).getByText("Pairs that are added for it: SOLUSDT.").waitFor();
  const count = async () =>
    (await api("GET", "/api/alarms") as { alarms: unknown[] }).alarms.length;
  assert.equal(await count(), 1);
  await filePart(page).getByRole("button", { name: "Import 2 alarms" }).click();
  await filePart(page).getByText("is imported: 1 added, 1 changed").waitFor();
  assert.equal(await count(), 2);

  const whole = await (await fetch(`${server.url}/api/alarms/export?format=json`)).text();
  await importFile(page, stage, "whole.json", whole);
  await filePart(page).getByText("2 unchanged.").waitFor();
  await importFile(page, stage, "moved.json", whole.replace("60000", "61000"));
  await row(/Changed BTC\/USDT crosses above 6.,000 .*61,?000/).waitFor();

  await importFile(page, stage, "none.json", "{");
  await filePart(page).getByRole("alert").getByText("not valid JSON").waitFor();
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !/400/.test(text)));
  await leave();
});

pageTest("What an import would change is told of the file that was chosen last", async (stage) => {
  const url = `${stage.server.url}/settings`;
  const { page, leave } = await visit(stage.browser, url, SEEN_REQUESTS);
  const isSlow = Promise.withResolvers<void>();
  let asked = 0;
  await page.route("**/api/alarms/import*", async (route) => {
    if (++asked === 1) await isSlow.promise;
    await route.continue();
  });
  await importFile(page, stage, "first.csv", `${HEAD}BTCUSDT,target,60000,fromBelow,\n`);
  await filePart(page).getByText("is being looked at").waitFor();
  await importFile(page, stage, "second.csv", `${HEAD}BTCUSDT,target,70000,fromBelow,\n`);
  const row = filePart(page).getByRole("row", { name: /Added BTC\/USDT crosses/ });
  await row.filter({ hasText: "70,000" }).waitFor();
  const late = page.waitForResponse(/import/);
  isSlow.resolve();
  await (await late).finished();
  await filePart(page).getByRole("button", { name: "Import 1 alarm" }).click();
  await filePart(page).getByText("is imported: 1 added").waitFor();
  await row.filter({ hasText: "70,000" }).waitFor();
  await leave();
});

pageTest("The settings page holds what axe knows of accessibility", async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/settings`);
  await assertAccessible(page);
  await importFile(page, stage, "some.csv", `${HEAD}BTCUSDT,target,1,any,\nBTCUSDT,x,,,\n`);
  await filePart(page).getByText("1 added, 1 refused.").waitFor();
  await assertAccessible(page);
  await leave();
});

pageTest("Settings and alarms fit the smallest phone and need no script", async (stage) => {
  const { api, browser, server } = stage;
  const alarm = { type: "target", targetPrice: 60_000, direction: "fromBelow" };
  await api("POST", "/api/pairs/BTCUSDT/alarms", alarm);
  const rows = [["/settings", "CHECK_INTERVAL_SECONDS"], [
    "/alarms",
    "BTC/USDT crosses above 60,000",
  ]];
  for (const [path = "", words = ""] of rows) {
    const device = { viewport: { width: 320, height: 700 }, javaScriptEnabled: false };
    const context = await browser.newContext(device);
    const page = await context.newPage();
    await page.goto(server.url + path);
    await page.getByText(words).first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${path} is ${width} wide`);
    await context.close();
  }
});
