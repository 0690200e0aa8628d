import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { sitDown, untilLive, visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 800 } };

const rows = (page: Page) => page.getByRole("region", { name: "Alarms" }).getByRole("listitem");
const dialog = (page: Page) => page.getByRole("dialog");
const more = (page: Page, words: string) =>
  rows(page).filter({ hasText: words }).getByRole("button", { name: "All that can be done" });

const target = (pair: string, targetPrice: number) => (
  { pair, alarm: { type: "target", targetPrice, direction: "fromBelow" } }
);

async function stored({ api }: PageStage): Promise<Alarm[]> {
  const { alarms } = await api("GET", "/api/alarms") as { alarms: { alarm: Alarm }[] };
  return alarms.map(({ alarm }) => alarm);
}

for (const [says, device] of [["phone", PHONE], ["desk", DESK]] as const) {
  pageTest(`A row's menu does all there is with two presses, on a ${says}`, async (stage) => {
    await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 60_000)] });
    const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, device);
    const press = async (name: string | RegExp) => {
      await more(page, "60,000").click();
      await dialog(page).getByRole("button", { name }).click();
    };
    const one = async () => (await stored(stage))[0];
    await press("Snooze 1 h");
    await page.getByText("Snoozed 1 alarm for 1 hour.").waitFor();
    assert.notEqual((await one())?.snoozedUntil, null);
    await press("Re-arm");
    await page.getByText("Re-armed 1 alarm.").waitFor();
    assert.equal((await one())?.snoozedUntil, null);
    await press("Pause");
    await page.getByText("Paused 1 alarm.").waitFor();
    await press("Resume");
    await page.getByText("Resumed 1 alarm.").waitFor();
    await press("Edit");
    await dialog(page).getByRole("heading", { name: "Alarm for BTC/USDT" }).waitFor();
    await page.keyboard.press("Escape");
    await press("Duplicate to pairs…");
    await dialog(page).getByRole("heading", { name: "Duplicate an alarm" }).waitFor();
    await page.keyboard.press("Escape");

    const { id } = await one() ?? {};
    await press("Remove");
    await page.getByText("Removed 1 alarm.").waitFor();
    assert.deepEqual(await stored(stage), []);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Brought back 1 alarm.").waitFor();
    await rows(page).filter({ hasText: "60,000" }).waitFor();
    assert.equal((await one())?.id, id);

    await more(page, "60,000").click();
    await assertAccessible(page);
    await dialog(page).getByRole("link", { name: "Why and history" }).click();
    await page.waitForURL(`**/alarms/${id}`);
    await leave();
  });
}

pageTest("A row's menu is walked by arrow keys, and gives the focus back", async (stage) => {
  await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 60_000)] });
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, DESK);
  await more(page, "60,000").focus();
  await page.keyboard.press("Enter");
  const has = (name: string) =>
    dialog(page).getByRole("button", { name, exact: true }).and(page.locator(":focus")).waitFor();
  await has("Edit");
  await page.keyboard.press("ArrowDown");
  await has("Re-arm");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await has("Remove");
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await more(page, "60,000").and(page.locator(":focus")).waitFor();
  await leave();
});

pageTest("What is pressed on a phone's row is at least 44 px high and wide", async (stage) => {
  await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 60_000)] });
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, PHONE);
  await more(page, "60,000").click();
  await dialog(page).waitFor();
  const buttons = await dialog(page).locator("button, a").all();
  assert.equal(buttons.length, 13);
  for (const button of [more(page, "60,000"), ...buttons]) {
    const box = await button.boundingBox();
    assert.ok(box !== null && box.width >= 44 && box.height >= 44, JSON.stringify(box));
  }
  await leave();
});

pageTest("On a phone alarms come first, and what chooses them unfolds", async (stage) => {
  const alarms = [target("BTCUSDT", 60_000), target("ETHBTC", 0.06)];
  await stage.api("POST", "/api/alarms/batch", { alarms });
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, PHONE);
  const first = await rows(page).first().boundingBox();
  assert.ok(first !== null && first.y <= 260, JSON.stringify(first));
  const gapless = await rows(page).first().locator(".alarm-gapless").boundingBox();
  assert.ok(gapless !== null && gapless.height < 30, JSON.stringify(gapless));
  const find = page.getByRole("searchbox", { name: /Find alarms/ });
  assert.equal(await find.isVisible(), false);
  await page.getByRole("button", { name: "Filter and sort" }).tap();
  await find.fill("eth");
  await page.getByRole("checkbox", { name: "1 alarm", exact: true }).waitFor();
  await page.getByRole("button", { name: "Filter and sort (in use)" }).tap();
  await find.waitFor({ state: "hidden" });
  await assertAccessible(page);
  await leave();
});

