import assert from "node:assert/strict";
import type { Page, Route } from "playwright-core";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { SEEN_REQUESTS, visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const why = (page: Page) => page.getByRole("region", { name: /^Why/ });
const line = (page: Page) => page.locator(".replay");

async function setAlarm({ api }: PageStage, targetPrice: number): Promise<string> {
  const wanted = { type: "target", targetPrice, direction: "fromBelow" };
  const set = await api("POST", "/api/pairs/BTCUSDT/alarms", wanted) as { alarm: Alarm };
  return set.alarm.id;
}

pageTest(
  "The page of an alarm tells why it has not rung, and goes on telling",
  async (stage) => {
    const { browser, server, binance, api } = stage;
    const id = await setAlarm(stage, 60_000);
    const { page, leave } = await visit(browser, `${server.url}/alarms/${id}`);
    await why(page).getByText("Nothing: it rings when the price gets there").waitFor();
    await api("POST", `/api/alarms/${id}/snooze`, { minutes: 5 });
    await why(page).getByText(/^It is snoozed, until/).waitFor();
    await api("POST", "/api/alarms/pause", { ids: [id] });
    await why(page).getByText("It is paused until someone resumes it").waitFor();
    binance.setPrice("BTCUSDT", 59_400);
    await page.getByText("+1.01 %").waitFor();
    await api("POST", `/api/alarms/${id}/rearm`);
    await why(page).getByText("Nothing: it rings when the price gets there").waitFor();
    binance.setPrice("BTCUSDT", 60_500);
    await page.getByRole("alertdialog").waitFor();
    await page.getByRole("button", { name: "Silence" }).click();
    await page.getByRole("heading", { name: "Why does it not ring again?" }).waitFor();
    await why(page).getByText(/^It rings once, and has/).waitFor();
    await api("DELETE", `/api/alarms/${id}`);
    await why(page).getByText("It was removed, so nothing watches it").waitFor();
    await leave();
  },
);

pageTest(
  "Why an alarm has not rung is told without a script, on the smallest phone",
  async (stage) => {
    const { browser, server } = stage;
    const id = await setAlarm(stage, 40_000);
    const context = await browser.newContext({
      ...{ viewport: { width: 320, height: 700 }, javaScriptEnabled: false },
    });
    const page = await context.newPage();
    await page.goto(`${server.url}/alarms/${id}`);
    await why(page).getByText(
      /^Waiting to reset \((below|above) .*\)\. Its condition is true already/,
    ).waitFor();
    const width = await page.getByRole("main").evaluate((main) => main.scrollWidth);
    assert.ok(width <= 320, `${width} wide`);
    await context.close();
  },
);

pageTest("Why an alarm has not rung is accessible in both themes", async (stage) => {
  const { browser, server } = stage;
  const id = await setAlarm(stage, 40_000);
  const { page, leave } = await visit(browser, `${server.url}/alarms/${id}`);
  await assertAccessible(page);
  await leave();
});

async function openForm(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Set alarm on BTC/USDT" }).first().click();
}

pageTest(
  "The form of an alarm says how often it would have rung, from the prices there are",
  async (stage) => {
    const { browser, server, api } = stage;
    const { page, leave } = await visit(browser, `${server.url}/pairs/BTCUSDT`);
    await openForm(page);
    await line(page).getByText("How often it would have rung shows here.").waitFor();
    await page.getByLabel("Price in USDT").fill("40000");
    await line(page).getByText(/^(Would not have rung in the last|Prices are not known)/).waitFor();
    await page.getByText("% move").click();
    await line(page).getByText(/^(Would|Prices)/).waitFor();
    assert.deepEqual(await api("GET", "/api/alarms"), { alarms: [] });
    await assertAccessible(page);
    await page.getByRole("button", { name: "Cancel" }).click();
    await setAlarm(stage, 60_000);
    await page.getByRole("button", { name: "Edit" }).click();
    await line(page).getByText(/^(Would not have rung in the last|Prices are not known)/).waitFor();
    await leave();
  },
);

const answerOf = (count: number) => ({
  ...{ pair: "BTCUSDT", from: "2026-01-01T00:00:00Z", to: "2026-01-31T00:00:00Z", count },
  moments: [{ timestamp: "2026-01-20T12:00:00Z", price: 50_000, direction: "up" }],
});

pageTest(
  "The form asks once the typing rests, drops what is out of date, and moves nothing",
  async ({ browser, server }) => {
    const { page, leave } = await visit(browser, `${server.url}/pairs/BTCUSDT`, SEEN_REQUESTS);
    const asked: number[] = [];
    let first: Route | null = null;
    await page.route("**/replay", async (route) => {
      const { targetPrice } = route.request().postDataJSON();
      asked.push(targetPrice);
      // The first question is never answered: it must be given up, and not keep the next one waiting.
      if (first === null) first = route;
      else await route.fulfill({ json: answerOf(targetPrice === 1234 ? 7 : 1) });
    });
    await openForm(page);
    const place = async () => (await page.getByText("How often", { exact: true }).boundingBox())?.y;
    await page.getByText("How often", { exact: true }).waitFor();
    const before = await place();
    const question = page.waitForRequest(/replay$/);
    await page.getByLabel("Price in USDT").fill("5");
    await question;
    const dropped = page.waitForEvent("requestfailed", (request) => /replay$/.test(request.url()));
    await page.getByLabel("Price in USDT").fill("");
    // The page's time stands still while hands type, however long a busy machine takes over a key.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 5_000));
    await page.getByLabel("Price in USDT").pressSequentially("1234", { delay: 20 });
    await page.clock.resume();
    await dropped;
    await line(page).getByText(/^Rings once; its condition came true 7 times in the last 30 days/)
      .waitFor();
    assert.deepEqual(asked, [5, 1234]);
    assert.equal(await place(), before);
    await page.getByLabel("Note (optional)").fill("a note changes nothing of it");
    await page.getByText("Repeat").click();
    await line(page).getByText(/^Would have rung 7 times in the last 30 days, last on/).waitFor();
    await page.getByLabel("Price in USDT").fill("x");
    await line(page).getByText("How often it would have rung shows here.").waitFor();
    await leave();
  },
);
