import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { assertAccessible } from "./axe.ts";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const ringing = (page: Page): Locator => page.getByRole("alertdialog");

const press = (page: Page, name: string | RegExp) =>
  ringing(page).getByRole("button", { name }).first().click();

const TARGET = { type: "target", targetPrice: 55_000, direction: "fromBelow" };

/** Sets an alarm on BTCUSDT at 55,000 and lets the price pass it. */
async function letRing({ api, binance }: PageStage): Promise<string> {
  const { alarm } = await api("POST", "/api/pairs/BTCUSDT/alarms", TARGET) as {
    alarm: { id: string };
  };
  binance.setPrice("BTCUSDT", 55_550);
  return alarm.id;
}

const alarmNow = async ({ api }: PageStage, id: string) =>
  (await api("GET", `/api/alarms/${id}`) as { alarm: Record<string, unknown> }).alarm;

pageTest(
  "What rings is told in full, newest first and open, the others in short",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url, { timezoneId: "UTC" });
    const id = await letRing(stage);
    await ringing(page).waitFor();
    await stage.api("POST", `/api/alarms/${id}/test`);
    await ringing(page).getByText("2 alarms are ringing").waitFor();
    const items = await ringing(page).getByRole("listitem").allInnerTexts();
    assert.match(items[0] ?? "", /BTCUSDT[\s\S]*test/);
    assert.match(items[1] ?? "", /55,550[\s\S]*reaches 55,000 from below[\s\S]*1 % past 55,000/);
    assert.doesNotMatch(items[1] ?? "", /Snooze/);
    await press(page, "More for BTCUSDT");
    await ringing(page).getByRole("button", { name: "Snooze 1 h" }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page, `ringing, ${colorScheme}`);
    }
    await leave();
  },
);

pageTest(
  "A snooze ends the ringing everywhere, says from where, and keeps the alarm quiet",
  async (stage) => {
    const { browser, server } = stage;
    const [ann, bob] = [await visit(browser, server.url), await visit(browser, server.url)];
    const id = await letRing(stage);
    for (const { page } of [ann, bob]) await ringing(page).waitFor();
    await press(ann.page, "Snooze 15 min");
    for (const { page } of [ann, bob]) await ringing(page).waitFor({ state: "detached" });
    await bob.page.getByText("Silenced from 127.0.0.1").waitFor();
    assert.equal(await ann.page.getByText(/Silenced from/).count(), 0);
    const { snoozedUntil, triggered } = await alarmNow(stage, id);
    const ahead = Date.parse(String(snoozedUntil)) - Date.now();
    assert.ok(ahead > 14 * 60_000 && ahead <= 15 * 60_000, String(snoozedUntil));
    assert.equal(triggered, false);

    await ann.page.goto(`${server.url}/log`);
    await ann.page.getByText(/acknowledged .* on this screen/).waitFor();
    await bob.page.goto(`${server.url}/log`);
    await bob.page.getByText(/acknowledged .* by 127\.0\.0\.1/).waitFor();
    await ann.leave();
    await bob.leave();
  },
);

pageTest("A re-armed alarm is silent at once and rings again", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  const id = await letRing(stage);
  await ringing(page).waitFor();
  await press(page, "Re-arm");
  await ringing(page).waitFor({ state: "detached" });
  assert.equal((await alarmNow(stage, id))["triggered"], false);
  stage.binance.setPrice("BTCUSDT", 54_000);
  await page.getByText("54,000", { exact: true }).first().waitFor();
  stage.binance.setPrice("BTCUSDT", 55_100);
  await ringing(page).getByText("0.18 % past 55,000").waitFor();
  await press(page, "Silence");
  await leave();
});

pageTest("The chart of what rings is one click away", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await letRing(stage);
  await ringing(page).getByRole("link", { name: "Open chart of BTCUSDT" }).click();
  await page.waitForURL("**/pairs/BTCUSDT");
  await press(page, "Silence");
  await ringing(page).waitFor({ state: "detached" });
  await leave();
});