pageTest("An alarm is duplicated to up to ten pairs by one command", async (stage) => {
  const bases = Array.from({ length: 13 }, (_, nth) => `C${nth}`);
  for (const base of bases) {
    stage.binance.setPrice(`${base}USDT`, 10);
    await stage.api("POST", "/api/pairs", { pair: `${base}USDT` });
  }
  await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 55_000)] });
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, DESK);
  await more(page, "55,000").click();
  await dialog(page).getByRole("button", { name: "Duplicate to pairs…" }).click();
  await dialog(page).getByRole("searchbox", { name: "Find pairs" }).fill("c12");
  await dialog(page).getByText("C12/USDT", { exact: true }).click();
  await dialog(page).getByRole("searchbox", { name: "Find pairs" }).fill("");
  for (const base of bases.slice(0, 9)) {
    await dialog(page).getByText(`${base}/USDT`, { exact: true }).click();
  }
  await dialog(page).getByText("Ten at once; take one out to choose another.").waitFor();
  await assertAccessible(page);
  await dialog(page).getByRole("button", { name: "Set 10 alarms" }).click();
  await page.getByText("Set 10 alarms.").waitFor();
  assert.equal((await stored(stage)).length, 11);
  await leave();
});

for (const [says, device] of [["phone", PHONE], ["desk", DESK]] as const) {
  pageTest(
    `An alarm's own page can do the same, and leads to the chart, on a ${says}`,
    async (stage) => {
      await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 60_000)] });
      const one = async () => (await stored(stage))[0];
      const { id } = await one() ?? {};
      const { page, leave } = await visit(
        stage.browser,
        `${stage.server.url}/alarms/${id}`,
        device,
      );
      const acts = page.getByRole("group", { name: "This alarm" });
      const press = (name: string) => acts.getByRole("button", { name }).click();
      await press("Pause");
      await page.getByText("Paused 1 alarm.").waitFor();
      await press("Resume");
      await page.getByText("Resumed 1 alarm.").waitFor();
      await press("Snooze");
      await dialog(page).getByRole("button", { name: "Snooze 1 h" }).click();
      await page.getByText("Snoozed 1 alarm for 1 hour.").waitFor();
      await press("Re-arm");
      await page.getByText("Re-armed 1 alarm.").waitFor();
      assert.equal((await one())?.snoozedUntil, null);
      await press("Edit");
      await dialog(page).getByRole("textbox", { name: /^Note/ }).fill("watch this");
      await dialog(page).getByRole("button", { name: "Save changes" }).click();
      await page.locator(".alarm-note").getByText("watch this").waitFor();
      await press("Duplicate");
      await dialog(page).getByText("ETH/BTC").click();
      await dialog(page).getByRole("button", { name: "Set 1 alarm" }).click();
      await page.getByText("Set 1 alarm.").waitFor();
      await page.getByText(/^no gap since/).first().waitFor();
      await assertAccessible(page);
      await acts.getByRole("link", { name: "Chart of BTC/USDT" }).click();
      await page.waitForURL("**/pairs/BTCUSDT");
      await leave();
    },
  );
}

for (const path of ["/", "/pairs/BTCUSDT"]) {
  pageTest(
    `A pair's rows at ${path} can do all that those of the alarms page can`,
    async (stage) => {
      await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 60_000)] });
      const { page, leave } = await visit(stage.browser, stage.server.url + path, DESK);
      const row = page.locator(".alarm").filter({ hasText: "60,000" });
      const press = async (name: string) => {
        await row.getByRole("button", { name: "All that can be done" }).click();
        await dialog(page).getByRole("button", { name }).click();
      };
      await press("Pause");
      await page.getByText("Paused 1 alarm.").waitFor();
      await row.getByText("Paused").waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByText("Resumed 1 alarm.").waitFor();
      await press("Duplicate to pairs…");
      await dialog(page).getByText("ETH/BTC").click();
      await dialog(page).getByRole("button", { name: "Set 1 alarm" }).click();
      await page.getByText("Set 1 alarm.").waitFor();
      assert.equal((await stored(stage)).length, 2);
      await press("Edit");
      await dialog(page).getByRole("heading", { name: "Alarm for BTC/USDT" }).waitFor();
      await assertAccessible(page);
      await page.keyboard.press("Escape");
      await press("Remove");
      await page.getByText("Removed 1 alarm.").waitFor();
      await page.getByRole("button", { name: "Undo" }).click();
      await row.waitFor();
      await leave();
    },
  );
}

pageTest("Whoever may not change alarms sees none of what changes them", async (stage) => {
  await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 60_000)] });
  const id = (await stored(stage))[0]?.id;
  const { page, leave } = await sitDown(stage.browser, DESK);
  await page.addInitScript(asViewer);
  await page.goto(`${stage.server.url}/alarms`);
  await untilLive(page);
  assert.equal(await page.getByRole("checkbox").count(), 0);
  assert.equal(await rows(page).getByRole("button").count(), 1);
  await more(page, "60,000").click();
  await dialog(page).getByRole("link", { name: "Why and history" }).waitFor();
  assert.equal(await dialog(page).getByRole("button").count(), 0);
  await page.goto(`${stage.server.url}/alarms/${id}`);
  const acts = page.getByRole("group", { name: "This alarm" });
  await acts.getByRole("link", { name: "Chart of BTC/USDT" }).waitFor();
  assert.equal(await acts.getByRole("button").count(), 0);
  await leave();
});

/** Runs in the browser: the page is as the server sends it to a viewer. */
function asViewer(): void {
  new MutationObserver((_changes, observer) => {
    document.documentElement.dataset["may"] = "seePages";
    observer.disconnect();
  }).observe(document, { childList: true });
}
